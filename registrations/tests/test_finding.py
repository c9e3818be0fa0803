"""The one search box: what is understood, and what another district's officer learns."""

import uuid

import pytest

from office.models import Office
from opc_site.testing import DISTRICT_B, make_entry, make_producer
from registrations.finding import find, slip_of

CITIZEN_ID = "1470100123451"


@pytest.fixture
def weavers(current_round):
    return make_producer(
        "กลุ่มทอผ้าย้อมครามบ้านดอนกอย", code="470190012", phone="0812345678", citizen_id=CITIZEN_ID, contact_first_name="บุญมี"
    )


@pytest.fixture
def strangers(current_round):
    """Of another district."""
    return make_producer("กลุ่มจักสานบ้านไกล", district=DISTRICT_B, code="470400099", phone="0899999999")


@pytest.fixture
def keeps_ids(cast):
    Office.objects.update(keeps_citizen_ids=True)


UNDERSTOOD = [
    "470190012",
    "๔๗๐๑๙๐๐๑๒",
    " 4701 90012\n",
    "47019001",
    "ภึจๅตจจๅ/",  # the same keys on a keyboard that stood on Thai
    "081-234-5678",
    "+66 81 234 5678",
    "0066812345678",
    "จคๅ/-ภถุึค",
    "ทอผ้า",
    "ย้อมคราม",
    "บุญมี",
    "ดอน\u200bกอย",
]


def test_code_phone_and_three_letters_open_the_producer(cast, weavers, strangers):
    assert [typed for typed in UNDERSTOOD if find(typed, cast.officer_a).producer != weavers] == []


def test_an_entrys_number_and_its_scanned_address_open_its_producer(cast, weavers, current_round):
    entry = make_entry(weavers, current_round, status="submitted", number="65-TEXTILE-0042")
    for typed in (
        "65-TEXTILE-0042",
        "65-textile-0042",
        "https://opc.example.go.th/s/65-TEXTILE-0042",
        "๖๕-TEXTILE-๐๐๔๒",
    ):
        found = find(typed, cast.officer_a)
        assert (found.producer, found.entry) == (weavers, entry), typed


def test_a_slip_of_the_line_cut_opens_the_entry_that_arrived(cast, weavers, current_round):
    token = uuid.uuid4()
    entry = make_entry(weavers, current_round, status="submitted", form_token=token)
    assert find(slip_of(token), cast.officer_a).entry == entry
    assert find(slip_of(token).replace("-", "").lower(), cast.officer_a).entry == entry
    assert "ไม่พบเลขชั่วคราว" in find(slip_of(token), cast.officer_b).sentence


def test_a_citizen_id_opens_the_producer_where_the_office_keeps_them(cast, weavers, keeps_ids):
    assert find("1-4701-00123-45-1", cast.officer_a).producer == weavers
    assert find("1-4701-00123-45-1", cast.staff).producer == weavers
    assert "ไม่ถูกต้อง" in find("1470100123452", cast.officer_a).sentence


def test_where_the_office_keeps_no_citizen_ids_none_is_looked_for(cast, weavers):
    found = find(CITIZEN_ID, cast.officer_a)
    assert (found.total, "ไม่เก็บเลขประจำตัวประชาชน" in found.sentence) == (0, True)


def test_several_hits_are_listed_by_how_the_name_begins_and_nine_at_most(cast, current_round):
    for number in range(12):
        make_producer(f"บ้านสวนกลุ่มข้าวฮาง {number:02d}")
    first = make_producer("กลุ่มข้าวฮางงอก")
    found = find("กลุ่มข้าวฮาง", cast.officer_a)
    assert (found.total, len(found.producers), found.left_out, found.producer) == (13, 9, 4, None)
    assert found.producers[0] == first


def test_of_another_districts_producer_an_officer_learns_only_that_it_is_registered_elsewhere(cast, strangers):
    for typed in ("470400099", "0899999999", "089-999-9999"):
        found = find(typed, cast.officer_a)
        assert (found.total, found.entry) == (0, None)
        assert "ขึ้นทะเบียนที่อำเภออื่น" in found.sentence
        assert strangers.name not in found.sentence and "พรรณานิคม" not in found.sentence
        assert find(typed, cast.staff).producer == strangers


def test_a_part_of_anothers_number_or_name_tells_nothing(cast, strangers, current_round):
    make_entry(strangers, current_round, status="submitted", number="65-TEXTILE-0042")
    for typed in ("จักสาน", "4704000", "08999999", "65-TEXTILE-0042"):
        found = find(typed, cast.officer_a)
        assert found.total == 0
        assert "อำเภออื่น" not in found.sentence and "ไม่พบ" in found.sentence


HOSTILE = [
    ("", "โปรดพิมพ์รหัสทะเบียน"),
    ("   \u200b ", "โปรดพิมพ์รหัสทะเบียน"),
    ("...", "โปรดพิมพ์รหัสทะเบียน"),
    ("กล", "อย่างน้อย 3 ตัวอักษร"),
    ("12", "อย่างน้อย 4 ตัว"),
    ("'; DROP TABLE registrations_producer; --", "ไม่พบ"),
    ("%%%___", "โปรดพิมพ์รหัสทะเบียน"),
    ("<script>alert(1)</script>", "ไม่พบ"),
    ("\x00\x00\x00abc", "ไม่พบ"),
    ("\ud800\ud800abc", "ไม่พบ"),
    ("9" * 5000, "ไม่พบ"),
    ("ก" * 100_000, "ไม่พบ"),
    ("T-ZZZZ-ZZZZ", "ไม่พบ"),
    ("65-TEXTILE-99999999999999999999", "ไม่พบ"),
    ("http://" + "a" * 400, "ไม่พบ"),
    ("ู" * 250, "อย่างน้อย 3 ตัวอักษร"),
]


def test_hostile_and_empty_searches_get_a_sentence(cast, weavers):
    for typed, says in HOSTILE:
        found = find(typed, cast.officer_a)
        assert (found.total, says in found.sentence) == (0, True), (typed[:40], found.sentence)
