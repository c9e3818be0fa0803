"""Publishing and withdrawing: who may, what is checked, what is copied, and that a batch goes out once, whole."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from announcements import actions
from announcements.models import Announcement, PublishedResult
from announcements.pages import results_by_round
from announcements.tests.scene import make_announcement, make_batch
from office.models import Event
from opc_site.testing import make_cast, make_round, make_signatory
from registrations.models import Entry
from scoring.models import ResultBatch

DRAFT, PUBLISHED, WITHDRAWN = Announcement.Status.values


def said(refusal: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(refusal.value.messages)


# -- one announcement -------------------------------------------------------------------------------------------


def test_an_administrator_publishes_a_draft_and_the_journal_says_so(cast, current_round):
    draft = make_announcement(current_round, status=DRAFT)
    at = timezone.now()

    actions.publish_announcement(draft, actor=cast.administrator, at=at)

    draft.refresh_from_db()
    assert (draft.status, draft.published_at, draft.published_by) == (PUBLISHED, at, cast.administrator)
    event = Event.objects.about(draft).get()
    assert (event.actor, event.verb) == (cast.administrator, "เผยแพร่ประกาศ")


@pytest.mark.parametrize("who", ["staff", "secretary", "member", "officer_a"])
def test_nobody_but_an_administrator_publishes_or_withdraws(cast, current_round, who):
    draft, public = make_announcement(current_round, status=DRAFT), make_announcement(current_round)
    actor = getattr(cast, who)

    with pytest.raises(ValidationError) as refusal:
        actions.publish_announcement(draft, actor=actor)
    assert "ผู้ดูแลระบบจังหวัด" in said(refusal)
    with pytest.raises(ValidationError) as refusal:
        actions.withdraw_announcement(public, actor=actor, reason="ผิด")
    assert "ผู้ดูแลระบบจังหวัด" in said(refusal)

    assert not Event.objects.exists()
    assert Announcement.objects.get(pk=draft.pk).status == DRAFT


def test_what_is_published_has_title_and_body(cast, current_round):
    empty = make_announcement(current_round, status=DRAFT, body="")
    with pytest.raises(ValidationError) as refusal:
        actions.publish_announcement(empty, actor=cast.administrator)
    assert refusal.value.code == "publicised"
    assert "ขั้นตอนที่ ๓" in said(refusal)


def test_an_announcement_is_published_once(cast, current_round):
    draft = make_announcement(current_round, status=DRAFT)
    stale = Announcement.objects.get(pk=draft.pk)
    actions.publish_announcement(draft, actor=cast.administrator)

    with pytest.raises(ValidationError) as refusal:
        actions.publish_announcement(stale, actor=cast.administrator_2)

    assert "เผยแพร่แล้ว" in said(refusal)
    assert Event.objects.about(draft).count() == 1


def test_withdrawing_needs_a_reason_and_keeps_the_row(cast, current_round):
    public = make_announcement(current_round)
    with pytest.raises(ValidationError) as refusal:
        actions.withdraw_announcement(public, actor=cast.administrator, reason="  ")
    assert refusal.value.code == "withdrawal_explained"

    actions.withdraw_announcement(public, actor=cast.administrator, reason="วันที่ผิด")
    with pytest.raises(ValidationError) as refusal:
        actions.withdraw_announcement(public, actor=cast.administrator, reason="อีกครั้ง")

    assert "ถอนประกาศ" in said(refusal)
    assert Announcement.objects.get(pk=public.pk).status == WITHDRAWN
    assert Event.objects.about(public).get().reason == "วันที่ผิด"
    assert not Announcement.objects.published().exists()


def test_results_are_not_published_by_hand(cast, current_round):
    batch = make_batch(current_round, cast.secretary)
    by_hand = make_announcement(current_round, status=DRAFT, kind=Announcement.Kind.RESULTS, batch=batch)
    with pytest.raises(ValidationError) as refusal:
        actions.publish_announcement(by_hand, actor=cast.administrator)
    assert refusal.value.code == "results_come_from_batch"


def test_a_paper_is_issued_once_and_kept_with_its_announcement(cast, current_round):
    draft = make_announcement(current_round, status=DRAFT)
    order = {"number": "", "dated": timezone.localdate(), "signatory": make_signatory(), "actor": cast.staff}

    actions.issue_announcement_paper(draft, **order)

    draft.refresh_from_db()
    assert draft.paper.status == "issued"
    assert draft.paper.stored_bytes().startswith(b"%PDF-")
    with pytest.raises(ValidationError) as refusal:
        actions.issue_announcement_paper(draft, **order)
    assert refusal.value.code == "announcement_paper_once"


# -- past Python ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"title": ""}, "publicised"),
        ({"body": ""}, "publicised"),
        ({"published_at": None}, "publicised"),
        ({"kind": "rumour"}, "publicised"),
        ({"status": "hidden"}, "publicised"),
        ({"kind": "results"}, "results_come_from_batch"),
    ],
)
def test_the_database_refuses_what_the_clauses_refuse(current_round, fields, constraint):
    row = {"kind": "call", "title": "เรื่อง", "body": "เนื้อความ", "status": PUBLISHED, "published_at": timezone.now()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Announcement.objects.bulk_create([Announcement(round=current_round, **row | fields)])
    Announcement.objects.bulk_create([Announcement(round=current_round, **row)])  # the boundary passes


def test_the_database_refuses_a_second_announcement_of_a_batch(cast, current_round):
    batch = make_batch(current_round, cast.secretary)
    row = {"round": current_round, "kind": "results", "title": "ผล", "body": "ผล", "batch": batch}
    row |= {"status": PUBLISHED, "published_at": timezone.now()}
    Announcement.objects.bulk_create([Announcement(**row | {"status": WITHDRAWN}), Announcement(**row)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.bulk_create([Announcement(**row)])
    assert Announcement.objects.filter(batch=batch).exclude(status=WITHDRAWN).count() == 1


# -- results ----------------------------------------------------------------------------------------------------


def test_publishing_copies_the_words_of_every_line_and_no_points(cast, current_round):
    batch = make_batch(current_round, cast.secretary, levels=(5, None, 3))

    announcement = actions.publish_results(batch, actor=cast.administrator)

    entries = Entry.objects.select_related("producer__district", "group").order_by("number")
    lines = list(announcement.results.order_by("entry_number"))
    assert [
        (line.entry_number, line.product_name, line.producer_name, line.district_name, line.group_name)
        for line in lines
    ] == [
        (entry.number, entry.name, entry.producer.name, entry.producer.district.name, entry.group.name)
        for entry in entries
    ]
    assert [line.outcome() for line in lines] == ["ระดับ ๕ ดาว", "ผ่านการคัดสรรระดับจังหวัด", "ระดับ ๓ ดาว"]
    # Stars first, those without last: the same order on both databases.
    assert [line.star_level for line in announcement.results.all()] == [5, 3, None]
    assert {field.name for field in PublishedResult._meta.fields} == {
        *("id", "announcement", "entry_number", "product_name", "producer_name", "district_code", "district_name"),
        *("group_code", "group_name", "group_order", "star_level", "search_text"),
    }
    batch.refresh_from_db()
    assert (batch.status, batch.published_by) == ("published", cast.administrator)
    assert "ปี พ.ศ. ๒๕๖๕" in announcement.title
    assert announcement.body


def test_a_batch_is_published_once(cast, current_round):
    batch = make_batch(current_round, cast.secretary)
    actions.publish_results(batch, actor=cast.administrator)
    with pytest.raises(ValidationError) as refusal:
        actions.publish_results(batch, actor=cast.administrator_2)
    assert "ประกาศไปแล้ว" in said(refusal)
    assert Announcement.objects.count() == 1
    assert PublishedResult.objects.count() == 3
    assert Event.objects.filter(verb="เผยแพร่ผลการคัดสรร").count() == 1


def test_who_proposes_does_not_publish(cast, current_round):
    batch = make_batch(current_round, cast.administrator)
    with pytest.raises(ValidationError) as refusal:
        actions.publish_results(batch, actor=cast.administrator)
    assert refusal.value.code == "second_person_publishes"
    with pytest.raises(ValidationError) as refusal:
        actions.publish_results(batch, actor=cast.secretary)
    assert refusal.value.code == "administrator_publishes"
    assert not Announcement.objects.exists()
    assert not PublishedResult.objects.exists()
    actions.publish_results(batch, actor=cast.administrator_2)


def test_an_empty_or_vanished_batch_is_refused(cast, current_round):
    empty = make_batch(current_round, cast.secretary, levels=())
    gone = make_batch(current_round, cast.secretary, levels=())
    ResultBatch.objects.filter(pk=gone.pk).delete()
    for batch in (empty, gone):
        with pytest.raises(ValidationError) as refusal:
            actions.publish_results(batch, actor=cast.administrator)
        assert refusal.value.code == "batch_has_results"


def test_a_batch_with_an_entry_that_has_left_is_refused_and_says_which(cast, current_round):
    batch = make_batch(current_round, cast.secretary)
    left = Entry.objects.first()
    Entry.objects.filter(pk=left.pk).update(status=Entry.Status.WITHDRAWN, slot=None)
    with pytest.raises(ValidationError) as refusal:
        actions.publish_results(batch, actor=cast.administrator)
    assert left.number in said(refusal)
    assert not Announcement.objects.exists()


def test_what_was_looked_at_is_what_is_published(cast, current_round):
    batch = make_batch(current_round, cast.secretary)
    seen = actions.fingerprint(actions.lines_of(batch))
    Entry.objects.filter(result__batch=batch).update(name="ชื่อที่แก้ภายหลัง")
    with pytest.raises(ValidationError) as refusal:
        actions.publish_results(batch, actor=cast.administrator, seen=seen)
    assert refusal.value.code == "published_as_seen"
    actions.publish_results(batch, actor=cast.administrator, seen=actions.fingerprint(actions.lines_of(batch)))


def test_a_failure_on_the_way_leaves_nothing_behind(cast, current_round, monkeypatch):
    batch = make_batch(current_round, cast.secretary)

    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(actions.journal, "record", fails)
    with pytest.raises(RuntimeError):
        actions.publish_results(batch, actor=cast.administrator)
    batch.refresh_from_db()
    assert batch.status == "proposed"
    assert not Announcement.objects.exists()
    assert not PublishedResult.objects.exists()


def test_the_past_can_be_published_with_its_own_date(cast, current_round):
    at = timezone.now() - timedelta(days=300)
    announcement = actions.publish_results(make_batch(current_round, cast.secretary), actor=cast.administrator, at=at)
    assert announcement.published_at == announcement.batch.published_at == at


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_by_two_administrators_publish_once_and_readers_see_nothing_or_all():
    cast, current_round = make_cast(), make_round()
    batch = make_batch(current_round, cast.secretary, levels=(None,) * 7)
    start, done = threading.Barrier(21), threading.Event()
    published: list[int] = []
    refused: list[str] = []
    other: list[BaseException] = []
    seen: set[tuple[int, int]] = set()

    def press(actor):
        try:
            start.wait()
            mine = ResultBatch.objects.get(pk=batch.pk)
            published.append(actions.publish_results(mine, actor=actor).pk)
        except ValidationError as error:
            refused.append(" ".join(error.messages))
        except BaseException as error:
            other.append(error)
        finally:
            connections.close_all()

    def read():
        try:
            start.wait()
            while not done.is_set():
                results = results_by_round(Announcement.objects.published())
                for result in results:
                    seen.add((len(result.announcements), result.rows.count()))
                if not results:
                    seen.add((0, 0))
        except BaseException as error:
            other.append(error)
        finally:
            connections.close_all()

    people = [cast.administrator, cast.administrator_2] * 10
    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    reader = threading.Thread(target=read)
    for thread in [*threads, reader]:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()

    assert other == []
    assert len(published) == 1
    assert len(refused) == 19
    assert all("ประกาศไปแล้ว" in sentence for sentence in refused)
    assert Announcement.objects.count() == 1
    assert PublishedResult.objects.count() == 7
    assert Event.objects.filter(verb="เผยแพร่ผลการคัดสรร").count() == 1
    assert Event.objects.about(batch).count() == 1
    assert seen <= {(0, 0), (1, 7)}
