"""Scoring in the admin: who sees what, frozen criteria, and the acts behind their buttons."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opc_site.testing import make_committee, make_round
from scoring.actions import mark_batch_published, open_sheet, recuse, settle_round
from scoring.admin import CriterionAdmin, FrameworkAdmin
from scoring.models import Criterion, Framework, Panel, Recusal, Result, ResultBatch, Section, Sheet

from .scene import hand_in, make_scored_entry

MODELS = (Framework, Criterion, Panel, Sheet, Recusal, Result, ResultBatch)
SECRET = (Sheet, Recusal, Result, ResultBatch)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def address(model, page="changelist", *args):
    return reverse(f"admin:scoring_{model._meta.model_name}_{page}", args=args)


def text_of(response):
    return response.content.decode()


@pytest.fixture
def batch(cast, current_round, seats, marks):
    """A proposed batch with one product, scored by two members; the first has stood back."""
    Framework.objects.update(min_sheets=2)
    entry = make_scored_entry(current_round)
    recuse(entry, member=seats[0], actor=cast.member, reason="เป็นญาติ")
    for seat in seats[1:]:
        hand_in(entry, seat, marks)
    return settle_round(current_round, actor=cast.secretary)


def test_lists_and_pages_by_role(cast, batch):
    for model in MODELS:
        row = model.objects.first()
        for page in (address(model), address(model, "change", row.pk), address(model, "history", row.pk)):
            for person in (cast.secretary, cast.administrator):
                assert signed_in(person).get(page).status_code == 200, page
            expected = {403, 404} if model in SECRET else {200}
            assert signed_in(cast.staff).get(page).status_code in expected, page
            for person in (cast.member, cast.officer_a):
                assert signed_in(person).get(page).status_code == 302, page


def test_plain_staff_find_no_total_anywhere_in_the_admin(cast, batch):
    client = signed_in(cast.staff)
    result = Result.objects.first()
    for page in (
        address(ResultBatch, "propose"),
        reverse("admin:scoring_result_star", args=[result.pk]),
        f"{address(ResultBatch, 'change', batch.pk).removesuffix('change/')}act/withdraw/",
        f"{address(Sheet, 'change', Sheet.objects.first().pk).removesuffix('change/')}act/reopen/",
    ):
        for method in (client.get, client.post):
            assert method(page).status_code in {403, 404}, page
    assert ResultBatch.objects.filter(pk=batch.pk).exists()


@pytest.mark.parametrize("model", MODELS)
def test_lists_take_the_same_queries_with_one_and_three(cast, current_round, batch, seats, marks, model):
    client = signed_in(cast.secretary)
    client.get(address(model))
    with CaptureQueriesContext(connection) as few:
        client.get(address(model))
    if model is Framework:
        for year in (2560, 2561):
            Framework.objects.create(round=make_round(year_be=year, is_current=False), name="อีกฉบับ")
    elif model is Panel:
        committee = make_committee(current_round, [cast.member])
        for code in ("FOOD", "DRINK"):
            Panel.objects.create(round=current_round, group=current_round.groups.get(code=code), committee=committee)
    elif model is Criterion:
        section = Section.objects.first()
        for number in range(2):
            Criterion.objects.create(section=section, code=f"ก8.{number}", title="ใหม่", max_points=1)
    else:
        for _ in range(2):
            entry = make_scored_entry(current_round)
            for seat in seats[1:]:
                hand_in(entry, seat, marks)
            recuse(entry, member=seats[0], actor=cast.member, reason="เป็นญาติ")
            settle_round(current_round, actor=cast.secretary)
    with CaptureQueriesContext(connection) as many:
        response = client.get(address(model))
    assert response.context["cl"].result_count >= 3
    assert len(many) == len(few)


def test_no_list_has_more_than_seven_columns():
    for model in MODELS:
        assert len(admin.site.get_model_admin(model).list_display) <= 7


# -- criteria ---------------------------------------------------------------------------------------------------


def criterion_form(criterion, **more):
    steps = list(criterion.steps.all())
    data = {
        "section": criterion.section_id,
        "code": criterion.code,
        "heading": criterion.heading,
        "title": criterion.title,
        "group_code": criterion.group_code,
        "max_points": str(criterion.max_points),
        "input": criterion.input,
        "order": criterion.order,
        "steps-TOTAL_FORMS": len(steps),
        "steps-INITIAL_FORMS": len(steps),
    }
    for index, step in enumerate(steps):
        data |= {
            f"steps-{index}-id": step.pk,
            f"steps-{index}-criterion": criterion.pk,
            f"steps-{index}-points": str(step.points),
            f"steps-{index}-text": step.text,
        }
    return data | more


def test_criteria_and_steps_change_until_the_first_sheet(cast, current_round, framework, seats):
    criterion = Criterion.objects.get(code="ก1.1")
    page = address(Criterion, "change", criterion.pk)
    client = signed_in(cast.secretary)
    response = client.post(page, criterion_form(criterion, title="แหล่งวัตถุดิบ", **{"steps-0-text": "ทั้งหมดในจังหวัด"}))
    assert response.status_code == 302, response.context["errors"]
    criterion.refresh_from_db()
    assert (criterion.title, criterion.steps.first().text) == ("แหล่งวัตถุดิบ", "ทั้งหมดในจังหวัด")
    assert "แหล่งวัตถุดิบ" in text_of(client.get(address(Criterion, "history", criterion.pk)))
    assert signed_in(cast.staff).post(page, criterion_form(criterion, title="x")).status_code in {403, 404}
    open_sheet(make_scored_entry(current_round), member=seats[0], actor=cast.member)
    assert client.post(page, criterion_form(criterion, title="x")).status_code in {403, 404}
    assert client.post(address(Criterion, "delete", criterion.pk), {"post": "yes"}).status_code in {403, 404}
    assert client.get(page).status_code == 200
    criterion.refresh_from_db()
    assert criterion.title == "แหล่งวัตถุดิบ"


def test_a_form_opened_before_the_freeze_is_refused_with_the_clause(cast, framework, monkeypatch):
    """The page asks once more, under the lock: as if the first sheet came between opening and saving."""
    Framework.objects.update(frozen_at="2022-05-18T09:00:00Z")
    for model_admin in (CriterionAdmin, FrameworkAdmin):
        monkeypatch.setattr(model_admin, "has_change_permission", lambda self, request, obj=None: True)
    criterion = Criterion.objects.get(code="ก1.1")
    client = signed_in(cast.secretary)
    response = client.post(address(Criterion, "change", criterion.pk), criterion_form(criterion, title="x"))
    assert response.status_code == 200 and "เกณฑ์ที่เริ่มให้คะแนนแล้วแก้ไขไม่ได้" in text_of(response)


def test_the_framework_page_says_what_does_not_add_up(cast, framework):
    client = signed_in(cast.secretary)
    page = address(Framework, "change", framework.pk)
    assert "คะแนนรวมได้ครบทุกส่วน" in text_of(client.get(page))
    Criterion.objects.filter(code="ก1.1").delete()
    assert "ส่วน ก รวมได้ 27 จาก 30" in text_of(client.get(page))


def test_the_framework_of_2565_is_loaded_with_a_button(cast, current_round):
    client = signed_in(cast.secretary)
    load = reverse("admin:scoring_framework_load")
    assert load in text_of(client.get(address(Framework)))
    assert client.get(load).status_code == 200 and not Framework.objects.exists()
    assert client.post(load, {"confirm": "yes"}).status_code == 302
    assert current_round.framework.sections.count() == 3
    assert client.get(load).status_code == 404
    assert load not in text_of(client.get(address(Framework)))


def test_last_rounds_framework_is_taken_over_with_a_button(cast, framework, current_round):
    current_round.is_current = False
    current_round.save()
    following = make_round(year_be=2567)
    client = signed_in(cast.secretary)
    act = f"{address(Framework, 'change', framework.pk).removesuffix('change/')}act/clone/"
    assert act in text_of(client.get(address(Framework, "change", framework.pk)))
    assert client.post(act, {"confirm": "yes"}).status_code == 302
    assert following.framework.sections.count() == 3
    assert "มีเกณฑ์อยู่แล้ว" in text_of(client.post(act, {"confirm": "yes"}))


def test_a_panel_is_assigned_on_its_page(cast, current_round, framework, seats):
    client = signed_in(cast.secretary)
    other = make_committee(current_round, [cast.member])
    food = current_round.groups.get(code="FOOD")
    response = client.post(address(Panel, "add"), {"group": food.pk, "committee": other.pk})
    assert response.status_code == 302
    panel = Panel.objects.get(group=food)
    assert (panel.committee, panel.round) == (other, current_round)
    textile = Panel.objects.get(group__code="TEXTILE")
    page = address(Panel, "change", textile.pk)
    assert client.post(page, {"committee": other.pk}).status_code == 302
    textile.refresh_from_db()
    assert textile.committee == other
    assert client.post(page, {"committee": seats[0].committee_id}).status_code == 302
    open_sheet(make_scored_entry(current_round), member=seats[0], actor=cast.member)
    response = client.post(page, {"committee": other.pk})
    assert response.status_code == 200 and "เปลี่ยนคณะที่ให้คะแนนไม่ได้" in text_of(response)


# -- sheets and results -----------------------------------------------------------------------------------------


def test_a_sheet_is_reopened_with_a_reason(cast, current_round, seats, marks):
    sheet = hand_in(make_scored_entry(current_round), seats[0], marks)
    act = f"{address(Sheet, 'change', sheet.pk).removesuffix('change/')}act/reopen/"
    client = signed_in(cast.secretary)
    assert "?member=" in text_of(client.get(address(Sheet, "change", sheet.pk)))
    assert client.post(act, {"confirm": "yes", "reason": ""}).status_code == 200
    assert client.post(act, {"confirm": "yes", "reason": "กรอกผิดช่อง"}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.status == "draft"


def test_proposing_names_what_is_missing_then_settles(cast, current_round, seats, marks):
    entry = make_scored_entry(current_round)
    for seat in seats[:2]:
        hand_in(entry, seat, marks)
    client = signed_in(cast.secretary)
    page = address(ResultBatch, "propose")
    assert page in text_of(client.get(address(ResultBatch)))
    body = text_of(client.get(page))
    assert "ยังขาดแบบให้คะแนน 1 จาก 1" in body and entry.name in body
    assert "ยังไม่ครบ" in text_of(client.post(page))
    assert not ResultBatch.objects.exists()
    assert "ไม่มีผลิตภัณฑ์" in text_of(client.get(f"{page}?group=FOOD"))
    hand_in(entry, seats[2], marks)
    assert "พร้อมเสนอผล 1 ผลิตภัณฑ์" in text_of(client.get(page))
    assert client.post(page, {"group": "FABRIC"}).status_code == 404, "an unknown kind is not the whole round"
    assert not ResultBatch.objects.exists()
    response = client.post(page, {"group": "TEXTILE"})
    batch = ResultBatch.objects.get()
    assert response.url == address(ResultBatch, "change", batch.pk)
    assert (batch.proposed_by, batch.results.count()) == (cast.secretary, 1)


def test_proposing_without_criteria_is_a_sentence(cast, current_round):
    body = text_of(signed_in(cast.secretary).get(address(ResultBatch, "propose")))
    assert "การคัดสรรหนึ่งรอบใช้เกณฑ์การคัดสรรหนึ่งฉบับ" in body


def test_a_star_level_is_recorded_on_its_own_page(cast, batch):
    result = Result.objects.first()
    page = reverse("admin:scoring_result_star", args=[result.pk])
    client = signed_in(cast.secretary)
    assert page in text_of(client.get(address(Result, "change", result.pk)))
    for typed in ({"level": "6", "reason": "ประกาศกรมฯ"}, {"level": "x", "reason": "ประกาศกรมฯ"}, {"level": "4"}):
        response = client.post(page, typed)
        assert response.status_code == 200 and "ต้องแก้ไข" in text_of(response)
    assert client.post(page, {"level": "๔", "reason": "ประกาศกรมฯ"}).status_code == 302
    result.refresh_from_db()
    assert result.star_level == 4
    mark_batch_published(batch, actor=cast.administrator)
    assert "เผยแพร่แล้ว" in text_of(client.post(page, {"level": "5", "reason": "ประกาศกรมฯ"}))
    assert page not in text_of(client.get(address(Result, "change", result.pk)))
    result.refresh_from_db()
    assert result.star_level == 4


def test_a_batch_is_withdrawn_with_a_reason(cast, batch):
    act = f"{address(ResultBatch, 'change', batch.pk).removesuffix('change/')}act/withdraw/"
    client = signed_in(cast.secretary)
    response = client.post(act, {"confirm": "yes", "reason": "รวมผิด"})
    assert response.url == address(ResultBatch)
    assert client.get(address(ResultBatch)).status_code == 200
    assert not Result.objects.exists()


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Panel, "committee=99999999999999999999"),
        (Sheet, "entry=-99999999999999999999"),
        (Framework, "round__in=99999999999999999999"),
        (Framework, "frozen_at__year=0"),
        (Framework, "frozen_at__year=99999999999999999999"),
    ],
)
def test_a_number_that_no_column_holds_shows_the_list_again(cast, batch, model, query):
    """Django finds out only when it asks the database, where an error is a broken page."""
    response = signed_in(cast.secretary).get(f"{address(model)}?{query}", follow=True)
    assert response.status_code == 200
