"""The plan of a round read on a day: which steps are done and by what, which run, which come, which are late.

The calendar alone finishes nothing: a step whose days are over is late until its evidence is there, so what has to be
done first stays in sight.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.urls import reverse

from thai.dates import thai_date, thai_date_range

from .evidence import Evidence, found, sources
from .models import PlanStep, Round
from .rules import EvidenceKind

SOON_DAYS = 7


class State(TextChoices):
    DONE = "done", "เสร็จแล้ว"
    LATE = "late", "ล่าช้า"
    TODAY = "today", "อยู่ในช่วงดำเนินการ"
    WEEK = "week", "เริ่มภายใน 7 วัน"
    SOON = "soon", "ยังไม่ถึงกำหนด"
    UNDATED = "undated", "ยังไม่กำหนดวัน"


@dataclass(frozen=True)
class Line:
    """A step as it stands today.

    url: the screen where the work is done.  said: the state in words, with the days that matter.
    """

    step: PlanStep
    state: State
    said: str
    dates: str
    evidence: Evidence | None
    url: str

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def is_noted(self) -> bool:
        return self.step.evidence == EvidenceKind.NOTED

    @property
    def awaits(self) -> str:
        """What the step is done by: "รอหลักฐาน: คำสั่งแต่งตั้งที่ออกแล้ว"."""
        return f"รอหลักฐาน: {self.step.get_evidence_display()}"


def lines(round: Round, today: date, *, steps: Iterable[PlanStep] | None = None) -> list[Line]:
    """The plan in its own order; `steps` are the round's, where the caller has read them already."""
    steps = list(round.steps.all() if steps is None else steps)
    known, at_hand = sources(), found(round, {step.evidence for step in steps})
    left = {kind: iter(pieces) for kind, pieces in at_hand.items()}
    result = []
    for step in steps:
        kind = EvidenceKind(step.evidence)
        if kind == EvidenceKind.NOTED:
            piece = Evidence(step.done_on, step.done_note) if step.done_on else None
            url = reverse("admin:rounds_step_done", args=[step.pk])
        else:
            piece, url = next(left[kind], None), known[kind].address(round)
        state, said = _state(step, piece, today)
        result.append(Line(step, state, said, _dates(step), piece, url))
    return result


def days_of(step: PlanStep) -> tuple[date, date] | None:
    """First and last day; a step with one date takes that day."""
    first, last = step.starts_on or step.ends_on, step.ends_on or step.starts_on
    return (first, last) if first and last else None


def _dates(step: PlanStep) -> str:
    days = days_of(step)
    return thai_date_range(*days, short=True) if days else State.UNDATED.label


def _state(step: PlanStep, piece: Evidence | None, today: date) -> tuple[State, str]:
    days = days_of(step)
    if piece is not None:
        return State.DONE, f"เสร็จแล้ว {thai_date(piece.on, short=True)}"
    if days is None:
        return State.UNDATED, State.UNDATED.label
    first, last = days
    if today > last:
        return State.LATE, f"ล่าช้า {(today - last).days} วัน"
    if today == last:
        return State.TODAY, "วันนี้เป็นวันสุดท้าย" if first < last else "วันนี้"
    if today >= first:
        return State.TODAY, f"กำลังดำเนินการ เหลือ {(last - today).days} วัน"
    ahead = (first - today).days
    state = State.WEEK if today + timedelta(days=SOON_DAYS) >= first else State.SOON
    return state, "เริ่มพรุ่งนี้" if ahead == 1 else f"เริ่มในอีก {ahead} วัน"
