"""The acts on the directory of people and agencies: one nomination is kept, or a whole file is taken over."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import journal
from office.models import Office, User
from office.rules import PROVINCIAL
from rounds.clauses import keeps

from ..models import Agency, Nomination, Person
from ..rules import KEPT_BY_NAME
from .nominations import PERSONAL, nominate


def lock_directory() -> None:
    """One change of the directory at a time: nobody adds the same person twice between the look and the save."""
    Office.objects.select_for_update().first()


@keeps(KEPT_BY_NAME)
@transaction.atomic
def keep_in_directory(nomination: Nomination, *, actor: User, reason: str = "") -> str:
    """Keeps what a nomination says of a person: a new person, or new facts about one who is there; says which.

    The agency is kept with it.  A field that the nomination leaves empty does not empty the directory's.
    """
    if not actor.has_role(*PROVINCIAL):
        raise PermissionDenied
    lock_directory()
    row = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    KEPT_BY_NAME.require(bool(row.name))
    agency = _agency(row.agency, actor=actor)
    person = row.person or Person.objects.filter(name=row.name, agency=agency).first()
    is_new = person is None
    person = person or Person()
    before = {} if is_new else journal.snapshot(person)
    for name in PERSONAL:
        if name != "agency" and (value := getattr(row, name)):
            setattr(person, name, value)
    person.agency = agency or person.agency
    person.full_clean()
    person.save()
    before, after = journal.differences(before, journal.snapshot(person))
    if after:
        journal.record(
            actor=actor,
            verb="เก็บเข้าทำเนียบ" if is_new else "ปรับปรุงทำเนียบ",
            target=person,
            reason=reason,
            before=before,
            after=after,
        )
    if row.person_id != person.pk:
        row.person = person
        row.save(update_fields=["person"])
    nomination.person = person
    if is_new:
        return f"เก็บ {person} เข้าทำเนียบแล้ว"
    return f"ปรับปรุง {person} ในทำเนียบแล้ว" if after else f"{person} อยู่ในทำเนียบแล้ว และข้อมูลตรงกัน"


def _agency(name: str, *, actor: User) -> Agency | None:
    if not name:
        return None
    agency = Agency.objects.filter(name=name).first()
    if agency is None:
        agency = Agency(name=name)
        agency.full_clean()
        agency.save()
        journal.record(actor=actor, verb="เพิ่ม", target=agency, after=journal.snapshot(agency))
    return agency


@dataclass
class DirectoryChanges:
    """What a file changes in the directory, ready to be written."""

    agencies: list[Agency] = field(default_factory=list)
    new: list[Person] = field(default_factory=list)
    changed: list[Person] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {"บุคคลใหม่": len(self.new), "บุคคลที่ข้อมูลเปลี่ยน": len(self.changed), "หน่วยงานใหม่": len(self.agencies)}


@transaction.atomic
def import_people(
    changes: DirectoryChanges, *, actor: User | None, file_name: str, rows: int, fields: Sequence[str]
) -> None:
    """Writes a whole file's changes and one line in the journal, or nothing; the caller holds `lock_directory`."""
    Agency.objects.bulk_create(changes.agencies, batch_size=500)
    for person in (*changes.new, *changes.changed):
        person.agency = person.agency  # its agency may have got its number only now
    Person.objects.bulk_create(changes.new, batch_size=500)
    Person.objects.bulk_update(changes.changed, list(fields), batch_size=200)
    journal.record(
        actor=actor,
        verb="นำเข้าทำเนียบ",
        target=Office.objects.get(),
        after={"ไฟล์": file_name, "แถว": rows, **changes.counts()},
    )


@dataclass
class NominationChanges:
    """Whom a file proposes, and what it changes about those who have not answered yet."""

    new: list[Nomination] = field(default_factory=list)
    changed: list[Nomination] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {"เสนอชื่อใหม่": len(self.new), "แก้ไขการเสนอชื่อ": len(self.changed)}


@transaction.atomic
def import_nominations(changes: NominationChanges, *, actor: User, file_name: str, rows: int) -> None:
    """Proposes everybody of a file, each with a line in the journal; the caller holds the bodies."""
    for row in changes.new:
        nominate(
            committee=row.committee,
            actor=actor,
            role=row.role,
            person=row.person,
            **{name: getattr(row, name) for name in PERSONAL},
        )
    stored = Nomination.objects.in_bulk([row.pk for row in changes.changed])
    for row in changes.changed:
        before, after = journal.differences(journal.snapshot(stored[row.pk]), journal.snapshot(row))
        row.save(update_fields=["role", *PERSONAL])
        journal.record(actor=actor, verb="แก้ไข", target=row, reason=f"นำเข้าไฟล์ {file_name}", before=before, after=after)
    journal.record(
        actor=actor,
        verb="นำเข้าการเสนอชื่อ",
        target=Office.objects.get(),
        after={"ไฟล์": file_name, "แถว": rows, **changes.counts()},
    )
