"""What was said at a meeting, and the papers that come of it: its report, and the letter to those who were absent."""

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.actions import draft_paper, head_of, in_words, revise_paper, set_addressees
from documents.models import Paper
from documents.papers import LetterContext, MinutesContext, context_of, to_json
from documents.rules import PaperKind, PaperStatus
from office import journal
from office.models import District, Event, User
from rounds.clauses import keeps
from thai.dates import thai_datetime
from thai.text import normalise, normalise_block, search_key

from ..attendance_report import AttendanceReport, by_district
from ..models import AgendaItem, Briefing
from ..papers.absence import ASKS, absence_letter
from ..papers.minutes import HEADINGS, minutes
from ..rules import (
    ABSENTEES_AFTER_MEETING,
    BRIEFING_ENDS_AFTER_START,
    BRIEFING_MOVES,
    MINUTES_AFTER_MEETING,
    PAPER_OF_BRIEFING_ONCE,
    RECORD_AS_READ,
    SECRETS_IN_THEIR_FIELDS,
    SOMEBODY_WAS_ABSENT,
    BriefingStatus,
)
from .common import locked, may_work

FACTS = ("began_at", "finished_at", "chaired_by", "writer", "checker")
ITEM_FIELDS = ("order", "title", "text", "resolution")
# Parts of the report as people call them, in the order of the paper.
PARTS = {
    "body_name": "ชื่อการประชุม",
    "when": "วันเวลา",
    "place": "สถานที่",
    "present": "ผู้มาประชุม",
    "absent": "ผู้ไม่มาประชุม",
    "visitors": "ผู้เข้าร่วมประชุม",
    "began": "เวลาเริ่มประชุม",
    "agenda": "ระเบียบวาระและมติ",
    "ended": "เวลาเลิกประชุม",
    "writer": "ผู้จด",
    "checker": "ผู้ตรวจ",
}
# A title that asks for a decision; anything else is told.
_ASKS_FOR_DECISION = ("พิจารณา", "รับรองผล", "เห็นชอบ", "อนุมัติ", "คัดเลือก", "แต่งตั้ง")


@dataclasses.dataclass(frozen=True)
class Said:
    """One item of the agenda as typed; pk is None for a new one."""

    order: int
    title: str
    text: str = ""
    resolution: str = ""
    pk: int | None = None


def fingerprint(*values: object) -> str:
    return hashlib.sha256(repr(values).encode(errors="replace")).hexdigest()


def record_state(briefing: Briefing) -> str:
    """What a page of the record was made from: another record has another one."""
    row = Briefing.objects.values_list(*FACTS).get(pk=briefing.pk)
    shown = [value.isoformat() if isinstance(value, datetime) else value for value in row]
    return fingerprint(shown, list(briefing.agenda.order_by("pk").values_list("pk", *ITEM_FIELDS)))


def when_changed(row: Any) -> str:
    """By whom and when, as the sentence of RECORD_AS_READ says it."""
    latest = Event.objects.about(row).first()
    return f"เมื่อ {thai_datetime(latest.at)} โดย {latest.actor_name} " if latest else ""


# -- the record ------------------------------------------------------------------------------------------------


@keeps(BRIEFING_MOVES, RECORD_AS_READ, SECRETS_IN_THEIR_FIELDS, BRIEFING_ENDS_AFTER_START)
@transaction.atomic
def save_record(
    briefing: Briefing,
    *,
    facts: dict[str, Any],
    agenda: Sequence[Said],
    removed: Iterable[int] = (),
    seen: str | None = None,
    actor: User,
) -> Briefing:
    """What was said and decided, when it began and ended, who took the chair and who wrote it down.

    Items of `removed` go; items that are neither here nor there stay, so that what a colleague has added is kept, and
    an item that a colleague has removed meanwhile is written again.  `seen` is the `record_state` that the page was
    made from.  Raises ValidationError when another record has been saved since then, when a text repeats what opens
    the meeting, when the end is not after the beginning, and for a meeting that was cancelled.
    """
    may_work(actor)
    row = locked(briefing)
    _require_not_cancelled(row)
    stored = {item.pk: item for item in row.agenda.all()}
    wanted = [dataclasses.replace(item, pk=item.pk if item.pk in stored else None) for item in map(_clean, agenda)]
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    gone = [stored[pk] for pk in set(removed) & stored.keys()]
    written = [item for item in wanted if item.pk is None or _differs(stored[item.pk], item)]
    if not (changed or gone or written):
        return briefing
    RECORD_AS_READ.require(seen is None or seen == record_state(row), when=when_changed(row))
    for name in ("chaired_by", "writer", "checker"):
        label = Briefing._meta.get_field(name).verbose_name
        SECRETS_IN_THEIR_FIELDS.require(not row.holds_secret(str(changed.get(name, ""))), field=label)
    for item in wanted:
        _require_no_secret(row, item)

    before, after = journal.snapshot(row, changed), {}
    for name, value in changed.items():
        setattr(row, name, value)
    began, finished = row.began_at, row.finished_at
    BRIEFING_ENDS_AFTER_START.require(began is None or finished is None or finished > began)
    row.full_clean()
    row.save(update_fields=[*changed])
    after = journal.snapshot(row, changed)
    for item in gone:
        before |= _in_journal(item)
        item.delete()
    for said in written:
        item = stored[said.pk] if said.pk is not None else AgendaItem(briefing=row)
        if said.pk is not None:
            before |= _in_journal(item)
        for name in ITEM_FIELDS:
            setattr(item, name, getattr(said, name))
        item.full_clean()
        item.save()
        after |= _in_journal(item)
    journal.record(actor=actor, verb="บันทึกการประชุม", target=row, before=before, after=after)
    briefing.refresh_from_db()
    return briefing


def _clean(item: Said) -> Said:
    return dataclasses.replace(
        item,
        title=normalise(item.title),
        text=normalise_block(item.text),
        resolution=normalise_block(item.resolution),
    )


def _differs(item: AgendaItem, said: Said) -> bool:
    return any(getattr(item, name) != getattr(said, name) for name in ITEM_FIELDS)


def _in_journal(item: AgendaItem) -> dict[str, str]:
    parts = {"": item.title, " สาระ": item.text, " มติ": item.resolution}
    return {f"วาระที่ {item.order}{name}": text for name, text in parts.items() if text}


def _require_no_secret(briefing: Briefing, item: Said) -> None:
    for name, label in (("title", "เรื่อง"), ("text", "สาระที่ประชุม"), ("resolution", "มติที่ประชุม")):
        field = f"{label} วาระที่ {item.order}"
        SECRETS_IN_THEIR_FIELDS.require(not briefing.holds_secret(getattr(item, name)), field=field)


@keeps(BRIEFING_MOVES)
def _require_not_cancelled(briefing: Briefing) -> None:
    may = briefing.status != BriefingStatus.CANCELLED
    BRIEFING_MOVES.require(may, status=briefing.get_status_display(), act="บันทึกการประชุม")


@transaction.atomic
def put_headings(briefing: Briefing, *, actor: User) -> bool:
    """The five headings of form 11; what was planned becomes numbered points under them.

    A point that asks for a decision goes under "เรื่องเสนอให้ที่ประชุมพิจารณา", any other under "เรื่องเสนอให้ที่ประชุมทราบ";
    its words stay below it, its resolution with the heading's.  Says whether anything changed: headings that are there
    already keep what they hold.
    """
    may_work(actor)
    row = locked(briefing)
    _require_not_cancelled(row)
    items = list(row.agenda.all())
    held = {_heading_of(item): item for item in items if _heading_of(item) is not None}
    loose = [item for item in items if item not in held.values()]
    if len(held) == len(HEADINGS) and not loose:
        return False
    said = []
    for order, title in enumerate(HEADINGS, 1):
        item = held.get(order)
        texts, resolutions = ([item.text], [item.resolution]) if item else ([], [])
        points = [one for one in loose if _under(one) == order]
        begun = sum(1 for line in "\n".join(texts).splitlines() if line.startswith(f"{order}."))
        for number, one in enumerate(points, begun + 1):
            texts.append(f"{order}.{number} {one.title}\n{one.text}".strip())
            if one.resolution:
                resolutions.append(f"{order}.{number} {one.resolution}")
        joined = ("\n".join(filter(None, part)) for part in (texts, resolutions))
        said.append(Said(order, item.title if item else title, *joined, pk=item.pk if item else None))
    save_record(row, facts={}, agenda=said, removed=[item.pk for item in loose], actor=actor)
    return True


def _heading_of(item: AgendaItem) -> int | None:
    key = search_key(item.title)
    for order, title in enumerate(HEADINGS, 1):
        if key.startswith(search_key(title)):
            return order
    return None


def _under(item: AgendaItem) -> int:
    if "อื่นๆ" in item.title.replace(" ", ""):
        return 5
    if item.title.startswith("รับรองรายงาน"):
        return 2
    return 4 if any(word in item.title for word in _ASKS_FOR_DECISION) else 3


# -- papers ----------------------------------------------------------------------------------------------------


def standing(paper: Paper | None) -> Paper | None:
    """The paper as it stands today: what was issued instead of it, or being drafted so; None if it was given up."""
    while paper is not None and hasattr(paper, "replacement"):
        paper = paper.replacement
    return None if paper is None or paper.status == PaperStatus.CANCELLED else paper


def minutes_of(briefing: Briefing, report: AttendanceReport | None = None) -> MinutesContext:
    """The report of a meeting as it would be drafted now."""
    seats, producers = {}, set()
    for pk, place, producer in briefing.invitations.values_list("pk", "seat__seat_order", "producer"):
        if place is not None:
            seats[pk] = place
        if producer is not None:
            producers.add(pk)
    return minutes(briefing, report or by_district(briefing), seats=seats, producers=frozenset(producers))


@keeps(MINUTES_AFTER_MEETING, PAPER_OF_BRIEFING_ONCE, SECRETS_IN_THEIR_FIELDS)
@transaction.atomic
def draft_minutes(briefing: Briefing, *, actor: User) -> Paper:
    """The report as a draft of the letter desk; its number (ครั้งที่) is given at issue, by body and year.

    Raises ValidationError before the meeting was held, while it has a report already, and when the record repeats
    what opens the meeting.
    """
    may_work(actor)
    row = locked(briefing)
    MINUTES_AFTER_MEETING.require(row.status == BriefingStatus.HELD)
    PAPER_OF_BRIEFING_ONCE.require(standing(row.minutes) is None, kind=PaperKind.MINUTES.label)
    paper = draft_paper(PaperKind.MINUTES, context=_checked(row), actor=actor, round=row.round)
    _hang_on(row, "minutes", paper, "ร่างรายงานการประชุม", actor)
    briefing.refresh_from_db()
    return paper


@keeps(MINUTES_AFTER_MEETING)
@transaction.atomic
def revise_minutes(briefing: Briefing, *, actor: User) -> Paper:
    """The draft says again what attendance and record say today; what was changed by hand in it is written over.

    Raises ValidationError when there is no report, or it is no draft any more.
    """
    may_work(actor)
    row = locked(briefing)
    paper = standing(row.minutes)
    MINUTES_AFTER_MEETING.require(paper is not None)
    context = _checked(row)
    if paper.replaces_id:
        context = dataclasses.replace(context, replaces=context_of(paper).replaces)
    revise_paper(paper, context=context, actor=actor, asks=paper.asks, due_on=paper.due_on)
    return paper


def _checked(briefing: Briefing) -> MinutesContext:
    briefing.clean()
    for item in briefing.agenda.all():
        _require_no_secret(briefing, Said(item.order, item.title, item.text, item.resolution))
    return minutes_of(briefing)


def parts_changed(briefing: Briefing, paper: Paper, report: AttendanceReport | None = None) -> list[str]:
    """Which parts of a drafted report are not what record and attendance say now.

    Raises ValueError for a draft that was kept by an older format.
    """
    drafted, now = to_json(context_of(paper))["content"], to_json(minutes_of(briefing, report))["content"]
    return [label for name, label in PARTS.items() if _same(drafted[name]) != _same(now[name])]


def _same(value: Any) -> Any:
    """A text as papers keep it."""
    if isinstance(value, str):
        return normalise_block(value)
    if isinstance(value, dict):
        return {name: _same(part) for name, part in value.items()}
    return [_same(part) for part in value] if isinstance(value, list) else value


@keeps(ABSENTEES_AFTER_MEETING, SOMEBODY_WAS_ABSENT, PAPER_OF_BRIEFING_ONCE, SECRETS_IN_THEIR_FIELDS)
@transaction.atomic
def draft_absence_letter(briefing: Briefing, *, actor: User, due_on: date | None = None) -> Paper:
    """A letter to the districts of which nobody came and from which no word came, as a draft of the letter desk.

    They are its addressees, and find in it what they are asked to do and by when.  Raises ValidationError before the
    meeting was held, when no district was absent, and while there is such a letter already.
    """
    may_work(actor)
    row = locked(briefing)
    ABSENTEES_AFTER_MEETING.require(row.status == BriefingStatus.HELD)
    PAPER_OF_BRIEFING_ONCE.require(standing(row.absence_letter) is None, kind="หนังสือถึงอำเภอที่ขาดประชุม")
    codes = [line.code for line in by_district(row).absent_districts]
    SOMEBODY_WAS_ABSENT.require(bool(codes))
    row.clean()  # title and place, which the letter repeats, hold no secret
    districts = list(District.objects.filter(code__in=codes).order_by("code"))
    invited = standing(row.invitation)
    context: LetterContext = absence_letter(
        row,
        [head_of(district) for district in districts],
        references=[in_words(invited)] if invited is not None and invited.was_issued else (),
        due_on=due_on,
    )
    paper = draft_paper(PaperKind.LETTER, context=context, actor=actor, round=row.round, asks=ASKS, due_on=due_on)
    set_addressees(paper, districts=districts, actor=actor)
    _hang_on(row, "absence_letter", paper, "ร่างหนังสือถึงอำเภอที่ขาดประชุม", actor)
    briefing.refresh_from_db()
    return paper


def _hang_on(briefing: Briefing, field: str, paper: Paper, verb: str, actor: User) -> None:
    before = getattr(briefing, field)
    setattr(briefing, field, paper)
    briefing.save(update_fields=[field])
    journal.record(
        actor=actor,
        verb=verb,
        target=briefing,
        before={field: str(before)} if before else {},
        after={field: str(paper)},
    )
