"""Step 1.1: who is proposed, what they answer, and that nobody sits twice, whoever comes first."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from committees import actions
from committees.actions import nominations
from committees.models import Agency, Appointment, Committee, Nomination, Person
from committees.rules import BodyRole, Consent, NominationStatus
from office.models import Event
from opc_site.testing import make_committee, make_signatory
from thai.names import name_key

TODAY = date(2022, 3, 1)


@pytest.fixture
def body(current_round):
    return Committee.objects.create(round=current_round, kind="committee", name="คณะกรรมการดำเนินการคัดสรร")


@pytest.fixture
def person(cast):
    agency = Agency.objects.create(name="มหาวิทยาลัยราชภัฏสกลนคร")
    return Person.objects.create(
        name="ผศ.ดร.วิไล ตัวอย่างดี",
        position="อาจารย์",
        agency=agency,
        expertise="สิ่งทอ",
        group_codes=",TEXTILE,",
        phone="081-234-5678",
        email="wilai@example.ac.th",
    )


@pytest.fixture
def nominate(cast, body):
    def nominate(name="", committee=None, **said):
        said = {"position": "พาณิชย์จังหวัด", "agency": "สำนักงานพาณิชย์จังหวัดสกลนคร"} | said
        return actions.nominate(committee=committee or body, actor=cast.staff, name=name, **said)

    return nominate


@pytest.fixture
def accept(cast):
    def accept(nomination, **said):
        said = {"consent": Consent.LETTER, "consent_on": TODAY, "actor": cast.staff} | said
        actions.accept_nomination(nomination, **said)
        return nomination

    return accept


def appoint(cast, body, number="1"):
    return actions.appoint_committee(
        [body],
        number=number,
        dated=date(2022, 3, 10),
        signatory=make_signatory(),
        legal_basis="มาตรา ๕๗ แห่งพระราชบัญญัติระเบียบบริหารราชการแผ่นดิน พ.ศ. ๒๕๓๔",
        actor=cast.staff,
    )


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    return " ".join(caught.value.messages)


# -- proposing -------------------------------------------------------------------------------------------------


def test_a_person_of_the_directory_is_copied_and_the_copy_stays(cast, body, person):
    row = actions.nominate(committee=body, actor=cast.staff, person=person)
    person.position = "คณบดี"
    person.save()

    row.refresh_from_db()
    assert (row.name, row.position, row.agency) == ("ผศ.ดร.วิไล ตัวอย่างดี", "อาจารย์", "มหาวิทยาลัยราชภัฏสกลนคร")
    assert (row.group_codes, row.phone, row.status) == (",TEXTILE,", "081-234-5678", NominationStatus.PROPOSED)


def test_a_position_without_a_name_can_be_proposed(nominate):
    assert str(nominate()) == "พาณิชย์จังหวัด สำนักงานพาณิชย์จังหวัดสกลนคร"


def test_who_is_nobody_is_not_proposed(nominate):
    sentence = refused(nominate, "นายก ข", position="", agency="")
    assert "โปรดระบุตำแหน่งและหน่วยงาน หรือชื่อและความเชี่ยวชาญ" in sentence


def test_a_name_beyond_200_letters_is_refused(nominate):
    assert "200" in refused(nominate, "ก" * 201)
    assert nominate("ก" * 200).pk


@pytest.mark.parametrize("name", ["นายก ข", ""])
def test_nominated_once_the_action_says_it_and_the_database_holds_it(nominate, body, name):
    first = nominate(name)
    assert "มีการเสนอชื่อบุคคลหรือตำแหน่งนี้ในคณะเดียวกันแล้ว" in refused(nominate, name)

    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.bulk_create([first])


def test_nominated_once_also_by_another_spelling_of_the_person_of_the_directory(cast, body, person):
    actions.nominate(committee=body, actor=cast.staff, person=person)
    sentence = refused(actions.nominate, committee=body, actor=cast.staff, person=person, name="ดร.วิไล ตัวอย่างดี")
    assert "มีการเสนอชื่อบุคคล" in sentence


def test_the_same_person_may_be_proposed_for_several_bodies(nominate, current_round):
    other = Committee.objects.create(round=current_round, kind="working_group", name="คณะทำงานผ้า")
    nominate("นายก ข")
    assert nominate("นายก ข", committee=other).pk


def test_who_sits_in_the_body_is_not_proposed_again(cast, current_round, nominate):
    body = make_committee(current_round, [cast.member])
    assert "บุคคลหนึ่งอยู่ในคณะเดียวกันได้ตำแหน่งเดียว" in refused(nominate, cast.member.full_name, committee=body)


def test_many_people_of_the_directory_are_proposed_at_once_or_nobody(cast, body, person):
    other = Person.objects.create(name="นายสมชาย ใจงาม", position="พัฒนาการจังหวัด", agency=person.agency)
    assert len(actions.nominate_people(body, [person, other], "member", cast.staff)) == 2

    third = Person.objects.create(name="นางมาลี ทองดี", expertise="อาหาร")
    sentence = refused(actions.nominate_people, body, [third, other], "member", cast.staff)
    assert sentence.startswith("นายสมชาย ใจงาม: มีการเสนอชื่อ")
    assert body.nominations.count() == 2
    assert "ยังไม่ได้เลือกบุคคล" in refused(actions.nominate_people, body, [], "member", cast.staff)


def test_near_names_are_pointed_out_and_not_refused(nominate):
    rows = [
        nominate("นางสาวสมศรี ใจดีงาม"),
        nominate("น.ส.สมศรี  ใจดีงาม"),
        nominate("นายประสิทธิ์ วงศ์คำ"),
        nominate("นายประสิทธ์ วงศ์คำ"),
        nominate("นายมานะ คำมี"),
    ]
    said = actions.warnings_about_nominations(rows)
    assert len(said) == 2
    assert all("ชื่อใกล้เคียงกัน" in sentence for sentence in said)
    assert not any("มานะ" in sentence for sentence in said)


def test_only_the_provincial_office_proposes(cast, body):
    with pytest.raises(PermissionDenied):
        actions.nominate(committee=body, actor=cast.officer_a, position="ก", agency="ข")


# -- the answer ------------------------------------------------------------------------------------------------


def test_an_accepted_nomination_takes_the_last_seat_with_the_account(cast, body, person, nominate, accept):
    person.user = cast.member
    person.save()
    accept(nominate("นายก ข", role=BodyRole.CHAIR))
    row = accept(actions.nominate(committee=body, actor=cast.staff, person=person))

    chair, seat = body.appointments.all()
    assert (chair.role, chair.seat_order, seat.seat_order) == ("chair", 0, 1)
    assert (seat.name, seat.user, seat.expertise) == (person.name, cast.member, "สิ่งทอ")
    assert (row.status, row.seat, row.consent_on) == (NominationStatus.ACCEPTED, seat, TODAY)


@pytest.mark.parametrize(("consent", "consent_on"), [("letter", None), ("none", TODAY), ("", TODAY), ("sure", TODAY)])
def test_consent_before_accepted_the_action_says_it(nominate, accept, consent, consent_on):
    sentence = refused(accept, nominate(), consent=consent, consent_on=consent_on)
    assert "ต้องตอบยินดีรับแต่งตั้งก่อน" in sentence
    assert not Appointment.objects.exists()


def test_consent_before_accepted_the_database_holds_it(body):
    row = Nomination(committee=body, position="ก", agency="ข", status="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.bulk_create([row])


def test_consent_is_of_today_at_the_latest(nominate, accept):
    today = timezone.localdate()
    row = nominate()
    assert "วันที่ตอบรับต้องไม่เกินวันนี้" in refused(accept, row, consent_on=today + timedelta(days=1))
    accept(row, consent_on=today)
    assert row.seat is not None


def test_a_nomination_is_accepted_once(nominate, accept):
    row = nominate()
    stale = Nomination.objects.get()
    accept(row)
    assert "อยู่ในสถานะ “ยินดีรับแต่งตั้ง” จึงตอบรับไม่ได้" in refused(accept, stale)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "sentence"), [("chair", "คณะหนึ่งมีประธานได้หนึ่งคน"), ("secretary", "คณะหนึ่งมีเลขานุการได้หนึ่งคน")]
)
def test_a_second_chair_or_secretary_is_proposed_and_not_seated(body, nominate, accept, role, sentence):
    accept(nominate("นายก ข", role=role))
    second = nominate("นายค ง", role=role)
    assert sentence in refused(accept, second)
    second.refresh_from_db()
    assert (second.status, body.appointments.count()) == ("proposed", 1)


def test_one_account_sits_once_in_a_body(cast, body, person, nominate, accept):
    Appointment.objects.create(committee=body, name="อีกชื่อ", position="ก", agency="ข", user=cast.member)
    row = actions.nominate(committee=body, actor=cast.staff, person=person)
    person.user = cast.member
    person.save()
    assert "บุคคลหนึ่งอยู่ในคณะเดียวกันได้ตำแหน่งเดียว" in refused(accept, row)


def test_a_no_needs_a_reason_and_can_be_asked_again(cast, nominate, accept):
    row = nominate()
    assert "ต้องบอกเหตุผล" in refused(actions.decline_nomination, row, reason="  ", actor=cast.staff)
    actions.decline_nomination(row, reason="ติดราชการ", actor=cast.staff)
    assert (row.status, row.reason) == ("declined", "ติดราชการ")
    assert "จึงตอบรับไม่ได้" in refused(accept, row)

    actions.propose_again(row, actor=cast.staff)
    assert (row.status, row.reason, row.consent) == ("proposed", "", "none")
    accept(row)
    assert row.seat is not None


def test_asked_again_not_while_the_position_is_proposed_anew(cast, nominate):
    row = nominate()
    actions.decline_nomination(row, reason="ย้าย", actor=cast.staff)
    nominate()
    assert "มีการเสนอชื่อ" in refused(actions.propose_again, row, actor=cast.staff)


def test_withdrawn_from_a_draft_the_seat_goes_too(cast, body, nominate, accept):
    row = accept(nominate("นายก ข", role="chair"))
    assert "ต้องบอกเหตุผล" in refused(actions.withdraw_nomination, row, reason="", actor=cast.staff)
    actions.withdraw_nomination(row, reason="เกษียณ", actor=cast.staff)

    row.refresh_from_db()
    assert (row.status, row.seat, body.appointments.count()) == ("withdrawn", None, 0)
    assert accept(nominate("นายค ง", role="chair")).seat.role == "chair"


def test_seated_by_an_order_is_not_withdrawn(cast, body, nominate, accept):
    row = accept(nominate("นายก ข", role="chair"))
    appoint(cast, body)
    assert "ผู้มีรายชื่อในคำสั่งแล้วถอนการเสนอชื่อไม่ได้" in refused(
        actions.withdraw_nomination, row, reason="เกษียณ", actor=cast.staff
    )
    assert body.appointments.count() == 1


def test_once_an_order_has_ended_the_seat_the_person_can_be_proposed_anew(cast, body, nominate, accept):
    row = accept(nominate("นายก ข", role="chair"))
    order = appoint(cast, body)
    body.appointments.update(until=order.dated, ended_by=order)
    row = Nomination.objects.get()
    actions.withdraw_nomination(row, reason="พ้นตามคำสั่ง", actor=cast.staff)
    assert body.appointments.count() == 1
    actions.propose_again(row, actor=cast.staff)
    assert accept(row).seat is None


def test_accepted_for_an_appointed_body_waits_for_an_amendment(cast, body, nominate, accept):
    accept(nominate("นายก ข", role="chair"))
    appoint(cast, body)
    late = accept(nominate("นายค ง", role="chair"))

    assert (late.seat, body.appointments.count()) == (None, 1)
    assert list(actions.waiting_for_amendment(body.round_id)) == [late]
    actions.withdraw_nomination(late, reason="ไม่ต้องการแล้ว", actor=cast.staff)
    assert not actions.waiting_for_amendment().exists()


def test_every_act_leaves_a_line_without_the_whole_phone_number(cast, body, person, accept):
    row = accept(actions.nominate(committee=body, actor=cast.staff, person=person))
    actions.withdraw_nomination(row, reason="ย้าย", actor=cast.staff)
    actions.propose_again(row, actor=cast.staff)
    actions.decline_nomination(row, reason="ลาออก", actor=cast.staff)

    lines = Event.objects.about(row)
    assert [line.verb for line in lines.order_by("pk")] == [
        "เสนอชื่อ",
        "ตอบรับการเสนอชื่อ",
        "ถอนการเสนอชื่อ",
        "เสนอชื่ออีกครั้ง",
        "ไม่รับการเสนอชื่อ",
    ]
    first = lines.order_by("pk").first()
    assert (first.after["phone"], first.after["email"]) == ("xxx-xxx-5678", "w…@example.ac.th")
    assert not Event.objects.filter(after__icontains="234-5678").exists()


# -- kept for the next round -------------------------------------------------------------------------------------


def test_a_typed_nomination_is_kept_in_the_directory_by_an_act(cast, nominate):
    row = nominate("นายก ข", phone="0-4271-1554", group_codes=",FOOD,", expertise="อาหาร")
    assert not Person.objects.exists()

    assert actions.keep_in_directory(row, actor=cast.staff) == "เก็บ นายก ข เข้าทำเนียบแล้ว"
    kept = Person.objects.get()
    assert (kept.agency.name, kept.group_codes, row.person) == ("สำนักงานพาณิชย์จังหวัดสกลนคร", ",FOOD,", kept)
    assert "ข้อมูลตรงกัน" in actions.keep_in_directory(row, actor=cast.staff)
    assert Agency.objects.count() == 1


def test_kept_again_the_directory_learns_and_forgets_nothing(cast, body, person):
    row = actions.nominate(committee=body, actor=cast.staff, person=person, position="คณบดี")
    Nomination.objects.filter(pk=row.pk).update(phone="", email="")
    actions.keep_in_directory(row, actor=cast.staff)
    person.refresh_from_db()
    assert (person.position, person.phone) == ("คณบดี", "081-234-5678")


def test_a_position_without_a_name_is_not_kept(cast, nominate):
    assert "ไม่มีชื่อบุคคล" in refused(actions.keep_in_directory, nominate(), actor=cast.staff)


# -- at the same moment --------------------------------------------------------------------------------------------


def together(*works):
    """Runs the works in threads from the same moment; a ValidationError is an answer like any other."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=30)
            return work()
        except ValidationError as error:
            return " ".join(error.messages)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works, timeout=60))


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_two_chairs_accepted_at_once_seat_one(self, cast, body, nominate, accept):
        rows = [nominate(f"นาย{name} ดี", role="chair") for name in "กขคง"]
        answers = together(*[lambda row=row: accept(row) and None for row in rows])
        assert answers.count(None) == 1
        assert all("คณะหนึ่งมีประธานได้หนึ่งคน" in answer for answer in answers if answer)
        assert body.appointments.count() == 1

    def test_one_nomination_accepted_by_many_is_seated_once(self, cast, body, nominate, accept):
        row = nominate()
        answers = together(*[lambda: accept(Nomination.objects.get(pk=row.pk)) and None] * 6)
        assert answers.count(None) == 1
        assert body.appointments.count() == 1

    def test_accepted_and_withdrawn_at_once_never_leaves_a_seat_without_its_nomination(
        self, cast, body, nominate, accept
    ):
        def withdraw():
            time.sleep(0.01)
            actions.withdraw_nomination(Nomination.objects.get(), reason="ย้าย", actor=cast.staff)

        row = nominate()
        together(lambda: accept(Nomination.objects.get()), withdraw)
        row.refresh_from_db()
        assert row.status == "withdrawn"
        assert body.appointments.count() == 0

    def test_one_person_proposed_by_many_is_proposed_once(self, cast, body, person, nominate):
        answers = together(*[lambda: actions.nominate(committee=body, actor=cast.staff, person=person) and None] * 6)
        assert answers.count(None) == 1
        assert body.nominations.count() == 1

    def test_two_keep_the_same_name_and_there_is_one_person(self, cast, current_round, nominate):
        bodies = [
            Committee.objects.create(round=current_round, kind="working_group", name=f"คณะทำงาน {n}") for n in range(3)
        ]
        rows = [nominate("นายก ข", committee=each, agency="", expertise="ผ้า") for each in bodies]
        together(*[lambda row=row: actions.keep_in_directory(row, actor=cast.staff) for row in rows])
        assert Person.objects.count() == 1


def test_three_hundred_names_are_compared_while_the_page_loads(body, monkeypatch):
    """Each name is taken apart once, and letter by letter only those that could be alike are compared."""
    seen, compared = [], []

    class Counted(nominations.SequenceMatcher):
        def ratio(self):
            compared.append(self.a)
            return super().ratio()

    monkeypatch.setattr(nominations, "SequenceMatcher", Counted)
    monkeypatch.setattr(nominations, "name_key", lambda name: seen.append(name) or name_key(name))
    nominations._key.cache_clear()
    first, last = ("สมชาย", "มานะ", "วิไลวรรณ", "ประสิทธิ์", "อำนาจ"), ("ใจดี", "ทองคำ", "ศรีสกล", "วงศ์ทอง", "บุญมา", "แสงคำ")
    names = [
        f"นาย{a}{c} {b}"
        for a in first
        for b in last
        for c in ("", "กร", "เดช", "ศักดิ์", "พงษ์", "ชัย", "พล", "ยศ", "นันท์", "ภพ")
    ]
    rows = [Nomination(committee=body, name=name, status="proposed") for name in (*names, "นายสมชาย  ใจดีี")]
    said = actions.warnings_about_nominations(rows)
    assert any(sentence.startswith("“นายสมชาย  ใจดีี” กับ “นายสมชาย ใจดี”") for sentence in said)
    assert len(seen) == len(names) + 1 and len(compared) < len(names) ** 2 / 20
