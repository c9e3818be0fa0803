"""Who came: signed by the code in the hall, ticked by staff, or taken over from a list (`attendance_list`).

Two lines are one person when name (without title) and district or agency agree; the database holds that.  Every act
locks the meeting's row first, so that the same name typed on two phones at once is one line, and the second is told so.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from office import journal
from office.models import District, User
from rounds.clauses import keeps
from thai.names import name_key as organisation_key
from thai.text import normalise

from ..attendance_report import office_name, person_key
from ..models import Attendance, AttendanceCode, Briefing, Invitation
from ..rules import (
    ATTENDANCE_REMOVED_WITH_REASON,
    ATTENDS_ONCE,
    ATTENDS_WHILE_RUNNING,
    EXCUSED_WHO_IS_AWAY,
    NOTED_ONCE_BEGUN,
    SECRETS_IN_THEIR_FIELDS,
    BriefingStatus,
    HowNoted,
    Moment,
    Presence,
)
from .attendance_codes import signing_opens, signing_runs, takes_names
from .common import locked, may_work

# The columns that people write.
WRITTEN = ("name", "position", "agency", "district", "represents")
NOTED = (*WRITTEN, "presence", "how", "came_at", "left_at", "note")


@dataclass(frozen=True)
class Signed:
    """What a phone is told: the line, and whether this act wrote it or found it there."""

    attendance: Attendance
    is_new: bool


def key_of(name: str, district_code: str | None, agency: str) -> str:
    """What makes two lines one person."""
    return f"{person_key(name)[:140]}|{district_code or organisation_key(agency)[:100]}"


# -- whose invitation it is ---------------------------------------------------------------------------------------


class Matcher:
    """Finds the invitation that somebody came on; reads a meeting's invitations once, its producers' only by name."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.offices: dict[str, Invitation] = {}
        self.people: dict[str, list[Invitation]] = {}
        self.has_producers = False
        rows = Invitation.objects.filter(briefing=briefing)
        for row in rows.filter(producer=None):
            if row.is_district:
                self.offices[row.district_id] = row
            else:
                self._know(row.name, row)
            if row.substitute_name:
                self._know(row.substitute_name, row)
        self.has_producers = rows.filter(producer__isnull=False).exists()

    def _know(self, name: str, row: Invitation) -> None:
        if key := person_key(name):
            self.people.setdefault(key, []).append(row)

    def find(self, *, name: str, district_code: str | None, agency: str, represents: str) -> Invitation | None:
        """By the own name or that of the substitute, by the one represented, by the district, by the producer."""
        for said in (name, represents):
            found = self.people.get(person_key(said), []) if said else []
            if len(found) > 1 and district_code:
                found = [row for row in found if row.district_id == district_code]
            if len(found) == 1:
                return found[0]
        if district_code:
            return self.offices.get(district_code)
        return self._producer(name, agency) if self.has_producers else None

    def _producer(self, name: str, agency: str) -> Invitation | None:
        rows = Invitation.objects.filter(briefing=self.briefing, producer__isnull=False)
        for said, key in ((agency, organisation_key), (name, person_key)):
            words = key(said) if said else ""
            if not words:
                continue
            near = rows.filter(Q(producer__search_text__contains=words)).select_related("producer")[:20]
            found = [
                row for row in near if words in {organisation_key(row.name), person_key(row.producer.contact_name)}
            ]
            if len(found) == 1:
                return found[0]
        return None


# -- phones -------------------------------------------------------------------------------------------------------


@keeps(ATTENDS_WHILE_RUNNING)
@transaction.atomic
def register(
    *,
    code: AttendanceCode,
    name: str,
    position: str = "",
    agency: str = "",
    district: District | None = None,
    represents: str = "",
    at: datetime | None = None,
) -> Signed:
    """Somebody in the hall signs: at the start with the time of coming, at the end with that of leaving.

    The same person again changes nothing and is told when he or she signed.  Who had given notice and came after all
    is present.  Raises ValidationError when the code was closed meanwhile.
    """
    at = at or timezone.now()
    briefing, code = _locked_with(code, at)
    written = {"name": normalise(name), "position": position, "agency": agency, "represents": represents}
    key = key_of(written["name"], district.code if district else None, agency)
    row = Attendance.objects.filter(briefing=briefing, name_key=key).select_related("district").first()
    if row is not None:
        return _signed_again(row, code, at, written)
    row = Attendance(briefing=briefing, district=district, how=HowNoted.CODE, name_key=key, **written)
    _stamp(row, code, at)
    row.invitation = Matcher(briefing).find(
        name=row.name, district_code=district.code if district else None, agency=agency, represents=represents
    )
    row.full_clean()
    row.save()
    journal.record(actor=None, verb="ลงชื่อด้วยรหัส", target=row, after=journal.snapshot(row, NOTED))
    return Signed(row, is_new=True)


@keeps(ATTENDS_WHILE_RUNNING)
@transaction.atomic
def confirm_end(*, code: AttendanceCode, attendances: list[int], at: datetime | None = None) -> list[Attendance]:
    """A phone that signed at the start confirms the end for those who signed on it; again, it changes nothing."""
    at = at or timezone.now()
    briefing, code = _locked_with(code, at)
    rows = list(Attendance.objects.filter(briefing=briefing, pk__in=attendances, presence=Presence.PRESENT))
    for row in rows:
        _signed_again(row, code, at, {})
    return rows


def _locked_with(code: AttendanceCode, at: datetime) -> tuple[Briefing, AttendanceCode]:
    briefing = locked(code.briefing)
    code = AttendanceCode.objects.get(pk=code.pk)
    code.briefing = briefing
    ATTENDS_WHILE_RUNNING.require(takes_names(code, at))
    return briefing, code


def _stamp(row: Attendance, code: AttendanceCode, at: datetime) -> bool:
    """Writes the moment unless it is there; says whether it did."""
    name = "came_at" if code.moment == Moment.START else "left_at"
    if getattr(row, name) is not None:
        return False
    setattr(row, name, at)
    return True


def _signed_again(row: Attendance, code: AttendanceCode, at: datetime, written: dict[str, str]) -> Signed:
    before = journal.snapshot(row, NOTED)
    fields = []
    if _stamp(row, code, at):
        fields += ["came_at", "left_at"]
    if row.presence == Presence.EXCUSED:
        row.presence, row.how = Presence.PRESENT, HowNoted.CODE
        fields += ["presence", "how"]
    for name in ("position", "agency", "represents"):
        if written.get(name) and not getattr(row, name):
            setattr(row, name, written[name])
            fields.append(name)
    if fields:
        row.full_clean()
        row.save(update_fields=fields)
        before, after = journal.differences(before, journal.snapshot(row, NOTED))
        journal.record(actor=None, verb="ลงชื่อด้วยรหัส", target=row, before=before, after=after)
    return Signed(row, is_new="left_at" in fields or "came_at" in fields)


# -- staff --------------------------------------------------------------------------------------------------------


@keeps(NOTED_ONCE_BEGUN, ATTENDS_ONCE)
@transaction.atomic
def mark_attendance(
    *,
    briefing: Briefing,
    actor: User,
    invitation: Invitation | None = None,
    district: District | None = None,
    name: str = "",
    position: str = "",
    agency: str = "",
    represents: str = "",
    at: datetime | None = None,
) -> Attendance:
    """Staff note that somebody came: on an invitation, of a district, or as a visitor.

    Without a name the line says the one invited (or the substitute named in the answer); staff correct it later.
    Ticking the same again changes nothing; a name typed twice is refused.  Raises ValidationError before the meeting
    begins and when it is cancelled.
    """
    may_work(actor)
    at = at or timezone.now()
    row = locked(briefing)
    NOTED_ONCE_BEGUN.require(row.status != BriefingStatus.CANCELLED and at >= signing_opens(row))
    typed = bool(normalise(name))
    if not typed:
        name, position, agency = _said_by(invitation, district, position, agency)
    if invitation is not None and district is None and invitation.is_district:
        district = invitation.district
    elif invitation is None:
        invitation = Matcher(row).find(
            name=name, district_code=district.code if district else None, agency=agency, represents=represents
        )
    key = key_of(name, district.code if district else None, agency)
    there = Attendance.objects.filter(briefing=row, name_key=key).first()
    came_at = at if signing_runs(row, at) else None
    if there is None and not typed:
        # An excuse noted for the same invitation or district was premature.
        there = _excused(row, invitation, district)
    if there is not None:
        if there.presence == Presence.PRESENT:
            ATTENDS_ONCE.require(not typed)
            return there
        before = journal.snapshot(there, NOTED)
        there.presence, there.how, there.came_at, there.note = Presence.PRESENT, HowNoted.STAFF, came_at, ""
        return _saved(there, actor, "บันทึกผู้เข้าประชุม", before)
    there = Attendance(
        briefing=row, invitation=invitation, district=district, name=name, position=position, agency=agency,
        represents=represents, how=HowNoted.STAFF, came_at=came_at, name_key=key,
    )  # fmt: skip
    return _saved(there, actor, "บันทึกผู้เข้าประชุม", {})


@keeps(EXCUSED_WHO_IS_AWAY, NOTED_ONCE_BEGUN)
@transaction.atomic
def excuse(
    *,
    briefing: Briefing,
    actor: User,
    invitation: Invitation | None = None,
    district: District | None = None,
    note: str = "",
) -> Attendance:
    """Staff note that somebody invited gave notice of not coming; said again, only the note changes.

    Raises ValidationError when somebody has come on that invitation, and when the meeting is cancelled.
    """
    may_work(actor)
    row = locked(briefing)
    NOTED_ONCE_BEGUN.require(row.status != BriefingStatus.CANCELLED)
    if invitation is not None and invitation.is_district:
        district = invitation.district
    there = _of(row, invitation, district)
    EXCUSED_WHO_IS_AWAY.require(not there.filter(presence=Presence.PRESENT).exists())
    found = there.first()
    before = journal.snapshot(found, NOTED) if found else {}
    if found is None:
        name, position, agency = _said_by(invitation, district, "", "", substitute=False)
        found = Attendance(
            briefing=row, invitation=invitation, district=district, name=name, position=position, agency=agency,
            name_key=key_of(name, district.code if district else None, agency), how=HowNoted.STAFF,
        )  # fmt: skip
    found.presence, found.note = Presence.EXCUSED, normalise(note)
    return _saved(found, actor, "บันทึกการแจ้งลา", before)


@keeps(ATTENDS_ONCE)
@transaction.atomic
def correct_attendance(*, attendance: Attendance, actor: User, **written: Any) -> Attendance:
    """Sets right what a line says (`WRITTEN`); the invitation is looked for anew.

    Raises ValidationError when the line would be the same person as another one.
    """
    may_work(actor)
    if unknown := written.keys() - set(WRITTEN):
        raise TypeError(f"Not columns that people write: {sorted(unknown)}")
    briefing = locked(attendance.briefing)
    row = Attendance.objects.select_related("district", "invitation").get(pk=attendance.pk, briefing=briefing)
    before = journal.snapshot(row, NOTED)
    for name, value in written.items():
        setattr(row, name, value)
    row.name_key = key_of(row.name, row.district_id, row.agency)
    found = Matcher(briefing).find(
        name=row.name, district_code=row.district_id, agency=row.agency, represents=row.represents
    )
    own = row.invitation
    # A tick on somebody's own line stays with that invitation, whatever the person is called.
    if found is not None or own is None or own.is_district:
        row.invitation = found
    return _saved(row, actor, "แก้ไขผู้เข้าประชุม", before)


@keeps(ATTENDANCE_REMOVED_WITH_REASON)
@transaction.atomic
def remove_attendance(*, attendance: Attendance, actor: User, reason: str) -> None:
    """Takes a line back: it is gone from the list, and stays in the journal with the reason."""
    may_work(actor)
    reason = normalise(reason)
    ATTENDANCE_REMOVED_WITH_REASON.require(bool(reason))
    briefing = locked(attendance.briefing)
    row = Attendance.objects.filter(pk=attendance.pk).first()
    if row is None:
        return
    journal.record(
        actor=actor, verb="นำชื่อผู้เข้าประชุมออก", target=briefing, reason=reason, before=journal.snapshot(row, NOTED)
    )
    row.delete()


def _of(briefing: Briefing, invitation: Invitation | None, district: District | None) -> Any:
    """The lines of one invitation; of a district without one, those of the district."""
    rows = Attendance.objects.filter(briefing=briefing)
    if invitation is not None:
        return rows.filter(invitation=invitation)
    return rows.filter(district=district, invitation=None)


def _excused(briefing: Briefing, invitation: Invitation | None, district: District | None) -> Attendance | None:
    if invitation is None and district is None:
        return None
    return _of(briefing, invitation, district).filter(presence=Presence.EXCUSED).first()


def _said_by(
    invitation: Invitation | None, district: District | None, position: str, agency: str, *, substitute: bool = True
) -> tuple[str, str, str]:
    if invitation is None:
        return (office_name(district) if district else "", position, agency)
    if substitute and invitation.substitute_name:
        return invitation.substitute_name, invitation.substitute_position, agency or invitation.agency
    return invitation.name, position or invitation.position, agency or invitation.agency


@keeps(SECRETS_IN_THEIR_FIELDS)
def _saved(row: Attendance, actor: User, verb: str, before: dict[str, Any]) -> Attendance:
    for name in ("name", "position", "agency", "represents", "note"):
        label = Attendance._meta.get_field(name).verbose_name
        SECRETS_IN_THEIR_FIELDS.require(not row.briefing.holds_secret(getattr(row, name)), field=label)
    row.full_clean()
    row.save()
    before, after = journal.differences(before, journal.snapshot(row, NOTED))
    if after:
        journal.record(actor=actor, verb=verb, target=row.briefing, before=before, after={"name": row.name, **after})
    return row
