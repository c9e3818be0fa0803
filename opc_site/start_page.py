"""What the admin's start page shows: the round's stages, what its plan asks for now, and counts of work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from announcements.models import Announcement
from committees.models import Committee
from documents.models import Dispatch
from office.models import Event
from registrations.models import Entry, Sample
from rounds.admin import Row, rows
from rounds.models import PlanStep, Round
from rounds.plan import Line, State, lines
from scoring.models import ResultBatch, Sheet
from thai.dates import thai_date_range


@dataclass(frozen=True)
class Stage:
    label: str
    dates: str
    state: str  # "past" | "late" | "now" | "soon" | "undated"
    said: str


@dataclass(frozen=True)
class Tile:
    label: str
    count: int
    url: str  # "" where this person has no list to go to


@dataclass(frozen=True)
class PlanList:
    state: str
    label: str
    rows: list[Row]
    empty: str


@dataclass(frozen=True)
class PlanToday:
    """The plan's undone steps that ask for somebody now, under the words that people use for the time they have."""

    done: int
    total: int
    lists: list[PlanList]


# What stands there when a list is empty; one without such words is left out then.
LISTS = [
    (State.LATE, "ล่าช้า", "ไม่มีขั้นตอนที่ล่าช้า"),
    (State.TODAY, "วันนี้", "วันนี้ไม่มีขั้นตอนที่อยู่ในช่วงดำเนินการ"),
    (State.WEEK, "สัปดาห์นี้", "ไม่มีขั้นตอนที่จะเริ่มภายใน 7 วัน"),
    (State.UNDATED, State.UNDATED.label, ""),
]

SAID = {"past": "ผ่านแล้ว", "late": "มีขั้นตอนล่าช้า", "now": "ช่วงนี้", "soon": "ยังไม่ถึง", "undated": "ยังไม่กำหนดวัน"}


def stages(steps: list[PlanStep], today: date, late: Iterable[str] = ()) -> list[Stage]:
    """The plan's lines drawn together by stage, from the first line's start to the last one's end.

    late: stages in which a step is late; they are not over, whatever the calendar says.
    """
    found = []
    for value, label in PlanStep.Stage.choices:
        own = [step for step in steps if step.stage == value]
        if not own:
            continue
        dated = [step for step in own if step.starts_on]
        if not dated:
            found.append(Stage(label, "ยังไม่กำหนดวัน", "undated", SAID["undated"]))
            continue
        first = min(step.starts_on for step in dated)
        last = max(step.ends_on or step.starts_on for step in dated)
        state = "soon" if today < first else "now" if today <= last else "late" if value in late else "past"
        found.append(Stage(label, thai_date_range(first, last, short=True), state, SAID[state]))
    return found


def plan_today(request: HttpRequest, plan_lines: list[Line]) -> PlanToday:
    plan = rows(request, plan_lines)
    lists = [
        PlanList(state.value, label, [row for row in plan if row.line.state == state], empty)
        for state, label, empty in LISTS
    ]
    done = sum(row.line.is_done for row in plan)
    return PlanToday(done, len(plan), [each for each in lists if each.rows or each.empty])


def list_of(request: HttpRequest, model: type[Model], **filters: Any) -> str:
    """The address of a filtered admin list, or "" when there is none or it is not this person's."""
    if not admin.site.is_registered(model) or not admin.site.get_model_admin(model).has_view_permission(request):
        return ""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return reverse(name, query=filters)


def tiles(request: HttpRequest, round: Round) -> list[Tile]:
    of_round = {"round__id__exact": round.pk}
    entries = Entry.objects.filter(round=round).aggregate(
        submitted=Count("pk", filter=Q(status=Entry.Status.SUBMITTED)),
        returned=Count("pk", filter=Q(status=Entry.Status.RETURNED)),
    )

    def tile(label: str, count: int, model: type[Model], **filters: Any) -> Tile:
        return Tile(label, count, list_of(request, model, **filters))

    samples, where = Sample.objects.filter(round=round), reverse("registrations:sample-list")
    return [
        tile("ใบสมัครรอกลั่นกรอง", entries["submitted"], Entry, **of_round, status__exact="submitted"),
        tile("ใบสมัครส่งกลับแก้ไข", entries["returned"], Entry, **of_round, status__exact="returned"),
        Tile("ตัวอย่างที่อยู่กับเรา", samples.held().count(), f"{where}?state=held"),
        Tile("ตัวอย่างต้องคืนผู้ผลิต", samples.to_return().count(), f"{where}?flag=to_return"),
        tile(
            "คณะที่ยังไม่มีคำสั่งแต่งตั้ง",
            Committee.objects.filter(round=round, status=Committee.Status.DRAFT).count(),
            Committee,
            **of_round,
            status__exact="draft",
        ),
        tile(
            "แบบให้คะแนนที่ยังไม่ส่ง",
            Sheet.objects.filter(entry__round=round, status=Sheet.Status.DRAFT).count(),
            Sheet,
            status__exact="draft",
        ),
        tile(
            "ชุดผลรออนุมัติเผยแพร่",
            ResultBatch.objects.filter(round=round, status=ResultBatch.Status.PROPOSED).count(),
            ResultBatch,
            **of_round,
            status__exact="proposed",
        ),
        tile(
            "ประกาศที่ยังเป็นร่าง",
            Announcement.objects.filter(round=round, status=Announcement.Status.DRAFT).count(),
            Announcement,
            **of_round,
            status__exact="draft",
        ),
        tile("หนังสือที่ผู้รับยังไม่รับทราบ", Dispatch.objects.waiting().count(), Dispatch, state="waiting"),
    ]


def context(request: HttpRequest) -> dict[str, object]:
    round = Round.objects.current()
    shown: dict[str, object] = {"round": round, "events": Event.objects.for_user(request.user)[:8]}
    if round is not None:
        steps, today = list(round.steps.all()), timezone.localdate()
        plan = lines(round, today, steps=steps)
        shown["stages"] = stages(steps, today, {line.step.stage for line in plan if line.state == State.LATE})
        shown["plan"] = plan_today(request, plan)
        shown["tiles"] = tiles(request, round)
    return shown
