"""Whatever people do to papers, in whatever order: no state outside the table, no number and no byte that changes."""

import dataclasses
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.actions import (
    approve_paper,
    cancel_paper,
    correct_paper,
    draft_paper,
    issue_paper,
    reopen_paper,
    revise_paper,
)
from documents.models import Paper, Register
from documents.papers import context_of
from office.models import Event
from opc_site.testing import make_signatory

from .quick import DAY, context_for, issued, quick  # noqa: F401

pytestmark = pytest.mark.usefixtures("quick")

# What each act asks of the state it finds, and the state that it leaves.
TABLE = {
    "revise": ({"draft"}, "draft"),
    "approve": ({"draft"}, "approved"),
    "reopen": ({"approved"}, "draft"),
    "issue": ({"approved"}, "issued"),
    "cancel": ({"draft", "approved", "issued"}, "cancelled"),
    "correct": ({"issued"}, "issued"),
}
# The natural next act, so that a walk gets somewhere.
ONWARD = {"draft": "approve", "approved": "issue", "issued": "correct"}
# What an issued paper keeps, whatever becomes of it.
KEPT = ["number", "year_be", "series", "register_id", "dated", "signatory_id", "sha256", "context", "token"]
# The one-step moves that the table of states knows, replacement included.
MOVES = {
    ("draft", "approved"),
    ("approved", "draft"),
    ("approved", "issued"),
    ("draft", "cancelled"),
    ("approved", "cancelled"),
    ("issued", "cancelled"),
    ("issued", "replaced"),
}

acts = st.lists(
    st.tuples(
        st.sampled_from(["draft", *TABLE, *["onward"] * 7]),
        st.integers(0, 3),  # which paper
        st.sampled_from(["staff", "administrator", "administrator", "administrator", "officer_a"]),
        st.sampled_from(["order", "letter", "announcement"]),
        st.sampled_from(["next", "next", "next", "", "1", "๓", "ว 4", "x"]),
        st.sampled_from(["เหตุผล", "เหตุผล", "เหตุผล", ""]),
    ),
    min_size=15,
    max_size=30,
)


@dataclass
class Desk:
    """Papers, what was seen of each, and the acts that people try."""

    cast: Any
    signatory: Any
    typed: bool
    papers: list[Paper] = field(default_factory=list)
    seen: dict[int, str] = field(default_factory=dict)
    kept: dict[int, tuple[list[Any], bytes]] = field(default_factory=dict)
    done: int = 0

    def try_one(self, act: str, which: int, who: str, kind: str, number: str, reason: str) -> None:
        actor = getattr(self.cast, who)
        before, self.act = self._all(), act
        try:
            with transaction.atomic():
                paper = self._act(act, which, actor, kind, number, reason)
        except (ValidationError, PermissionDenied):
            assert self._all() == before, f"{act} was refused, and something changed"
            return
        if paper is not None:
            self.done += 1
            self._may_have(self.act, actor, before, reason)

    def _act(self, act: str, which: int, actor: Any, kind: str, number: str, reason: str) -> Paper | None:
        if act == "draft" or not self.papers:
            self.papers.append(draft_paper(kind, context=context_for(kind), actor=actor))
            return self.papers[-1]
        # As an open page knows it: what colleagues did since then is not seen.
        paper = self.papers[which % len(self.papers)]
        self.target, self.was = paper.pk, Paper.objects.get(pk=paper.pk).status
        act = self.act = ONWARD.get(self.was, "cancel") if act == "onward" else act
        if act == "revise":
            return revise_paper(paper, context=context_for(paper.kind, subject="เรื่องใหม่"), actor=actor)
        if act == "approve":
            return approve_paper(paper, actor=actor)
        if act == "reopen":
            return reopen_paper(paper, actor=actor, reason=reason)
        if act == "issue":
            if number == "next":
                number = str(100 + self.done) if self.typed else ""
            return issue_paper(paper, number=number, dated=DAY, signatory=self.signatory, actor=actor)
        if act == "cancel":
            return cancel_paper(paper, actor=actor, reason=reason)
        self.papers.append(correct_paper(paper, actor=actor, reason=reason))
        return self.papers[-1]

    def _may_have(self, act: str, actor: Any, before: dict[int, Any], reason: str) -> None:
        """An act that went through was allowed to, and left the state that the table says."""
        assert actor.is_provincial
        if act in TABLE and before:
            asked, left = TABLE[act]
            assert self.was in asked, f"{act} found {self.was}"
            assert Paper.objects.get(pk=self.target).status == left
            assert reason or act not in {"reopen", "cancel", "correct"}
            if act == "cancel" and self.was == "issued":
                assert actor == self.cast.administrator

    def _all(self) -> dict[int, Any]:
        return {row["id"]: row for row in Paper.objects.values()}

    def look(self) -> None:
        """What holds at every moment."""
        numbers = []
        for paper in Paper.objects.all():
            old = self.seen.get(paper.pk, "draft")
            assert paper.status == old or (old, paper.status) in MOVES, f"{old} became {paper.status}"
            self.seen[paper.pk] = paper.status
            if paper.status in {"draft", "approved"}:
                assert (paper.number, paper.sha256, paper.issued_at) == ("", "", None)
                assert context_of(paper).is_draft and not context_of(paper).number
            if paper.was_issued:
                now = [getattr(paper, name) for name in KEPT], paper.stored_bytes()
                assert self.kept.setdefault(paper.pk, now) == now, "what was issued has changed"
                assert context_of(paper).number == paper.number
                if paper.number:
                    numbers.append((paper.register_id, paper.series, paper.year_be, paper.number))
            else:
                assert paper.pk not in self.kept, "what was issued is no more"
            if paper.status == "replaced":
                assert paper.replacement.was_issued
        assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("numbering", ["typed", "given"])
def test_no_sequence_of_acts_leaves_the_table(cast, numbering):
    signatory = make_signatory()
    for code in Register.Code:
        Register.objects.update_or_create(code=code, defaults={"numbering": numbering})
    reached = Counter()

    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(acts)
    def live(sequence):
        with transaction.atomic():
            desk = Desk(cast, signatory, numbering == "typed")
            for step in [("draft", 0, "staff", "order", "", ""), *sequence]:
                desk.try_one(*step)
                desk.look()
            reached.update(desk.seen.values())
            transaction.set_rollback(True)

    live()
    assert set(reached) == {"draft", "approved", "issued", "cancelled", "replaced"}, "the walk has not been everywhere"


def test_a_correction_says_what_it_replaces_and_the_old_one_stands_until_then(cast):
    signatory = make_signatory()
    old = issued("letter", cast.staff, signatory, is_circular=True, number="5471")
    draft = correct_paper(old, actor=cast.staff, reason="วันที่ผิด")
    old.refresh_from_db()
    assert (old.status, draft.status, draft.number) == ("issued", "draft", "")
    wording = "หนังสือจังหวัดสกลนคร ที่ สน ๐๐๑๙.๓/ว 5471 ลงวันที่ 25 มีนาคม 2565"
    assert context_of(draft).replaces == wording
    with pytest.raises(ValidationError, match="มีร่างฉบับแก้ไขหรือฉบับใหม่แทนอยู่แล้ว"):
        correct_paper(old, actor=cast.staff, reason="อีกครั้ง")
    approve_paper(draft, actor=cast.staff)
    issue_paper(draft, number="5472", dated=date(2022, 3, 28), signatory=signatory, actor=cast.staff)
    old.refresh_from_db()
    assert (old.status, draft.status, context_of(draft).replaces) == ("replaced", "issued", wording)
    assert old.stored_bytes() != draft.stored_bytes()
    assert set(Event.objects.about(old).values_list("verb", flat=True)) >= {"ร่างฉบับแก้ไข", "มีฉบับใหม่แทน"}
    for act in (cancel_paper, correct_paper):
        with pytest.raises(ValidationError):
            act(old, actor=cast.administrator, reason="ผิด")


def test_a_correction_that_is_given_up_leaves_room_for_another(cast):
    old = issued("order", cast.staff, make_signatory())
    cancel_paper(correct_paper(old, actor=cast.staff, reason="ผิด"), actor=cast.staff, reason="ไม่ต้องแก้")
    again = correct_paper(old, actor=cast.staff, reason="ผิดจริง")
    assert again.replaces == old


def test_a_correction_that_comes_too_late_is_refused(cast):
    """The old paper was cancelled while its correction lay on the desk."""
    old = issued("order", cast.staff, make_signatory())
    draft = correct_paper(old, actor=cast.staff, reason="ผิด")
    Paper.objects.filter(pk=old.pk).update(status="cancelled")
    approve_paper(draft, actor=cast.staff)
    with pytest.raises(ValidationError, match="จึงออกฉบับใหม่แทนไม่ได้"):
        issue_paper(draft, number="13", dated=DAY, signatory=make_signatory(), actor=cast.staff)
    draft.refresh_from_db()
    assert (draft.status, draft.number) == ("approved", "")


def test_a_paper_of_an_older_format_is_refused_with_a_sentence_where_it_would_be_set_again(cast):
    """Kept from before the templates changed: reprinted from its bytes, never set again."""
    old = issued("order", cast.staff, make_signatory())
    content = old.stored_bytes()
    waiting = approve_paper(draft_paper("order", context=context_for("order"), actor=cast.staff), actor=cast.staff)
    drafted = draft_paper("order", context=context_for("order"), actor=cast.staff)
    for paper in (old, waiting, drafted):
        Paper.objects.filter(pk=paper.pk).update(context=paper.context | {"format": 1})
        paper.refresh_from_db()
    with pytest.raises(ValidationError, match="โปรดร่างเอกสารใหม่"):
        correct_paper(old, actor=cast.staff, reason="ผิด")
    with pytest.raises(ValidationError, match="โปรดร่างเอกสารใหม่"):
        issue_paper(waiting, number="1", dated=DAY, signatory=make_signatory(), actor=cast.staff)
    with pytest.raises(ValidationError, match="โปรดร่างเอกสารใหม่"):
        approve_paper(drafted, actor=cast.staff)
    assert old.stored_bytes() == content
    cancel_paper(old, actor=cast.administrator, reason="ผิด")


def test_a_draft_takes_neither_number_nor_date_from_its_context(cast):
    context = dataclasses.replace(context_for("order"), number="99", dated=DAY, is_draft=False, verify_url="http://x")
    paper = draft_paper("order", context=context, actor=cast.staff)
    kept = context_of(paper)
    assert (kept.number, kept.dated, kept.is_draft, kept.verify_url, kept.signature) == ("", None, True, "", None)
