"""May this producer enter (another) product in this round?  One verdict for each clause, each with its sentence.

The officer reads the verdicts before typing; the actions ask the same questions again under a lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from office import clock
from office.models import User
from office.rules import Role
from rounds.clauses import Clause, keeps
from rounds.models import Round
from thai.digits import to_thai

from .models import Entry, Producer
from .rules import (
    CORRECTED_IN_TIME,
    INSIDE_WINDOW,
    OWN_DISTRICT,
    REGISTERED_WITHIN_YEARS,
    SAME_PERSON,
    TWO_MAIN_ENTRIES,
    EntryStatus,
)
from .window import window_of

State = Literal["pass", "fail", "check"]


@dataclass(frozen=True)
class Verdict:
    """What one clause says about this producer, this round and this person at this moment.

    state: "pass" ผ่าน, "fail" ไม่ผ่าน, "check" ต้องตรวจสอบ (nothing is refused, somebody should look).
    """

    clause: Clause
    state: State
    sentence: str

    @property
    def label(self) -> str:
        return {"pass": "ผ่าน", "fail": "ไม่ผ่าน", "check": "ต้องตรวจสอบ"}[self.state]


# -- what the verdicts rest on ----------------------------------------------------------------------------------


def used_places(producer: Producer, round: Round) -> list[Entry]:
    """The living entries that use this producer's places in the round, in the order of the places."""
    return list(
        Entry.objects.filter(producer=producer, round=round)
        .alive()
        .select_related("producer__district", "group")
        .order_by("slot")
    )


def free_slot(living: Sequence[Entry], round: Round) -> int | None:
    """The lowest place that no living entry holds, or None when the limit is reached."""
    if len(living) >= round.max_entries:
        return None
    taken = {entry.slot for entry in living}
    return next(slot for slot in range(1, round.max_entries + 1) if slot not in taken)


def registered_years(producer: Producer) -> list[int]:
    return sorted(registration.year_be for registration in producer.registrations.all())


def latest_counting_year(producer: Producer, round: Round) -> int | None:
    """The latest year of registration that this round accepts, or None."""
    return max((year for year in registered_years(producer) if round.accepts_year(year)), default=None)


def may_enter_for(actor: User, producer: Producer) -> bool:
    """Provincial staff for every producer; a district officer for those of the own district."""
    return actor.is_provincial or (
        actor.officer_district_id is not None and actor.officer_district_id == producer.district_id
    )


def too_late(entry: Entry, actor: User, at: datetime | None = None) -> Clause | None:
    """The clause by which this person may no longer change or hand in the entry, or None while it is in time.

    A draft goes in within the producer's window only.  A returned entry was in time, so afterwards the province may
    still correct it for the district.
    """
    if window_of(entry.producer, entry.round).accepts(at or clock.now()):
        return None
    if entry.status == EntryStatus.RETURNED:
        return None if actor.is_provincial else CORRECTED_IN_TIME
    return INSIDE_WINDOW


def may_restore(entry: Entry, actor: User, at: datetime | None = None) -> bool:
    """Whether this person may undo the withdrawal, as far as person, screening and window go; a free place is another
    question."""
    if entry.status != EntryStatus.WITHDRAWN or not may_enter_for(actor, entry.producer):
        return False
    if actor.is_provincial and entry.number:
        return True
    return entry.withdrawn_from != EntryStatus.SCREENED_IN and too_late(entry, actor, at) is None


# -- values that fill the clauses' sentences (in Thai digits, as the document itself writes them) --------------------


def years_values(producer: Producer, round: Round) -> dict[str, str]:
    return {
        "year_from": to_thai(round.registered_from_be),
        "year_to": to_thai(round.registered_to_be),
        "years": to_thai(", ".join(map(str, registered_years(producer)))) or "ไม่มี",
    }


def limit_values(living: Sequence[Entry], round: Round) -> dict[str, str]:
    return {"limit": to_thai(round.max_entries), "entries": " และ ".join(map(named, living)) or "รายการอื่น"}


def window_values(round: Round, producer: Producer | None = None) -> dict[str, str]:
    """The window as announced, or as it is for this producer."""
    return {"window": window_of(producer, round).text("thai") if producer else round.window_text("thai")}


def named(entry: Entry) -> str:
    """An entry as a colleague would recognise it: number, name, district, state."""
    number = f" เลขที่ {entry.number}" if entry.number else ""
    return f"“{entry.name}”{number} (อำเภอ{entry.producer.district.name}, {entry.get_status_display()})"


# -- the same person behind several producers ---------------------------------------------------------------------

# More of them than this are a mistake of the register (an office's own telephone), and nobody reads them through.
MOST_NAMED = 3


def behind_others(producer: Producer) -> list[tuple[str, Producer]]:
    """(what they share, the other producer) for producers of the whole register with this one's person behind them.

    The citizen id says most, then the telephone, then the name without its title.
    """
    name = (producer.contact_first_name, producer.contact_last_name)
    same = Q()
    if producer.citizen_id:
        same |= Q(citizen_id=producer.citizen_id)
    if producer.phone:
        same |= Q(phone=producer.phone)
    if all(name):
        same |= Q(contact_first_name=name[0], contact_last_name=name[1])
    if not same:
        return []
    found = []
    for other in Producer.objects.filter(same).exclude(pk=producer.pk).select_related("district").order_by("pk")[:50]:
        if producer.citizen_id and other.citizen_id == producer.citizen_id:
            shared = "เลขประจำตัวประชาชนเดียวกัน"
        elif producer.phone and other.phone == producer.phone:
            shared = "โทรศัพท์เดียวกัน"
        else:
            shared = "ชื่อประธานกลุ่ม/เจ้าของเดียวกัน"
        found.append((shared, other))
    return found


def same_person_words(producer: Producer, actor: User | None = None) -> str:
    """What the warning names: producers that this person may see by name, others by their district; "" for none.

    actor: None for a reader who may see the whole register.
    """
    found = behind_others(producer)
    said = [
        f"{shared}กับ “{other.name}” รหัส {other.code} อำเภอ{other.district.name}"
        if actor is None or may_enter_for(actor, other)
        else f"{shared}กับผู้ผลิตรายหนึ่งของอำเภอ{other.district.name}"
        for shared, other in found[:MOST_NAMED]
    ]
    left = f" และอีก {len(found) - MOST_NAMED} ราย" if len(found) > MOST_NAMED else ""
    return " · ".join(said) + left


# -- the verdicts -----------------------------------------------------------------------------------------------


def verdicts(
    producer: Producer, round: Round, actor: User, at: datetime | None = None, living: Sequence[Entry] | None = None
) -> list[Verdict]:
    """One verdict for each clause that a new entry of this producer must keep, in the order an officer asks them."""
    living = used_places(producer, round) if living is None else living
    return [
        _registered(producer, round),
        _places(living, round),
        _window(producer, round, at),
        _district(producer, actor),
        *_same_person(producer, actor),
    ]


def _registered(producer: Producer, round: Round) -> Verdict:
    year = latest_counting_year(producer, round)
    if year is None:
        sentence = REGISTERED_WITHIN_YEARS.text(**years_values(producer, round))
        return Verdict(REGISTERED_WITHIN_YEARS, "fail", sentence)
    return Verdict(
        REGISTERED_WITHIN_YEARS,
        "pass",
        f"ขึ้นทะเบียน OTOP ปี {year} อยู่ในช่วงปี {round.registered_from_be} ถึง {round.registered_to_be}",
    )


def _places(living: Sequence[Entry], round: Round) -> Verdict:
    if free_slot(living, round) is None:
        return Verdict(TWO_MAIN_ENTRIES, "fail", TWO_MAIN_ENTRIES.text(**limit_values(living, round)))
    left = round.max_entries - len(living)
    return Verdict(
        TWO_MAIN_ENTRIES,
        "pass",
        to_thai(f"ใช้สิทธิ {len(living)} จาก {round.max_entries} ผลิตภัณฑ์หลัก/ชุด สมัครเพิ่มได้อีก {left} รายการ"),
    )


def _window(producer: Producer, round: Round, at: datetime | None) -> Verdict:
    window = window_of(producer, round)
    if not window.accepts(at or clock.now()):
        return Verdict(INSIDE_WINDOW, "fail", INSIDE_WINDOW.text(window=window.text("thai")))
    return Verdict(INSIDE_WINDOW, "pass", f"อยู่ในระยะเวลารับสมัคร {window.text()}")


def _district(producer: Producer, actor: User) -> Verdict:
    district = f"อำเภอ{producer.district.name}"
    if not may_enter_for(actor, producer):
        return Verdict(OWN_DISTRICT, "fail", OWN_DISTRICT.text())
    if actor.officer_district_id != producer.district_id:
        return Verdict(OWN_DISTRICT, "check", f"จังหวัดบันทึกแทน{district} โปรดตรวจกับเจ้าหน้าที่อำเภอว่ายังไม่ได้บันทึก")
    return Verdict(OWN_DISTRICT, "pass", f"ผู้ผลิตขึ้นทะเบียนใน{district} ซึ่งเป็นอำเภอของท่าน")


def reads_key(user: User) -> bool:
    """Whether a person may know whose sample a blind number is: who takes samples in, but not who also scores them."""
    return (user.is_provincial or user.officer_district_id is not None) and not user.has_role(Role.MEMBER)


@keeps(SAME_PERSON)
def _same_person(producer: Producer, actor: User) -> list[Verdict]:
    """Nothing is refused: one person may lead several registered groups.  Somebody should look, so it is said."""
    grounds = same_person_words(producer, actor)
    return [Verdict(SAME_PERSON, "check", SAME_PERSON.text(grounds=grounds))] if grounds else []
