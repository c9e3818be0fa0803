"""The cast and the builders that all tests share: plain functions, each saying only what its test is about.

The people: provincial administrator (and a second one), provincial staff, secretary, three members, the officers of
two districts (เมืองสกลนคร and พรรณานิคม), and the anonymous producer.
"""

import itertools
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from committees.models import Appointment, Committee
from documents.models import Paper, Register
from documents.papers import OrderContext, to_json
from office import jobs
from office.models import Job, Office, Signatory, User
from office.places import load_places
from office.rules import Role
from registrations.models import Entry, OtopRegistration, Producer, Product
from rounds.models import ProductGroup, Round
from rounds.rules import GroupCode
from thai.dates import be_year

PASSWORD = "ผ้าย้อมคราม-สกลนคร-2565"  # noqa: S105 -- tests only
DISTRICT_A = "4701"  # เมืองสกลนคร
DISTRICT_B = "4704"  # พรรณานิคม

_running = itertools.count(1)


def make_user(username: str, *roles: str, district: str | None = None, **fields: Any) -> User:
    fields.setdefault("full_name", f"ผู้ใช้ {username}")
    return User.objects.create_user(username, PASSWORD, roles=roles, district_id=district, **fields)


def make_round(*, open_now: bool = True, **fields: Any) -> Round:
    """The round of 2565 with its five groups; its window is open around now unless told otherwise."""
    now = timezone.now()
    fields = {
        "year_be": 2565,
        "sequence": 1,
        "title": "การคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565",
        "is_current": True,
        "registered_from_be": 2557,
        "registered_to_be": 2564,
        "max_entries": 2,
        "opens_at": now - timedelta(days=2) if open_now else now - timedelta(days=20),
        "closes_at": now + timedelta(days=5) if open_now else now - timedelta(days=10),
        "place": "ศาลากลางจังหวัดสกลนคร",
    } | fields
    round = Round.objects.create(**fields)
    ProductGroup.objects.bulk_create(
        ProductGroup(round=round, code=code, name=label, order=order)
        for order, (code, label) in enumerate(GroupCode.choices, 1)
    )
    return round


def make_producer(
    name: str = "กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
    *,
    years: tuple[int, ...] = (2562,),
    district: str = DISTRICT_A,
    **fields: Any,
) -> Producer:
    number = next(_running)
    fields = {
        "code": f"{district}{number:05d}",
        "kind": Producer.Kind.COMMUNITY_GROUP,
        "phone": f"08{number:08d}",
        "contact_title": "นาง",
        "contact_first_name": "สมศรี",
        "contact_last_name": "ใจดี",
    } | fields
    producer = Producer.objects.create(name=name, district_id=district, **fields)
    OtopRegistration.objects.bulk_create(OtopRegistration(producer=producer, year_be=year) for year in years)
    Product.objects.create(producer=producer, name=f"ผ้าพันคอย้อมคราม {number}", group_code=GroupCode.TEXTILE)
    return producer


def make_entry(
    producer: Producer, round: Round, *, status: str = Entry.Status.DRAFT, slot: int | None = 1, **fields: Any
) -> Entry:
    """A row in the given state, written past the actions (which have tests of their own)."""
    number = next(_running)
    if status in {Entry.Status.WITHDRAWN, Entry.Status.SCREENED_OUT}:
        slot = None
    fields = {
        "group": round.groups.get(code=GroupCode.TEXTILE),
        "name": f"ผ้าคลุมไหล่ย้อมคราม {number}",
        "slot_limit": round.max_entries,
        "registered_year_be": round.registered_to_be,
        "registered_from_be": round.registered_from_be,
        "registered_to_be": round.registered_to_be,
        "number": "" if status == Entry.Status.DRAFT else f"{round.year_be % 100}-TEXTILE-{number:04d}",
        "submitted_at": None if status == Entry.Status.DRAFT else timezone.now(),
    } | fields
    if "created_by" not in fields:
        fields["created_by"] = User.objects.order_by("pk").first() or make_user(f"clerk{number}", Role.STAFF)
    return Entry.objects.create(round=round, producer=producer, status=status, slot=slot, **fields)


def make_committee(round: Round, members: list[User], **fields: Any) -> Committee:
    """A working group in draft whose first member is the chair; `appoint_committee` makes it official."""
    committee = Committee.objects.create(
        round=round,
        **{
            "kind": Committee.Kind.WORKING_GROUP,
            "name": f"คณะทำงาน {next(_running)}",
            "duties": "พิจารณาและให้คะแนน",
        }
        | fields,
    )
    Appointment.objects.bulk_create(
        Appointment(
            committee=committee,
            user=user,
            name=user.full_name,
            position="หัวหน้ากลุ่มงาน",
            agency="สำนักงานอุตสาหกรรมจังหวัดสกลนคร",
            role=Appointment.Role.MEMBER if order else Appointment.Role.CHAIR,
            seat_order=order,
        )
        for order, user in enumerate(members)
    )
    return committee


def appoint(committee: Committee, *, dated: date | None = None) -> Committee:
    """The body as an order of that day (ten days ago) has appointed it, written past the actions and without a file."""
    dated = dated or timezone.localdate() - timedelta(days=10)
    number, subject = str(next(_running)), f"แต่งตั้ง{committee.name}"
    register, _ = Register.objects.get_or_create(code=Paper.Kind.ORDER)
    said = OrderContext(province="จังหวัดสกลนคร", subject=subject, year_be=be_year(dated), preamble="อาศัยอำนาจ")
    order = Paper.objects.create(
        round=committee.round,
        kind=Paper.Kind.ORDER,
        status=Paper.Status.ISSUED,
        subject=subject,
        register=register,
        number=number,
        year_be=be_year(dated),
        dated=dated,
        signatory=make_signatory(),
        context=to_json(said),
        sha256="0" * 64,
    )
    Committee.objects.filter(pk=committee.pk).update(status=Committee.Status.APPOINTED, order=order)
    committee.appointments.update(since=dated, order=order)
    committee.refresh_from_db()
    return committee


def make_signatory(**fields: Any) -> Signatory:
    return Signatory.objects.create(
        **{
            "name": "นายธนกร ตัวอย่างดี",
            "position": "พัฒนาการจังหวัด",
            "relation": Signatory.Relation.ON_BEHALF,
            "principal": "ผู้ว่าราชการจังหวัดสกลนคร",
            "valid_from": datetime(2020, 1, 1, tzinfo=UTC).date(),
        }
        | fields
    )


def run_jobs() -> list[Job]:
    """Does all jobs that are due, here and now, as the worker would; returns them as they ended."""
    return list(iter(lambda: jobs.work_once("tests"), None))


def make_cast() -> SimpleNamespace:
    load_places(province="47")
    Office.objects.create(
        province_id="47",
        name="สำนักงานพัฒนาชุมชนจังหวัดสกลนคร",
        section="กลุ่มงานส่งเสริมการพัฒนาชุมชน",
        letter_prefix="สน ๐๐๑๙.๓",
        address="ศาลากลางจังหวัดสกลนคร\nถนนศูนย์ราชการ สน ๔๗๐๐๐",
        phone="0-4271-1554",
    )
    return SimpleNamespace(
        administrator=make_user("admin1", Role.ADMINISTRATOR),
        administrator_2=make_user("admin2", Role.ADMINISTRATOR),
        staff=make_user("staff", Role.STAFF),
        secretary=make_user("secretary", Role.SECRETARY),
        member=make_user("member1", Role.MEMBER),
        member_2=make_user("member2", Role.MEMBER),
        member_3=make_user("member3", Role.MEMBER),
        officer_a=make_user("officer-a", Role.DISTRICT_OFFICER, district=DISTRICT_A),
        officer_b=make_user("officer-b", Role.DISTRICT_OFFICER, district=DISTRICT_B),
    )


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    return make_cast()


@pytest.fixture
def current_round(cast: SimpleNamespace) -> Round:
    return make_round()
