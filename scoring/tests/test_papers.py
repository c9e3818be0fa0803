"""Score sheets and the list of results on paper: what stands in the rows, added up, for who may see it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.rendering import render_paper
from documents.tests.pdf import pages_of, pdf_text, says
from office.models import Job
from opc_site.testing import run_jobs
from scoring.actions import recuse, settle_round
from scoring.models import Framework, Panel, Result
from scoring.papers import blank_sheet, filled_sheet, result_list, stamps

from .scene import hand_in, make_scored_entry


@pytest.fixture
def entries(current_round, seats):
    return [make_scored_entry(current_round, number=f"65-TEXTILE-90{n:02d}") for n in range(3)]


@pytest.fixture
def panel(seats) -> Panel:
    return Panel.objects.select_related("round", "group", "committee").get(group__code="TEXTILE")


@pytest.fixture
def batch(cast, current_round, entries, seats, framework, marks):
    """Three products, settled; the first with a third of a point."""
    Framework.objects.filter(pk=framework.pk).update(min_sheets=3)
    for place, entry in enumerate(entries):
        for seat in seats:
            less = dict(marks)
            if place == 0 and seat == seats[0]:
                less["ก1.1"] = Decimal(2)
            hand_in(entry, seat, less)
    return settle_round(current_round, actor=cast.secretary)


# -- blank sheets -------------------------------------------------------------------------------------------------


def test_the_blank_form_has_every_criterion_and_step_that_the_province_scores(framework, panel):
    context = blank_sheet(framework, panel.group)
    criteria = list(framework.provincial_criteria("TEXTILE"))
    lines = [line for section in context.sections for heading in section.headings for line in heading.lines]
    assert [line.code for line in lines] == [row.code for row in criteria]
    assert [len(line.steps) for line in lines] == [row.steps.count() for row in criteria]
    assert (context.maximum, [section.maximum for section in context.sections]) == ("55", ["30", "25"])
    assert context.is_blank and not any(line.mark for line in lines)
    assert pages_of(render_paper("score_sheet", context)) == 1


def test_each_member_gets_a_sheet_for_each_product(panel, framework, entries, seats):
    made = stamps(panel, framework)
    assert [(one.number, one.code) for one in made] == [
        (entry.number, f"{entry.number} {seat.pk}") for seat in seats for entry in entries
    ]
    assert made[0].role == "ประธานคณะทำงาน"


def test_who_stood_back_gets_none(panel, framework, entries, seats):
    recuse(entries[1], member=seats[0], actor=seats[0].user, reason="เป็นญาติ")
    assert len(stamps(panel, framework)) == 8
    assert f"{entries[1].number} {seats[0].pk}" not in {one.code for one in stamps(panel, framework)}


def test_an_agreed_sheet_is_one_a_product_and_names_no_member(panel, framework, entries):
    framework.method = Framework.Method.CONSENSUS
    made = stamps(panel, framework)
    assert [(one.number, one.member, one.code) for one in made] == [
        (entry.number, "", entry.number) for entry in entries
    ]


def test_the_job_makes_one_file_of_all_sheets(client, cast, panel, entries):
    client.force_login(cast.secretary)
    address = reverse("admin:scoring_panel_act", args=[panel.pk, "print-sheets"])
    answer = client.post(address, {"confirm": "1", "reason": ""}, follow=True)
    job = Job.objects.get()
    assert job.get_absolute_url() in answer.content.decode()
    run_jobs()
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == (Job.Status.DONE, 9, 9), job.message
    content = job.result_bytes()
    assert pages_of(content) == 9
    text = pdf_text(content)
    assert [text.count(entry.number) for entry in entries] == [3, 3, 3]
    assert says(content, "แหล่งที่มาของวัตถุดิบหลัก")


def test_more_sheets_than_are_stamped_at_once_are_all_there(client, cast, panel, entries, monkeypatch):
    monkeypatch.setattr("scoring.jobs.STAMPED_AT_ONCE", 4)
    client.force_login(cast.secretary)
    client.post(reverse("admin:scoring_panel_act", args=[panel.pk, "print-sheets"]), {"confirm": "1", "reason": ""})
    (job,) = run_jobs()
    assert (job.done, pages_of(job.result_bytes())) == (9, 9)


def test_a_panel_without_products_is_said(cast, panel):
    from office import jobs

    jobs.start("score_sheets", "แบบ", {"panel": panel.pk}, cast.secretary)
    (job,) = run_jobs()
    assert job.status == Job.Status.FAILED and "ยังไม่มีผลิตภัณฑ์" in job.message


def test_sheets_of_ten_products_ask_as_much_as_of_three(panel, framework, entries, current_round):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            stamps(panel, framework)
        return len(captured)

    few = asked()
    for _ in range(7):
        make_scored_entry(current_round)
    assert asked() == few


# -- filled sheets -----------------------------------------------------------------------------------------------


def test_a_filled_sheet_says_what_was_given_and_adds_it_up(entries, seats, marks):
    sheet = hand_in(entries[0], seats[0], marks | {"ก1.1": Decimal(2)})
    context = filled_sheet(sheet)
    lines = {line.code: line for section in context.sections for heading in section.headings for line in heading.lines}
    assert lines["ก1.1"].mark == "2" and [step.is_chosen for step in lines["ก1.1"].steps] == [False, True, False, False]
    assert (context.total, [section.total for section in context.sections]) == ("54", ["29", "25"])
    assert (context.member, context.number) == (str(seats[0]), entries[0].number)
    content = render_paper("score_sheet", context)
    assert pdf_text(content).count("☑") == len(lines) and says(content, "ส่งคะแนนแล้ว")


def test_a_sheet_in_pdf_is_for_its_member_and_for_the_secretary(client, cast, entries, seats, marks):
    hand_in(entries[0], seats[0], marks)
    address = reverse("scoring:sheet-pdf", args=[entries[0].pk])
    cases = [
        (cast.member, "", 200),
        (cast.member_2, "", 404),  # has handed in none
        (cast.member_2, f"?member={seats[0].pk}", 404),
        (cast.secretary, f"?member={seats[0].pk}", 200),
        (cast.secretary, f"?member={seats[1].pk}", 404),
        (cast.secretary, "", 404),
        (cast.staff, f"?member={seats[0].pk}", 404),
        (cast.officer_a, "", 404),
    ]
    for who, question, status in cases:
        client.force_login(who)
        assert client.get(address + question).status_code == status, (who, question)
    client.force_login(cast.member)
    assert address in client.get(reverse("scoring:sheet-edit", args=[entries[0].pk])).content.decode()


# -- the list of results -------------------------------------------------------------------------------------------


def test_the_list_says_points_as_the_results_do(batch, entries, seats):
    context = result_list(batch)
    (table,) = context.tables
    by_number = {row.number: row for row in table.rows}
    first = Result.objects.get(entry=entries[0])
    row = by_number[entries[0].number]
    assert (row.total, row.points) == (f"{first.points}", tuple(first.section_points[code] for code in ("ก", "ข")))
    assert row.total == "54.67" and row.sheets == 3 and row.level == "–"
    assert [section.maximum for section in table.sections] == ["30", "25"] and table.maximum == "55"
    assert [row.total for row in table.rows] == ["55.00", "55.00", "54.67"]
    assert [signer.name for signer in table.signers] == [str(seat) for seat in seats]
    content = render_paper("result_list", context)
    assert says(content, "๕๔.๖๗") and says(content, "ห้ามเผยแพร่ก่อนประกาศผล")


def test_the_list_asks_as_much_for_three_results_as_for_one(batch):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            result_list(batch)
        return len(captured)

    many = asked()
    Result.objects.filter(pk__in=list(Result.objects.values_list("pk", flat=True)[1:])).update(batch=None)
    assert asked() == many


def test_the_list_is_for_secretaries(client, cast, batch):
    address = reverse("admin:scoring_resultbatch_results", args=[batch.pk])
    for who, status in ((cast.staff, 404), (cast.secretary, 200), (cast.administrator, 200), (cast.member, 302)):
        client.force_login(who)
        answer = client.get(address)
        assert answer.status_code == status, who
    client.force_login(cast.secretary)
    assert client.get(address).headers["Content-Type"] == "application/pdf"
    assert address in client.get(reverse("admin:scoring_resultbatch_change", args=[batch.pk])).content.decode()
    assert client.get(reverse("admin:scoring_resultbatch_results", args=[99999])).status_code == 404
