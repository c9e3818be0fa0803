"""The staff's workbench: drafts, previews, acts with confirmation, and the page that publishes results."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements import actions
from announcements.models import Announcement, PublishedResult
from announcements.tests.scene import CANARIES, make_announcement, make_batch
from documents.actions import cancel_paper
from office.models import Event
from opc_site.testing import PASSWORD, make_signatory
from registrations.models import Entry

LIST = "/admin/announcements/announcement/"
BATCHES = f"{LIST}publish-results/"


@pytest.fixture
def signed_in(cast):
    def signed_in(who: str) -> Client:
        client = Client()
        assert client.login(username=getattr(cast, who).username, password=PASSWORD)
        return client

    return signed_in


def page_of(announcement: Announcement) -> str:
    return f"{LIST}{announcement.pk}/change/"


def words(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_staff_draft_and_only_an_administrator_finds_the_publish_button(signed_in, current_round):
    staff = signed_in("staff")
    form = words(staff.get(f"{LIST}add/"))
    assert f'<option value="{current_round.pk}" selected>' in form
    assert 'value="results"' not in form
    draft = {"round": current_round.pk, "kind": "call", "title": "รับสมัคร", "body": "เชิญสมัคร"}
    assert staff.post(f"{LIST}add/", draft).status_code == 302
    row = Announcement.objects.get()
    assert (row.status, row.published_at) == ("draft", None)
    assert Event.objects.about(row).get().verb == "เพิ่ม"

    act = f"{LIST}{row.pk}/act/publish/"
    assert act not in words(staff.get(page_of(row)))
    assert staff.post(act, {"confirm": "1"}).status_code == 404
    administrator = signed_in("administrator")
    assert act in words(administrator.get(page_of(row)))
    assert "แก้ไขข้อความไม่ได้อีก" in words(administrator.get(act))
    assert administrator.post(act, {"confirm": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "published"


def test_a_results_announcement_cannot_be_drawn_up_by_hand(signed_in, current_round):
    post = {"round": current_round.pk, "kind": "results", "title": "ผล", "body": "ผล"}
    assert signed_in("administrator").post(f"{LIST}add/", post).status_code == 200
    assert not Announcement.objects.exists()


def test_a_published_announcement_is_read_only(signed_in, current_round):
    public = make_announcement(current_round)
    staff = signed_in("staff")
    assert 'name="title"' not in words(staff.get(page_of(public)))
    post = {"round": current_round.pk, "kind": "call", "title": "แก้ภายหลัง", "body": "แก้"}
    answer = staff.post(page_of(public), post, follow=True)
    assert "บันทึกไม่ได้ ประกาศนี้อยู่ในสถานะ “เผยแพร่แล้ว”" in words(answer)
    public.refresh_from_db()
    assert public.title != "แก้ภายหลัง"


def test_withdrawing_asks_for_a_reason(signed_in, current_round):
    public = make_announcement(current_round)
    administrator = signed_in("administrator")
    act = f"{LIST}{public.pk}/act/withdraw/"
    assert administrator.post(act, {"confirm": "1", "reason": ""}).status_code == 200
    assert Announcement.objects.published().exists()
    assert administrator.post(act, {"confirm": "1", "reason": "วันที่ผิด"}).status_code == 302
    assert not Announcement.objects.published().exists()


def test_staff_preview_a_draft_as_the_public_will_see_it(signed_in, current_round):
    draft = make_announcement(current_round, status="draft", title="ร่างที่ยังไม่ออก")
    address = f"{LIST}{draft.pk}/preview/"
    page = words(signed_in("staff").get(address))
    assert "ร่างที่ยังไม่ออก" in page
    assert "ประชาชนยังไม่เห็นหน้านี้" in page
    for who in ("officer_a", "member"):
        assert signed_in(who).get(address).status_code == 302  # to their own work
    assert Client().get(address).status_code == 302


def test_the_paper_is_issued_from_its_page_and_a_wrong_signatory_is_said(signed_in, current_round):
    draft = make_announcement(current_round, status="draft")
    staff = signed_in("staff")
    address = f"{LIST}{draft.pk}/paper/"
    today = timezone.localdate()
    post = {"number": "", "dated": today.isoformat(), "signatory": make_signatory().pk}
    late = make_signatory(valid_until=today.replace(year=2021))
    assert "ไม่มีอำนาจลงนาม" in words(staff.post(address, post | {"signatory": late.pk}))
    assert "กรุณา" in words(staff.post(address, post | {"dated": "31/02/2565"}))
    assert staff.post(address, post).status_code == 302
    draft.refresh_from_db()
    assert draft.paper.status == "issued"
    assert "มีประกาศจังหวัด (PDF) ที่ออกแล้ว" in words(staff.post(address, post))


def test_a_draft_says_what_its_issued_paper_says_until_that_is_cancelled(signed_in, cast, current_round):
    draft = make_announcement(current_round, status="draft")
    order = {"number": "", "dated": timezone.localdate(), "signatory": make_signatory(), "actor": cast.staff}
    actions.issue_announcement_paper(draft, **order)
    staff = signed_in("staff")
    typed = {"round": current_round.pk, "kind": "call", "title": "อีกเรื่องหนึ่ง", "body": "อีกข้อความหนึ่ง"}

    assert 'name="title"' not in words(staff.get(page_of(draft)))
    assert "ยกเลิกเอกสารนั้นก่อน" in words(staff.post(page_of(draft), typed, follow=True))

    cancel_paper(draft.paper, actor=cast.administrator, reason="ข้อความผิด")
    staff.post(page_of(draft), typed)
    draft.refresh_from_db()
    assert draft.title == "อีกเรื่องหนึ่ง"
    actions.issue_announcement_paper(draft, **order)
    assert draft.paper.subject == "อีกเรื่องหนึ่ง"


def test_the_paper_of_a_published_announcement_is_not_cancelled_under_it(cast, current_round):
    row = make_announcement(current_round, status="draft")
    order = {"number": "", "dated": timezone.localdate(), "signatory": make_signatory(), "actor": cast.staff}
    actions.issue_announcement_paper(row, **order)
    actions.publish_announcement(row, actor=cast.administrator)
    with pytest.raises(ValidationError):
        cancel_paper(row.paper, actor=cast.administrator, reason="ข้อความผิด")


# -- results ----------------------------------------------------------------------------------------------------


def test_the_page_shows_exactly_what_will_be_published_and_no_points(signed_in, cast, current_round):
    batch = make_batch(current_round, cast.secretary, levels=(5, 4, None))
    administrator = signed_in("administrator")
    assert f"{BATCHES}{batch.pk}/" in words(administrator.get(BATCHES))
    assert "เผยแพร่ผลการคัดสรร (1)" in words(administrator.get(LIST))
    preview = words(administrator.get(f"{BATCHES}{batch.pk}/"))
    assert "สิ่งที่ประชาชนจะเห็น: 3 รายการ" in preview
    assert "เผยแพร่ผล 3 รายการ" in preview
    assert not [canary for canary in CANARIES if canary in preview]

    post = {"title": "ประกาศผล", "body": "ผลการคัดสรร", "seen": actions.fingerprint(actions.lines_of(batch))}
    assert administrator.post(f"{BATCHES}{batch.pk}/", post).status_code == 302

    announcement = Announcement.objects.published().get()
    assert announcement.title == "ประกาศผล"
    for line in PublishedResult.objects.all():
        for word in (line.entry_number, line.product_name, line.producer_name, line.outcome()):
            assert word in preview
    again = administrator.post(f"{BATCHES}{batch.pk}/", post)
    assert "ผลชุดนี้ประกาศไปแล้ว" in words(again)
    assert administrator.get(f"{BATCHES}{batch.pk}/").headers["Location"] == page_of(announcement)


def test_rows_that_changed_under_the_look_are_shown_again_before_they_are_published(signed_in, cast, current_round):
    batch = make_batch(current_round, cast.secretary)
    post = {"title": "ผล", "body": "ผล", "seen": actions.fingerprint(actions.lines_of(batch))}
    Entry.objects.filter(result__batch=batch).update(name="ชื่อใหม่")
    administrator = signed_in("administrator")
    page = words(administrator.post(f"{BATCHES}{batch.pk}/", post))
    assert "เปลี่ยนไปหลังจากที่ท่านเปิดหน้าตรวจ" in page
    assert "ชื่อใหม่" in page
    fresh = actions.fingerprint(actions.lines_of(batch))
    assert fresh in page
    assert administrator.post(f"{BATCHES}{batch.pk}/", post | {"seen": fresh}).status_code == 302


def test_who_may_see_and_who_may_publish(signed_in, cast, current_round):
    batch = make_batch(current_round, cast.administrator)
    address = f"{BATCHES}{batch.pk}/"
    post = {"title": "ผล", "body": "ผล", "seen": actions.fingerprint(actions.lines_of(batch))}

    staff, secretary, proposer = (signed_in(who) for who in ("staff", "secretary", "administrator"))
    assert staff.get(BATCHES).status_code == staff.get(address).status_code == staff.post(address).status_code == 404
    assert "publish-results" not in words(staff.get(LIST))
    page = words(secretary.get(address))
    assert "เผยแพร่ไม่ได้" in page
    assert 'type="submit" class="default"' not in page
    assert secretary.post(address, post).status_code == 404
    assert "ท่านเป็นผู้เสนอชุดผลนี้" in words(proposer.get(address))
    assert "ต้องเป็นคนละคนกับผู้เสนอ" in words(proposer.post(address, post))
    assert not Announcement.objects.exists()
    assert signed_in("administrator_2").post(address, post).status_code == 302


def test_a_batch_that_is_no_longer_whole_says_so(signed_in, cast, current_round):
    batch = make_batch(current_round, cast.secretary)
    gone = Entry.objects.first()
    Entry.objects.filter(pk=gone.pk).update(status="withdrawn", slot=None)
    page = words(signed_in("administrator").get(f"{BATCHES}{batch.pk}/"))
    assert f"เผยแพร่ยังไม่ได้: {gone.number}" in page


@pytest.mark.parametrize("address", [LIST, BATCHES])
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(signed_in, cast, current_round, address):
    administrator = signed_in("administrator")

    def count():
        with CaptureQueriesContext(connection) as queries:
            words(administrator.get(address))
        return len(queries)

    make_batch(current_round, cast.secretary)
    make_announcement(current_round, published_by=cast.administrator)
    one = count()
    for proposer in (cast.administrator_2, cast.secretary):
        make_batch(current_round, proposer)
        make_announcement(current_round, published_by=proposer)
    assert count() == one


def test_the_preview_asks_as_often_for_three_lines_as_for_one(signed_in, cast, current_round):
    administrator = signed_in("administrator")
    counts = []
    for levels in ((5,), (5, 4, None)):
        batch = make_batch(current_round, cast.secretary, levels=levels)
        with CaptureQueriesContext(connection) as queries:
            words(administrator.get(f"{BATCHES}{batch.pk}/"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
