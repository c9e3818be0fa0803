"""A letter on its way: addressed, sent once, acknowledged by the district's own officer, reminded while it waits."""

from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents import jobs as letter_jobs
from documents.actions import (
    acknowledge,
    approve_paper,
    cancel_paper,
    correct_paper,
    draft_paper,
    head_of,
    issue_paper,
    remind,
    send_letter,
    set_addressees,
)
from documents.models import Dispatch, Paper
from documents.papers import LetterContext, MinutesContext
from office import jobs
from office.models import District, Event, Job
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_signatory, run_jobs

from .pdf import pages_of, says

DAY = date(2022, 3, 25)


def letter(**changes):
    said = {
        "province": "จังหวัดสกลนคร",
        "subject": "แจ้งรายชื่อผู้รับผิดชอบ",
        "year_be": 2565,
        "prefix": "สน 0019.3",
        "to": "นายอำเภอ ทุกอำเภอ",
        "body": "ด้วยจังหวัดขอให้อำเภอแจ้งรายชื่อ\nจึงเรียนมาเพื่อพิจารณา",
    }
    return LetterContext(**said | changes)


def districts(*codes):
    return District.objects.filter(code__in=codes or (DISTRICT_A, DISTRICT_B))


def draft(cast, **changes):
    paper = draft_paper(
        Paper.Kind.LETTER, context=letter(**changes), actor=cast.staff, asks="แจ้งรายชื่อ", due_on=date(2022, 3, 31)
    )
    set_addressees(paper, districts=districts(), others=["หัวหน้าสำนักงานจังหวัดสกลนคร"], actor=cast.staff)
    return paper


def issued(cast, number="5471", **changes):
    paper = approve_paper(draft(cast, **changes), actor=cast.staff)
    return issue_paper(paper, number=number, dated=DAY, signatory=make_signatory(), actor=cast.staff)


@pytest.fixture
def sent(cast):
    paper = issued(cast)
    send_letter(paper, actor=cast.staff)
    return paper


def to(paper, district=DISTRICT_A):
    return paper.dispatches.get(district=district)


# -- to whom ----------------------------------------------------------------------------------------------------


def test_districts_come_in_the_order_of_their_codes_then_others_as_typed(cast):
    paper = draft(cast)
    assert list(paper.dispatches.values_list("addressee", "district")) == [
        ("นายอำเภอเมืองสกลนคร", DISTRICT_A),
        ("นายอำเภอพรรณานิคม", DISTRICT_B),
        ("หัวหน้าสำนักงานจังหวัดสกลนคร", None),
    ]


def test_a_name_typed_twice_is_one_addressee_and_no_change_is_no_act(cast):
    paper = draft(cast)
    before = Event.objects.about(paper).count()
    set_addressees(paper, districts=districts(), others=["หัวหน้าสำนักงานจังหวัดสกลนคร "] * 2, actor=cast.staff)
    assert paper.dispatches.count() == 3
    assert Event.objects.about(paper).count() == before


def test_in_bangkok_a_letter_goes_to_the_director_of_the_district(cast):
    assert head_of(District(code="1001", province_id="10", name="เขตพระนคร")) == "ผู้อำนวยการเขตพระนคร"


def test_addressees_are_settled_when_the_letter_is_issued(cast):
    paper = issued(cast)
    with pytest.raises(ValidationError, match="จึงเปลี่ยนผู้รับไม่ได้"):
        set_addressees(paper, districts=[], actor=cast.staff)
    assert paper.dispatches.count() == 3


def test_a_meeting_report_has_no_addressees(cast):
    context = MinutesContext(province="จังหวัดสกลนคร", subject="รายงาน", year_be=2565, body_name="คณะกรรมการ")
    paper = draft_paper(Paper.Kind.MINUTES, context=context, actor=cast.staff)
    with pytest.raises(ValidationError, match="รายงานการประชุมไม่มีผู้รับในระบบ"):
        set_addressees(paper, districts=districts(), actor=cast.staff)


def test_letter_addressed_once_holds_past_python(cast):
    paper = draft(cast)
    twice = Dispatch(paper=paper, district_id=DISTRICT_A, addressee="นายอำเภอเมืองสกลนคร")
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.bulk_create([twice])


# -- sending ----------------------------------------------------------------------------------------------------


def test_a_letter_is_sent_to_everyone_at_once_and_only_once(cast, sent):
    assert sent.dispatches.sent().count() == 3
    assert Event.objects.about(sent).get(verb="ส่งหนังสือ").after["addressee"][0] == "นายอำเภอเมืองสกลนคร"
    with pytest.raises(ValidationError, match="ส่งถึงผู้รับทุกรายแล้ว"):
        send_letter(sent, actor=cast.staff)


def test_only_an_issued_letter_is_sent(cast):
    paper = draft(cast)
    with pytest.raises(ValidationError, match="จึงส่งไม่ได้"):
        send_letter(paper, actor=cast.staff)
    assert not paper.dispatches.sent().exists()


def test_a_letter_to_nobody_is_not_sent(cast):
    paper = draft_paper(Paper.Kind.LETTER, context=letter(), actor=cast.staff)
    approve_paper(paper, actor=cast.staff)
    issue_paper(paper, number="1", dated=DAY, signatory=make_signatory(), actor=cast.staff)
    with pytest.raises(ValidationError, match="ยังไม่มีผู้รับ"):
        send_letter(paper, actor=cast.staff)


def test_officers_and_members_send_nothing(cast):
    paper = issued(cast)
    for stranger in (cast.officer_a, cast.member):
        with pytest.raises(PermissionDenied):
            send_letter(paper, actor=stranger)
        with pytest.raises(PermissionDenied):
            set_addressees(paper, actor=stranger)


# -- own copies -------------------------------------------------------------------------------------------------


def test_where_all_copies_are_the_same_nothing_is_made_and_everybody_reads_the_letter(cast, sent):
    assert not Job.objects.exists()
    assert to(sent).stored_bytes() == sent.stored_bytes()


def test_each_addressee_gets_an_own_copy_and_the_office_one_file_to_print(cast):
    paper = issued(cast, names_each=True)
    job = send_letter(paper, actor=cast.staff)
    assert to(paper).stored_bytes() == paper.stored_bytes()  # until the copies are made
    (done,) = run_jobs()
    assert (done.pk, done.status, done.done, done.total) == (job.pk, "done", 3, 3)
    for code, name, other in (
        (DISTRICT_A, "นายอำเภอเมืองสกลนคร", "พรรณานิคม"),
        (DISTRICT_B, "นายอำเภอพรรณานิคม", "เมืองสกลนคร"),
    ):
        copy = to(paper, code).stored_bytes()
        assert says(copy, name) and not says(copy, other)
        assert says(copy, "สน ๐๐๑๙.๓/๕๔๗๑")
    everything = done.result_bytes()
    assert pages_of(everything) == 3
    assert says(everything, "นายอำเภอเมืองสกลนคร") and says(everything, "หัวหน้าสำนักงานจังหวัดสกลนคร")
    assert jobs.may_read_result(done, cast.staff) and not jobs.may_read_result(done, cast.officer_a)


def test_copies_go_on_from_what_is_made(cast):
    paper = issued(cast, names_each=True)
    job = send_letter(paper, actor=cast.staff)
    leave = iter([True])
    jobs.work_once("first", leaving=lambda: next(leave, False))
    job.refresh_from_db()
    assert (job.status, job.done) == ("waiting", 1)
    made = dict(paper.dispatches.exclude(sha256="").values_list("pk", "sha256"))
    assert len(made) == 1
    run_jobs()
    copies = dict(paper.dispatches.values_list("pk", "sha256"))
    assert len(set(copies.values())) == 3 and "" not in copies.values()
    assert made.items() <= copies.items()


def test_the_file_to_print_is_made_in_parts_between_which_the_worker_gives_signs_of_life(cast, monkeypatch):
    monkeypatch.setattr(letter_jobs, "PRINTED_AT_ONCE", 2)
    paper = issued(cast, names_each=True)
    send_letter(paper, actor=cast.staff)
    beats = []
    monkeypatch.setattr(jobs._Beat, "__call__", lambda beat, **options: beats.append(beat.job.done))
    (done,) = run_jobs()
    assert beats == [1, 2, 3, 3, 3]
    assert pages_of(done.result_bytes()) == 3


def test_a_letter_cancelled_meanwhile_gets_no_copies(cast):
    paper = issued(cast, names_each=True)
    send_letter(paper, actor=cast.staff)
    cancel_paper(paper, actor=cast.administrator, reason="ผิด")
    (job,) = run_jobs()
    assert job.status == "failed" and "ยกเลิก" in job.message
    assert not paper.dispatches.exclude(sha256="").exists()


# -- acknowledging ----------------------------------------------------------------------------------------------


def test_an_officer_acknowledges_for_the_own_district_and_a_second_press_changes_nothing(cast, sent):
    first = acknowledge(to(sent), actor=cast.officer_a)
    at = first.acknowledged_at
    again = acknowledge(to(sent), actor=cast.officer_a)
    assert (again.acknowledged_at, again.acknowledged_by) == (at, cast.officer_a)
    assert Event.objects.about(sent).filter(verb="รับทราบหนังสือ").count() == 1
    with pytest.raises(PermissionDenied):
        acknowledge(to(sent), actor=cast.officer_b)
    with pytest.raises(PermissionDenied):
        acknowledge(to(sent), actor=cast.member)


def test_the_province_records_an_acknowledgement_with_a_note(cast, sent):
    with pytest.raises(ValidationError, match="ต้องระบุว่าได้รับแจ้งทางใด"):
        acknowledge(to(sent), actor=cast.staff)
    acknowledge(to(sent), actor=cast.staff, note="โทรศัพท์จากอำเภอ")
    event = Event.objects.about(sent).get(verb="บันทึกรับทราบแทน")
    assert (event.reason, event.actor) == ("โทรศัพท์จากอำเภอ", cast.staff)


def test_letter_acknowledged_after_sent(cast):
    paper = issued(cast)
    with pytest.raises(ValidationError, match="ยังไม่ได้ส่ง"):
        acknowledge(to(paper), actor=cast.officer_a)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.filter(paper=paper).update(acknowledged_at=timezone.now())


def test_a_cancelled_letter_is_not_acknowledged(cast, sent):
    cancel_paper(sent, actor=cast.administrator, reason="ผิด")
    with pytest.raises(ValidationError, match="จึงรับทราบไม่ได้"):
        acknowledge(to(sent), actor=cast.officer_a)


# -- reminding --------------------------------------------------------------------------------------------------


def test_only_those_who_wait_are_reminded_and_each_time_counts(cast, sent):
    acknowledge(to(sent), actor=cast.officer_a)
    assert remind(sent.dispatches.all(), actor=cast.staff) == 2
    assert remind([to(sent, DISTRICT_B)], actor=cast.staff) == 1
    assert (to(sent).times_reminded, to(sent, DISTRICT_B).times_reminded) == (0, 2)
    assert to(sent, DISTRICT_B).reminded_at is not None
    assert Event.objects.about(sent).filter(verb="เตือนผู้รับหนังสือ").count() == 2


def test_who_was_just_reminded_is_passed_over_where_a_press_may_be_a_second_one(cast, sent):
    began = timezone.now() - timedelta(minutes=1)
    assert remind(sent.dispatches.all(), actor=cast.staff, not_since=began) == 3
    with pytest.raises(ValidationError, match="ไม่มีผู้รับที่ต้องเตือน"):
        remind(sent.dispatches.all(), actor=cast.staff, not_since=began)
    assert to(sent).times_reminded == 1


def test_nobody_is_reminded_of_what_is_acknowledged_unsent_or_cancelled(cast, sent):
    acknowledge(to(sent), actor=cast.officer_a)
    with pytest.raises(ValidationError, match="ไม่มีผู้รับที่ต้องเตือน"):
        remind([to(sent)], actor=cast.staff)
    with pytest.raises(ValidationError, match="ไม่มีผู้รับที่ต้องเตือน"):
        remind(issued(cast, number="9").dispatches.all(), actor=cast.staff)
    cancel_paper(sent, actor=cast.administrator, reason="ผิด")
    with pytest.raises(ValidationError, match="ไม่มีผู้รับที่ต้องเตือน"):
        remind(sent.dispatches.all(), actor=cast.staff)


# -- the officer's pages ----------------------------------------------------------------------------------------


def page_of(dispatch):
    return reverse("letters:letter-detail", args=[dispatch.pk])


def test_the_officer_reads_what_is_asked_by_when_and_acknowledges(client, cast, sent):
    client.force_login(cast.officer_a)
    home = client.get(reverse("registrations:home")).content.decode()
    assert "รอรับทราบ" in home and "1 ฉบับ" in home
    assert "แจ้งรายชื่อผู้รับผิดชอบ" in client.get(reverse("letters:letter-list")).content.decode()
    page = client.get(page_of(to(sent))).content.decode()
    assert "แจ้งรายชื่อ" in page and "ภายในวันที่ 31 มีนาคม 2565 (เกินกำหนด" in page and "สน 0019.3/5471" in page
    assert client.post(page_of(to(sent))).status_code == 302
    assert to(sent).acknowledged_by == cast.officer_a
    assert client.post(page_of(to(sent))).status_code == 302
    assert "รับทราบเมื่อ" in client.get(page_of(to(sent))).content.decode()
    assert "รอรับทราบ" not in client.get(reverse("registrations:home")).content.decode()


def test_the_pdf_is_the_own_copy(client, cast):
    paper = issued(cast, names_each=True)
    send_letter(paper, actor=cast.staff)
    run_jobs()
    client.force_login(cast.officer_a)
    response = client.get(reverse("letters:letter-pdf", args=[to(paper).pk]))
    assert response.content == to(paper).stored_bytes() != paper.stored_bytes()
    assert "หนังสือภายนอก" in unquote(response["Content-Disposition"])
    with open(to(paper).pdf.path, "wb") as file:
        file.write(b"%PDF-1.7 another")
    assert client.get(reverse("letters:letter-pdf", args=[to(paper).pk])).status_code == 409


@pytest.mark.parametrize("who", ["officer_b", "member", "staff"])
def test_strangers_get_404_for_every_method(client, cast, sent, who):
    client.force_login(getattr(cast, who))
    dispatch = to(sent)
    for method in (client.get, client.head, client.post):
        assert method(page_of(dispatch)).status_code == 404
    assert client.get(reverse("letters:letter-pdf", args=[dispatch.pk])).status_code == 404
    assert to(sent).acknowledged_at is None


def test_an_unsent_letter_is_not_there_yet(client, cast):
    client.force_login(cast.officer_a)
    assert client.get(page_of(to(issued(cast)))).status_code == 404


def test_a_cancelled_letter_says_so_and_has_no_button(client, cast, sent):
    cancel_paper(sent, actor=cast.administrator, reason="ผิด")
    client.force_login(cast.officer_a)
    page = client.get(page_of(to(sent))).content.decode()
    assert "หนังสือฉบับนี้ยกเลิกแล้ว" in page and '<button class="btn btn-primary"' not in page
    assert client.post(page_of(to(sent))).status_code == 409


def test_a_replaced_letter_names_the_new_one_and_leads_to_it(client, cast, sent):
    new = correct_paper(sent, actor=cast.staff, reason="วันผิด")
    approve_paper(new, actor=cast.staff)
    issue_paper(new, number="5500", dated=DAY, signatory=make_signatory(), actor=cast.staff)
    client.force_login(cast.officer_a)
    old = client.get(page_of(to(sent))).content.decode()
    assert "มีฉบับใหม่แทน" in old and "5500" in old and "ยังไม่ได้ส่งฉบับใหม่" in old
    send_letter(new, actor=cast.staff)
    assert page_of(to(new)) in client.get(page_of(to(sent))).content.decode()


def test_a_letter_whose_replacement_is_cancelled_sends_nobody_there(client, cast, sent):
    new = correct_paper(sent, actor=cast.staff, reason="วันผิด")
    approve_paper(new, actor=cast.staff)
    issue_paper(new, number="5500", dated=DAY, signatory=make_signatory(), actor=cast.staff)
    cancel_paper(new, actor=cast.administrator, reason="เลื่อนไม่มีกำหนด")
    client.force_login(cast.officer_a)
    old = client.get(page_of(to(sent))).content.decode()
    assert "โปรดใช้หนังสือ" not in old and "สน 0019.3/5500 ยกเลิกแล้วเช่นกัน" in old


def test_a_letter_that_is_being_corrected_is_cancelled_after_the_draft(cast, sent):
    new = correct_paper(sent, actor=cast.staff, reason="วันผิด")
    with pytest.raises(ValidationError, match="มีร่างฉบับแก้ไขหรือฉบับใหม่แทนอยู่แล้ว"):
        cancel_paper(sent, actor=cast.administrator, reason="ไม่จัดแล้ว")
    cancel_paper(new, actor=cast.staff, reason="ไม่ออกแล้ว")
    assert cancel_paper(sent, actor=cast.administrator, reason="ไม่จัดแล้ว").status == "cancelled"


def test_a_letter_is_called_by_its_number_as_it_stands_on_it(cast):
    assert str(draft(cast)) == "หนังสือภายนอก เรื่อง แจ้งรายชื่อผู้รับผิดชอบ"
    assert str(issued(cast, prefix="สน ๐๐๑๙.๓", is_circular=True)).startswith("หนังสือภายนอก ที่ สน 0019.3/ว 5471 เรื่อง ")
    assert issued(cast, number="7").number_in_full == "สน 0019.3/7"


def test_the_list_is_chosen_by_the_address_and_asks_as_much_for_three_as_for_one(client, cast, sent):
    client.force_login(cast.officer_a)
    address = reverse("letters:letter-list")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in ("11", "12"):
        send_letter(issued(cast, number=number, subject=f"เรื่อง {number}"), actor=cast.staff)
    with CaptureQueriesContext(connection) as three:
        assert len(client.get(address).context["page"]) == 3
    assert len(one) == len(three)
    acknowledge(to(sent), actor=cast.officer_a)
    assert len(client.get(address, {"state": "waiting"}).context["page"]) == 2
    assert len(client.get(address, {"state": "done"}).context["page"]) == 1
    assert len(client.get(address, {"state": "ended"}).context["page"]) == 0
    assert "ไม่รู้จักตัวกรองนี้" in client.get(address, {"state": "x"}).content.decode()
