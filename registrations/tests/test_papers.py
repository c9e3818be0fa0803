"""The receipt: both halves say the same, on one sheet as long as they fit."""

import pytest
from django.db import transaction

from documents.rendering import html_of, render_paper
from documents.tests.pdf import pages_of, pdf_text, says, skeleton, strings_of
from office import journal
from opc_site.testing import make_entry, make_producer
from registrations.papers import entry_receipt

BUT = frozenset({"status", "status_url"})


@pytest.fixture
def entry(cast, current_round):
    return make_entry(
        make_producer(), current_round, status="submitted", created_by=cast.officer_a, number="65-TEXTILE-0007"
    )


def test_the_receipt_says_what_was_received(entry):
    context = entry_receipt(entry)
    content = render_paper("receipt", context)
    assert [text for text in strings_of(context, but=BUT) if not says(content, text)] == []
    assert says(content, "ใช้สิทธิ ๑ จาก ๒") and says(content, "โทรศัพท์ ๐-๔๒๗๑-๑๕๕๔")
    assert says(content, "สำหรับผู้ผลิต") and says(content, "เก็บเข้าแฟ้ม")
    assert pdf_text(content).count("65-TEXTILE-0007") == 2
    assert pages_of(content) == 1


def test_the_moment_is_in_the_buddhist_era(entry):
    assert f"พ.ศ. ๒{(entry.submitted_at.year + 543) % 1000}".translate(
        str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    ) in html_of("receipt", entry_receipt(entry))


def test_what_was_never_submitted_is_marked_as_a_draft(cast, current_round):
    context = entry_receipt(make_entry(make_producer(), current_round))
    content = render_paper("receipt", context)
    assert context.is_draft and says(content, "ยังไม่ถือว่ายื่นสมัคร") and says(content, "ร่าง")


def test_a_withdrawn_entry_uses_no_place(cast, current_round):
    context = entry_receipt(make_entry(make_producer(), current_round, status="withdrawn"))
    assert (context.place_used, context.next_steps) == ("ไม่ใช้สิทธิ", ("ใบสมัครนี้ถอนแล้ว",))


def test_items_of_a_set_are_listed(cast, current_round):
    entry = make_entry(make_producer(), current_round, status="submitted", kind="set", set_items="ผ้าพันคอ\nหมวก")
    content = render_paper("receipt", entry_receipt(entry))
    assert skeleton(pdf_text(content)).count(skeleton("๑. ผ้าพันคอ")) == 2


def test_long_names_take_a_sheet_for_each_half(cast, current_round):
    producer = make_producer("วิสาหกิจชุมชนแปรรูปผลิตภัณฑ์ทางการเกษตรบ้านนาคำไฮใหญ่ " * 3)
    items = "\n".join(f"ผ้าพันคอย้อมครามลายสร้อยดอกหมาก แบบที่ {n}" for n in range(1, 31))
    entry = make_entry(producer, current_round, status="submitted", kind="set", set_items=items, name="ชุดของขวัญ " * 15)
    context = entry_receipt(entry)
    content = render_paper("receipt", context)
    assert not context.fits_half_a_sheet
    assert pages_of(content) == 2
    assert [text for text in strings_of(context, but=BUT) if not says(content, text)] == []


def test_hostile_names_are_printed_as_typed(cast, current_round):
    name = "<img src=file:///etc/passwd>{{ entry }}"
    content = render_paper("receipt", entry_receipt(make_entry(make_producer(name), current_round, status="submitted")))
    assert says(content, name)
    assert b"/Subtype /Image" not in content


def test_the_receipt_leads_to_the_status_page(entry, settings):
    settings.PUBLIC_URL = "https://opc.example.go.th"
    context = entry_receipt(entry)
    assert context.status_url == f"https://opc.example.go.th/s/{entry.number}/"
    content = render_paper("receipt", context)
    assert says(content, context.status_note) and pages_of(content) == 1
    assert html_of("receipt", context).count("<svg") == 1  # the producer's half only


def test_without_a_telephone_the_receipt_says_so(cast, current_round):
    entry = make_entry(make_producer(phone=""), current_round, status="submitted")
    context = entry_receipt(entry)
    assert (context.status_url, "ยังไม่มีโทรศัพท์" in context.status_note) == ("", True)
    content = render_paper("receipt", context)
    assert says(content, context.status_note) and "<svg" not in html_of("receipt", context)


def test_who_took_it_is_who_handed_it_in(entry, cast):
    assert entry_receipt(entry).officer == cast.officer_a.full_name
    with transaction.atomic():
        journal.record(actor=cast.staff, verb="ยื่นใบสมัคร", target=entry)
    assert entry_receipt(entry).officer == cast.staff.full_name


def test_the_officers_page_says_what_a_missing_telephone_means(client, cast, current_round):
    client.force_login(cast.officer_a)
    for phone, said in (("", True), ("0812345678", False)):
        entry = make_entry(make_producer(phone=phone), current_round, status="submitted")
        assert ("ยังไม่มีโทรศัพท์ของผู้ผลิตรายนี้" in client.get(entry.get_absolute_url()).content.decode()) == said
