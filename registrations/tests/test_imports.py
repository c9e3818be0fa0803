"""A file of the register from the upload to the undo: what is reported, written, and taken back to the last key."""

import hashlib

from opc_site.testing import make_producer
from registrations import actions
from registrations.models import OtopRegistration, Producer, Product
from registrations.rules import ImportStatus
from registrations.tests.test_resources import workbook


def register_hash() -> str:
    """Of every row of the register, keys and times included."""
    digest = hashlib.sha256()
    for model in (Producer, OtopRegistration, Product):
        for values in model._base_manager.order_by("pk").values_list():
            digest.update(repr(values).encode())
    return digest.hexdigest()


def reported(content: bytes, actor):
    row = actions.receive_import(content=content, file_name="ทะเบียน.xlsx", actor=actor)
    return actions.report_import(row)


def test_an_import_and_its_undo_leave_the_register_as_it_was(cast):
    make_producer("กลุ่มเดิม", code="470400001", district="4704", phone="0811111111")
    before = register_hash()
    row = reported(workbook({}, {"รหัสทะเบียน OTOP": "470400002", "ชื่อกลุ่ม/ผู้ผลิต": "กลุ่มใหม่"}), cast.staff)
    assert row.status == ImportStatus.REPORTED
    assert register_hash() == before
    actions.confirm_import(row, actor=cast.staff)
    assert register_hash() != before
    actions.undo_import(row, actor=cast.administrator, reason="ผิดไฟล์")
    assert register_hash() == before
