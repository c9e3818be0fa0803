"""Acts on a framework of criteria, and on who scores which kind of product."""

import itertools
import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from committees.models import Committee
from office import journal
from office.models import User
from office.rules import SECRETARIES
from rounds.clauses import keeps
from rounds.models import ProductGroup, Round
from rounds.rules import GroupCode

from ..models import Criterion, Framework, Panel, Section, Sheet, StarBand, Step
from ..rules import FRAMEWORK_ADDS_UP, FRAMEWORK_FROZEN, FRAMEWORK_OF_ROUND, PANEL_BEFORE_SCORING

DATA = Path(__file__).resolve().parent.parent / "data"


def _may_prepare(actor: User | None) -> None:
    """A command of the operator's has no actor; a person needs the role."""
    if actor is not None and not actor.has_role(*SECRETARIES):
        raise PermissionDenied


def read_framework_data(name: str) -> dict[str, Any]:
    """The framework that ships with the system ("2565"), or a JSON file of the same shape.

    Raises ValidationError when there is no such file or when it is not such data.
    """
    path = DATA / f"framework-{name}.json" if name.isdigit() else Path(name)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValidationError(f"ไม่พบเกณฑ์ {name} โปรดตรวจชื่อปีหรือที่อยู่ไฟล์") from error
    except ValueError as error:
        raise ValidationError(f"ไฟล์ {name} ไม่ใช่เกณฑ์ที่อ่านได้ (JSON)") from error
    if not isinstance(data, dict):
        raise ValidationError(f"ไฟล์ {name} ไม่ใช่เกณฑ์ที่อ่านได้ (JSON)")
    return data


@keeps(FRAMEWORK_ADDS_UP)
@transaction.atomic
def load_framework(data: dict[str, Any], *, round: Round, actor: User | None = None) -> Framework:
    """Writes the framework that `data` describes (see `data/framework-2565.json` for the shape) for the round.

    A framework that the round has already is left as it is and returned: what the office has changed stays.
    Raises ValidationError when something is missing from the data or when the points do not add up.
    """
    _may_prepare(actor)
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    existing = Framework.objects.filter(round=round).first()
    if existing is not None:
        return existing
    try:
        framework = _write(data, round)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ValidationError(f"ข้อมูลเกณฑ์ไม่ครบหรือผิดรูปแบบ: {error}") from error
    problems = framework_problems(framework)
    FRAMEWORK_ADDS_UP.require(not problems, problems="; ".join(problems))
    journal.record(actor=actor, verb="นำเข้าเกณฑ์การคัดสรร", target=framework, after=journal.snapshot(framework))
    return framework


def _write(data: dict[str, Any], round: Round) -> Framework:
    framework = Framework(
        round=round,
        name=data["name"],
        is_default_value=data.get("is_default_value", False),
        method=data.get("method", Framework.Method.MEAN),
        min_sheets=data.get("min_sheets", 3),
    )
    framework.full_clean()
    framework.save()
    StarBand.objects.bulk_create(
        StarBand(framework=framework, level=band["level"], lower_bound=Decimal(band["lower_bound"]))
        for band in data["bands"]
    )
    sections, criteria, steps = [], [], []
    for section_order, section_data in enumerate(data["sections"], 1):
        section = Section(
            framework=framework,
            code=section_data["code"],
            title=section_data["title"],
            max_points=Decimal(section_data["max_points"]),
            level=section_data["level"],
            order=section_order,
        )
        sections.append(section)
        for order, row in enumerate(section_data["criteria"], 1):
            criterion = Criterion(
                section=section,
                code=row["code"],
                heading=row.get("heading", ""),
                title=row["title"],
                group_code=row.get("group_code", ""),
                max_points=Decimal(row["max_points"]),
                input=row["input"],
                order=order,
            )
            criteria.append(criterion)
            steps += [Step(criterion=criterion, points=Decimal(p), text=text) for p, text in row.get("steps", [])]
    for row in (*sections, *criteria, *steps):
        row.clean_fields(exclude=["framework", "section", "criterion"])
    Section.objects.bulk_create(sections)
    Criterion.objects.bulk_create(criteria)
    Step.objects.bulk_create(steps)
    return framework


@keeps(FRAMEWORK_OF_ROUND)
@transaction.atomic
def clone_framework(framework: Framework, *, round: Round, actor: User | None = None) -> Framework:
    """The same criteria for another round, open to change again.

    Raises ValidationError when that round has a framework already.
    """
    _may_prepare(actor)
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    FRAMEWORK_OF_ROUND.require(not Framework.objects.filter(round=round).exists())
    copy = Framework(
        round=round,
        name=framework.name.replace(str(framework.round.year_be), str(round.year_be)),
        is_default_value=framework.is_default_value,
        method=framework.method,
        min_sheets=framework.min_sheets,
    )
    copy.full_clean()
    copy.save()
    sections, criteria, steps = [], [], []
    for section in framework.sections.prefetch_related("criteria__steps"):
        rows = list(section.criteria.all())
        section.pk, section.framework = None, copy
        sections.append(section)
        for criterion in rows:
            ladder = list(criterion.steps.all())
            criterion.pk, criterion.section = None, section
            criteria.append(criterion)
            for step in ladder:
                step.pk, step.criterion = None, criterion
                steps.append(step)
    Section.objects.bulk_create(sections)
    Criterion.objects.bulk_create(criteria)
    Step.objects.bulk_create(steps)
    StarBand.objects.bulk_create(
        StarBand(framework=copy, level=band.level, lower_bound=band.lower_bound) for band in framework.bands.all()
    )
    journal.record(
        actor=actor,
        verb="คัดลอกเกณฑ์การคัดสรร",
        target=copy,
        reason=f"คัดลอกจาก{framework}",
        after=journal.snapshot(copy),
    )
    return copy


def framework_problems(framework: Framework) -> list[str]:
    """What does not add up, as sentences; an empty list when scoring may begin."""
    groups = list(framework.round.groups.filter(is_active=True)) or list(framework.round.groups.all())
    names = {group.code: group.name for group in groups} or dict(GroupCode.choices)
    problems = []
    for section in framework.sections.prefetch_related("criteria__steps"):
        criteria = list(section.criteria.all())
        sums = {
            code: sum((row.max_points for row in criteria if row.group_code in ("", code)), Decimal()) for code in names
        }
        wrong = {code: total for code, total in sums.items() if total != section.max_points}
        if len(set(wrong.values())) == 1 and len(wrong) == len(names):
            problems.append(f"ส่วน {section.code} รวมได้ {_plain(wrong.popitem()[1])} จาก {_plain(section.max_points)}")
        else:
            problems += [
                f"ส่วน {section.code} ประเภท{names[code]} รวมได้ {_plain(total)} จาก {_plain(section.max_points)}"
                for code, total in wrong.items()
            ]
        problems += [problem for row in criteria if (problem := _ladder_problem(row))]
    problems += _shared_numbers(framework, names)
    bands = sorted(framework.bands.all(), key=lambda band: band.level)
    bounds = [band.lower_bound for band in bands]
    if any(low >= high for low, high in itertools.pairwise(bounds)):
        problems.append("ช่วงคะแนนของดาวที่สูงกว่าต้องเริ่มที่คะแนนสูงกว่า")
    return problems


def _shared_numbers(framework: Framework, group_codes: Iterable[str]) -> list[str]:
    """A sheet knows its marks by the number of the criterion, over all its sections."""
    shared: set[str] = set()
    for group_code in group_codes:
        numbers = Counter(row.code for row in framework.provincial_criteria(group_code))
        shared.update(code for code, times in numbers.items() if times > 1)
    return [f"ข้อ {code} มีมากกว่าหนึ่งข้อในแบบให้คะแนนเดียวกัน" for code in sorted(shared)]


def _ladder_problem(criterion: Criterion) -> str:
    if criterion.input != Criterion.Input.LADDER:
        return ""
    points = [step.points for step in criterion.steps.all()]
    if not points:
        return f"ข้อ {criterion.code} ยังไม่มีระดับคะแนน"
    if max(points) != criterion.max_points or min(points) < 0:
        return f"ข้อ {criterion.code} ระดับสูงสุดต้องเท่ากับคะแนนเต็ม {_plain(criterion.max_points)}"
    return ""


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}"


@keeps(FRAMEWORK_FROZEN)
def require_unfrozen(framework_id: int) -> Framework:
    """The framework, locked and still open to change; to be asked inside the transaction of the change.

    Raises ValidationError once the first sheet has been opened.
    """
    framework = Framework.objects.select_for_update(no_key=True).get(pk=framework_id)
    FRAMEWORK_FROZEN.require(not framework.is_frozen)
    return framework


@keeps(PANEL_BEFORE_SCORING)
def require_assignable(group: ProductGroup, committee: Committee) -> Panel | None:
    """The group's panel so far, locked; to be asked inside the transaction of the change.

    Raises ValidationError for a body of another round, and when another body has begun to score the group.
    """
    Round.objects.select_for_update(no_key=True).get(pk=group.round_id)
    PANEL_BEFORE_SCORING.require(committee.round_id == group.round_id)
    panel = Panel.objects.select_for_update(no_key=True).filter(group=group).first()
    if panel is None or panel.committee_id != committee.pk:
        PANEL_BEFORE_SCORING.require(not Sheet.objects.filter(entry__group=group).exists())
    return panel


@transaction.atomic
def assign_panel(*, group: ProductGroup, committee: Committee, actor: User | None = None) -> Panel:
    """Lets a committee or working group of the same round score a kind of product.

    Another body may take over until the first sheet of that kind is opened.  The body may still be a draft: its
    members score from the day of the appointment order on.
    """
    _may_prepare(actor)
    panel = require_assignable(group, committee)
    if panel is not None and panel.committee_id == committee.pk:
        return panel
    before = journal.snapshot(panel) if panel else {}
    if panel is None:
        panel = Panel(round_id=group.round_id, group=group)
    panel.committee = committee
    panel.full_clean()
    panel.save()
    journal.record(actor=actor, verb="กำหนดคณะที่ให้คะแนน", target=panel, before=before, after=journal.snapshot(panel))
    return panel
