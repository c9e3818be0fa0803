"""What shows that a step is done: each kind has one source, finds what happened in this round, and nothing else."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from announcements.models import Announcement
from briefings.models import Briefing
from committees.models import Committee
from documents.models import Dispatch, Paper
from opc_site.testing import (
    DISTRICT_A,
    DISTRICT_B,
    make_committee,
    make_entry,
    make_producer,
    make_round,
    make_signatory,
)
from opc_site.tests.scene import make_paper
from registrations.models import Entry
from rounds import evidence
from rounds.evidence import found, sources
from rounds.rules import EvidenceKind
from scoring.models import Recusal, ResultBatch, Sheet
from scoring.tests.scene import make_framework

pytestmark = pytest.mark.django_db

NOON = timezone.make_aware(timezone.datetime(2022, 4, 1, 12))


def said(round, kind):
    return [(piece.on, piece.said) for piece in found(round, [kind])[EvidenceKind(kind)]]


@pytest.fixture
def other_round(current_round):
    return make_round(year_be=2562, is_current=False)


# -- the registry ------------------------------------------------------------------------------------------------


def test_every_kind_but_the_note_has_exactly_one_source():
    assert set(sources()) == set(EvidenceKind) - {EvidenceKind.NOTED}


def test_a_second_source_of_a_kind_is_refused_and_the_note_has_none():
    for kind in (EvidenceKind.ORDER_ISSUED, EvidenceKind.NOTED):
        with pytest.raises(ValueError, match="source already"):
            evidence.evidence(kind, screen="admin:index")(list)
    assert EvidenceKind.NOTED not in sources()


@pytest.mark.parametrize("kind", sorted(sources()))
def test_the_screen_of_each_kind_opens_and_keeps_its_filter(kind, client, cast, current_round):
    client.force_login(cast.administrator)
    assert client.get(sources()[kind].address(current_round)).status_code == 200


# -- each source -------------------------------------------------------------------------------------------------


def make_letter(round, number, sent_at, *, district=DISTRICT_A, **fields):
    paper = make_paper(round, make_signatory(), number, **{"kind": Paper.Kind.LETTER, "subject": "แจ้งแนวทาง"} | fields)
    Dispatch.objects.create(paper=paper, district_id=district, addressee="นายอำเภอ", sent_at=sent_at)
    return paper


def test_a_letter_counts_from_the_day_the_first_district_got_it(cast, current_round, other_round):
    letter = make_letter(current_round, "5471", NOON + timedelta(days=1))
    Dispatch.objects.create(paper=letter, district_id=DISTRICT_B, addressee="นายอำเภอ", sent_at=NOON)
    make_letter(current_round, "5472", None)
    make_letter(current_round, "5473", NOON, district=None)
    make_letter(other_round, "5474", NOON)
    cancelled = make_letter(current_round, "5475", NOON)
    Paper.objects.filter(pk=cancelled.pk).update(status=Paper.Status.CANCELLED)
    assert said(current_round, "letter_sent") == [(date(2022, 4, 1), "หนังสือที่ 5471 เรื่อง แจ้งแนวทาง")]


def test_a_letter_sent_after_midnight_in_bangkok_counts_for_the_new_day(cast, current_round):
    make_letter(current_round, "1", timezone.make_aware(timezone.datetime(2022, 4, 2, 0, 30)))
    assert said(current_round, "letter_sent")[0][0] == date(2022, 4, 2)


def test_one_order_for_two_bodies_is_one_evidence(cast, current_round, other_round):
    orders = {}
    for round, number in ((current_round, "9"), (current_round, "10"), (other_round, "11")):
        orders[number] = make_paper(round, make_signatory(), number, kind=Paper.Kind.ORDER, subject="แต่งตั้ง")
    Paper.objects.filter(pk=orders["9"].pk).update(dated=date(2022, 4, 20))
    make_committee(current_round, [cast.member_3])  # still in draft
    for round, number in ((current_round, "9"), (current_round, "9"), (current_round, "10"), (other_round, "11")):
        body = make_committee(round, [cast.member])
        Committee.objects.filter(pk=body.pk).update(status=Committee.Status.APPOINTED, order=orders[number])
    assert said(current_round, "order_issued") == [
        (date(2022, 4, 1), "คำสั่งที่ 10/2565"),
        (date(2022, 4, 20), "คำสั่งที่ 9/2565"),
    ]
    Paper.objects.filter(pk=orders["10"].pk).update(status=Paper.Status.CANCELLED)
    Paper.objects.filter(pk=orders["9"].pk).update(status=Paper.Status.REPLACED)
    assert said(current_round, "order_issued") == [(date(2022, 4, 20), "คำสั่งที่ 9/2565")]


@pytest.mark.parametrize(
    ("kind", "briefing_kind"),
    [("officers_briefed", "officers"), ("committee_met", "committee"), ("producers_briefed", "producers")],
)
def test_a_meeting_counts_once_it_was_held(cast, current_round, other_round, kind, briefing_kind):
    def meet(title, days, round=current_round, **fields):
        fields = {"kind": briefing_kind, "status": Briefing.Status.HELD, "place": "ศาลากลางจังหวัด"} | fields
        start = NOON + timedelta(days=days)
        Briefing.objects.create(round=round, title=title, starts_at=start, ends_at=start + timedelta(hours=2), **fields)

    meet("ครั้งที่ 2", 9)
    meet("ครั้งที่ 1", 2)
    meet("ยังไม่จัด", 1, status=Briefing.Status.PLANNED)
    meet("ยกเลิก", 1, status=Briefing.Status.CANCELLED, cancel_reason="น้ำท่วม")
    meet("รอบอื่น", 1, round=other_round)
    meet("กลุ่มอื่น", 1, kind="officers" if briefing_kind != "officers" else "producers")
    assert said(current_round, kind) == [(date(2022, 4, 3), "ครั้งที่ 1"), (date(2022, 4, 10), "ครั้งที่ 2")]


def test_a_call_counts_while_the_public_can_read_it(cast, current_round, other_round):
    def announce(title, **fields):
        fields = {"round": current_round, "kind": "call", "status": "published", "published_at": NOON} | fields
        Announcement.objects.create(title=title, body="เชิญชวนสมัคร", **fields)

    announce("รับสมัคร")
    announce("ร่าง", status="draft", published_at=None)
    announce("ถอน", status="withdrawn")
    announce("พรุ่งนี้", published_at=timezone.now() + timedelta(days=1))
    announce("กำหนดการ", kind="schedule")
    announce("รอบอื่น", round=other_round)
    assert said(current_round, "call_published") == [(date(2022, 4, 1), "รับสมัคร")]
    assert said(current_round, "results_published") == []


def test_results_count_when_approved_and_when_published(cast, current_round):
    batch = ResultBatch.objects.create(round=current_round, number=1, proposed_by=cast.secretary)
    announcement = Announcement.objects.create(
        round=current_round, kind="results", title="ผลการคัดสรร", body="ผล", batch=batch
    )
    assert said(current_round, "results_approved") == said(current_round, "results_published") == []
    ResultBatch.objects.update(status="published", published_by=cast.administrator, published_at=NOON)
    Announcement.objects.filter(pk=announcement.pk).update(status="published", published_at=NOON)
    assert said(current_round, "results_approved") == [(date(2022, 4, 1), "ชุดผลครั้งที่ 1")]
    assert said(current_round, "results_published") == [(date(2022, 4, 1), "ผลการคัดสรร")]


def test_the_intake_is_over_when_its_time_is_and_somebody_has_applied(cast):
    round = make_round(open_now=False)
    make_entry(make_producer(), round, status=Entry.Status.DRAFT)
    make_entry(make_producer("ถอน"), round, status=Entry.Status.WITHDRAWN)
    assert said(round, "intake_closed") == []
    make_entry(make_producer("ยื่น"), round, status=Entry.Status.SUBMITTED)
    assert said(round, "intake_closed") == [(timezone.localdate(round.closes_at), "ปิดรับสมัคร มีใบสมัคร 1 รายการ")]
    round.closes_at = timezone.now() + timedelta(minutes=1)
    assert said(round, "intake_closed") == []
    assert said(make_round(year_be=2570, is_current=False, opens_at=None, closes_at=None), "intake_closed") == []


@pytest.fixture
def scored(cast):
    """A round whose time is over, with one entry that passed and the two sheets that it needs."""
    round = make_round(open_now=False)
    make_framework(round, min_sheets=2)
    entry = make_entry(make_producer(), round, status=Entry.Status.SCREENED_IN)
    body = make_committee(round, [cast.member, cast.member_2, cast.member_3])
    seats = list(body.appointments.order_by("seat_order"))
    for day, seat in enumerate(seats[:2]):
        at = NOON + timedelta(days=day)
        Sheet.objects.create(entry=entry, member=seat, typed_by=seat.user, status="submitted", submitted_at=at)
    return round, entry, seats


def test_scoring_is_done_when_each_entry_has_its_sheets(scored):
    round, _, _ = scored
    assert said(round, "scoring_done") == [(date(2022, 4, 2), "แบบให้คะแนน 2 ฉบับ ครบทุกผลิตภัณฑ์")]


def test_a_missing_sheet_an_open_sheet_and_an_entry_not_screened_hold_scoring_up(scored):
    round, entry, seats = scored
    more = make_entry(make_producer("ยังไม่กลั่นกรอง"), round, status=Entry.Status.SUBMITTED)
    assert said(round, "scoring_done") == []
    Entry.objects.filter(pk=more.pk).update(status="screened_out", slot=None)
    assert said(round, "scoring_done")
    open_sheet = Sheet.objects.create(entry=entry, member=seats[2], typed_by=seats[2].user)
    assert said(round, "scoring_done") == []
    Recusal.objects.create(entry=entry, member=seats[2], reason="เป็นญาติ")
    assert said(round, "scoring_done")
    open_sheet.delete()
    Recusal.objects.create(entry=entry, member=seats[1], reason="เป็นญาติ")
    assert said(round, "scoring_done") == []


def test_scoring_is_not_done_while_applications_are_open(scored):
    round, _, _ = scored
    round.closes_at = timezone.now() + timedelta(days=1)
    assert said(round, "scoring_done") == []


def test_an_empty_round_has_no_evidence_of_any_kind(cast, current_round):
    everything = found(current_round, EvidenceKind)
    assert set(everything) == set(sources())
    assert not any(everything.values())


def test_each_kind_asks_the_same_number_of_queries_for_more(cast, current_round):
    def count():
        with CaptureQueriesContext(connection) as captured:
            found(current_round, ["letter_sent", "order_issued", "committee_met", "call_published"])
        return len(captured)

    def grow(n):
        make_letter(current_round, f"7{n}", NOON)
        body = make_committee(current_round, [cast.member])
        order = make_paper(current_round, make_signatory(), f"8{n}", kind=Paper.Kind.ORDER, subject="แต่งตั้ง")
        Committee.objects.filter(pk=body.pk).update(status=Committee.Status.APPOINTED, order=order)

    grow(0)
    few = count()
    grow(1)
    grow(2)
    assert count() == few == 5


def test_the_address_of_evidence_opens(client, cast, scored):
    round, _, _ = scored
    make_letter(round, "1", NOON)
    client.force_login(cast.administrator)
    pieces = [piece for found_here in found(round, EvidenceKind).values() for piece in found_here]
    assert len(pieces) == 3
    for piece in pieces:
        assert client.get(piece.url).status_code == 200
    assert pieces[0].url == reverse("admin:documents_paper_change", args=[Paper.objects.get().pk])
