"""What a file would do to the register: line by line for people to read, and as rows ready to be written.

Nothing is written here.  The register is read once, as plain values, and each line is laid over it; what the file says
in two places must agree.  A plan names the producers that it compared itself with by a fingerprint (`rests_on`), so
that confirming can tell whether the register still is as it was reported.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from office.models import District, Office
from office.workbooks import cell_text
from rounds.rules import GroupCode
from thai.digits import to_arabic
from thai.ids import mask_citizen_id
from thai.text import search_key, sort_key

from . import register
from .look_alikes import Candidate, look_alikes
from .models import OtopRegistration, Producer, Product, ReportLine
from .register import ATTRIBUTES, CITIZEN_ID, CODE, DISTRICT, GROUP, NAME, PHONE, SUBDISTRICT, Line, LineReader, Reading
from .register_cells import shown
from .rules import WRITES, LineKind

# A producer's values stand in this order wherever they are a list.
VALUES: Final = tuple(ATTRIBUTES.values())
PLACE: Final = {column: VALUES.index(attribute) for column, attribute in ATTRIBUTES.items()}
_NAME, _DISTRICT, _SUBDISTRICT = PLACE[NAME], PLACE[DISTRICT], PLACE[SUBDISTRICT]
_PHONE, _CITIZEN_ID = PLACE[PHONE], PLACE[CITIZEN_ID]
_NAMES: Final = (NAME, register.TITLE, register.FIRST_NAME, register.LAST_NAME)
_EMPTY: Final = [None if attribute == "subdistrict_id" else "" for attribute in VALUES]
CODES_AT_ONCE: Final = 1_000


@dataclass(slots=True)
class Known:
    """A producer while a file is laid over the register.

    pk: None for one that the file brings.  products: name → (key or None, group).  row: where the file names it first,
    or 0.  before: its values before the first change.  seen_as: its fingerprint when the file came to it.
    """

    code: str
    pk: int | None
    values: list[Any]
    years: set[int] = field(default_factory=set)
    products: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    row: int = 0
    before: list[Any] | None = None
    seen_as: str = ""

    def fingerprint(self) -> str:
        return repr((self.code, self.pk, self.values, sorted(self.years), sorted(self.products.items())))


def read_register(codes: Iterable[str] | None = None, *, lock: bool = False) -> dict[str, Known]:
    """The producers with these codes, or all of them, by code.

    lock: nobody changes them, or adds a year or a product, before the transaction ends.
    """
    held: dict[str, Known] = {}
    for some in [None] if codes is None else in_batches(sorted(codes)):
        producers = Producer.objects.order_by("code")
        producers = producers if some is None else producers.filter(code__in=some)
        if lock:
            producers = producers.select_for_update()
        by_pk: dict[int, Known] = {}
        for pk, code, *values in producers.values_list("pk", "code", *VALUES):
            held[code] = by_pk[pk] = Known(code, pk, values)
        years, products = OtopRegistration.objects.order_by(), Product.objects.order_by()
        if some is not None:
            years, products = years.filter(producer__code__in=some), products.filter(producer__code__in=some)
        for producer, year in years.values_list("producer_id", "year_be"):
            if producer in by_pk:
                by_pk[producer].years.add(year)
        for pk, producer, name, group in products.values_list("pk", "producer_id", "name", "group_code"):
            if producer in by_pk:
                by_pk[producer].products[name] = (pk, group)
    return held


def in_batches(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """So many at once as a statement of either database takes."""
    return (keys[start : start + CODES_AT_ONCE] for start in range(0, len(keys), CODES_AT_ONCE))


def fingerprint(office: Office, prints: Mapping[str, str]) -> str:
    """prints: code → `Known.fingerprint` of the producer as it was, or "" where there was none."""
    digest = hashlib.sha256(repr((office.province_id, office.keeps_citizen_ids)).encode())
    for code in sorted(prints):
        digest.update(f"{code} {prints[code]}\n".encode())
    return digest.hexdigest()


@dataclass
class Plan:
    """lines: kind → the report.  rows: what confirming writes, as plain JSON.  total: lines of the file."""

    lines: dict[str, list[ReportLine]]
    rows: dict[str, Any]
    rests_on: str
    notes: list[str]
    total: int

    def writes(self) -> dict[str, int]:
        """What will be written, in words, with how many."""
        return {label: len(self.rows[name]) for name, label in WRITES.items()}


class Planner:
    """`take` each line of a file in order, then `finish`.

    district: the officer's own; lines of other districts, and producers registered in another one, are refused.
    """

    def __init__(self, office: Office, district: District | None = None) -> None:
        self.office, self.district = office, district
        self.reader = LineReader(office)
        self.held = read_register()
        self.there = list(self.held)
        self.lines: dict[str, list[ReportLine]] = {kind: [] for kind in LineKind.values}
        self.suspected: list[ReportLine] = []  # wrong citizen ids, kept or not
        self.touched: dict[str, Known] = {}
        self.years: list[tuple[str, int]] = []
        self.products: list[tuple[str, str, str]] = []
        self.regrouped: dict[int, str] = {}
        self.named: set[str] = set()  # codes that a refused line names: they are not gone
        self.spoken_of: set[str] = {district.code} if district else set()
        self.total = 0

    # -- line by line --------------------------------------------------------------------------------------------

    def take(self, reading: Reading, cells: Mapping[str, Any]) -> bool:
        """Whether the line passes.  cells: one that was not read, as the file has it."""
        self.total += 1
        line, row = reading.line, reading.row
        if line is None:
            return self._refuse(row, cells, [(each.column, each.sentence) for each in reading.remarks if each.refuses])
        known = self.held.get(line.code)
        if self.district is not None and (said := self._elsewhere(line, known, self.district)):
            return self._refuse(row, {CODE: line.code, NAME: line.values[NAME]}, said)
        is_new = known is None
        if known is None:
            known = self.held[line.code] = self._begin(line)
        elif not known.row and known.pk is not None:
            known.seen_as = known.fingerprint()
        self.touched[line.code] = known
        known.row = known.row or row
        said = [] if is_new else self._take_values(known, line)
        self._take_year_and_product(known, line, said)
        self.spoken_of.add(line.values[DISTRICT])
        report = ReportLine(row, line.code, known.values[_NAME], known.values[_DISTRICT], said)
        kind = LineKind.NEW if is_new else LineKind.CHANGED if said else LineKind.UNCHANGED
        self.lines[kind].append(report)
        if reading.remarks:
            remarks = [(each.column, each.sentence) for each in reading.remarks]
            self.lines[LineKind.WARNED].append(report._replace(said=remarks))
            if wrong := [each for each in remarks if each[0] == CITIZEN_ID]:
                self.suspected.append(report._replace(said=wrong))
        return True

    def skip(self, row: int, reason: str) -> None:
        """A line that is none of the register's: a heading repeated, a sum, a note."""
        self.total += 1
        self.lines[LineKind.SKIPPED].append(ReportLine(row, "", "", "", [("", reason)]))

    def _elsewhere(self, line: Line, known: Known | None, own: District) -> list[tuple[str, str]]:
        """Why an officer may not bring a line in; [] when it is of the own district."""
        advice = f"ท่านนำเข้าได้เฉพาะอำเภอ{own.name} โปรดลบแถวนี้ หรือส่งให้จังหวัดนำเข้า"
        if line.values[DISTRICT] != own.code:
            return [(DISTRICT, f"แถวนี้เป็นของอำเภออื่น {advice}")]
        if known is not None and known.values[_DISTRICT] != own.code:
            return [(CODE, f"รหัสนี้ขึ้นทะเบียนไว้ที่อำเภออื่น {advice}")]
        return []

    def _begin(self, line: Line) -> Known:
        values = list(_EMPTY)
        for column, value in line.values.items():
            values[PLACE[column]] = value
        return Known(line.code, None, values)

    def _take_values(self, known: Known, line: Line) -> list[tuple[str, str]]:
        """Lays the line's values over the producer's; a cell left empty keeps what the register has."""
        said = []
        for column, value in line.values.items():
            place = PLACE[column]
            before = known.values[place]
            if value == before:
                continue
            if known.before is None and known.pk is not None:
                known.before = list(known.values)
            said.append((column, f"{self._shown(column, before)} → {self._shown(column, value)}"))
            known.values[place] = value
        area = known.values[_SUBDISTRICT]
        if area and not area.startswith(known.values[_DISTRICT]):
            # The producer moved to another district, and the file names no subdistrict there.
            if known.before is None and known.pk is not None:
                known.before = list(known.values)
            said.append((SUBDISTRICT, f"{self._shown(SUBDISTRICT, area)} → (ว่าง)"))
            known.values[_SUBDISTRICT] = None
        return said

    def _take_year_and_product(self, known: Known, line: Line, said: list[tuple[str, str]]) -> None:
        if line.year_be not in known.years:
            known.years.add(line.year_be)
            self.years.append((line.code, line.year_be))
            said.append((register.YEAR, f"เพิ่มปี {line.year_be}"))
        if not line.product:
            return
        found = known.products.get(line.product)
        if found is None:
            known.products[line.product] = (None, line.group)
            self.products.append((line.code, line.product, line.group))
            said.append((register.PRODUCT, f"เพิ่ม {line.product}"))
        elif found[1] != line.group:
            said.append((GROUP, f"{line.product}: {GroupCode(found[1]).label} → {GroupCode(line.group).label}"))
            known.products[line.product] = (found[0], line.group)
            self.regrouped[found[0]] = line.group

    def _refuse(self, row: int, cells: Mapping[str, Any], said: list[tuple[str, str]]) -> bool:
        code, name = shown(cell_text(cells.get(CODE))), shown(cell_text(cells.get(NAME)))
        line = ReportLine(row, code, name, "", said)
        self.lines[LineKind.REFUSED].append(line)
        if wrong := [each for each in said if each[0] == CITIZEN_ID]:
            self.suspected.append(line._replace(said=wrong))
        self.named.add(re.sub(r"[^0-9]", "", to_arabic(code)))
        return False

    def _shown(self, column: str, value: str | None) -> str:
        if not value:
            return "(ว่าง)"
        if column == CITIZEN_ID:
            return mask_citizen_id(value)
        if column == register.KIND:
            return str(Producer.Kind(value).label)
        return self.reader.places.get(value, value) if column in (DISTRICT, SUBDISTRICT) else value

    # -- the whole -------------------------------------------------------------------------------------------------

    def finish(self) -> Plan:
        self._tell_gone()
        self._tell_suspicious()
        notes = []
        if self.reader.dropped_citizen_ids:
            notes.append(
                f"ไม่เก็บเลขประจำตัวประชาชนที่อยู่ในไฟล์ {self.reader.dropped_citizen_ids:,} แถว เพราะสำนักงานตั้งค่าไม่เก็บไว้"
            )
        new = [known for known in self.touched.values() if known.pk is None]
        changed = [known for known in self.touched.values() if known.before is not None]
        rows = {
            "new": [[known.code, *known.values, *derived(known.values)] for known in new],
            "changed": [[known.pk, known.code, *known.values, *derived(known.values)] for known in changed],
            "years": self.years,
            "products": self.products,
            "regrouped": list(self.regrouped.items()),
            "codes": list(self.touched),
        }
        return Plan(
            lines=self.lines,
            rows=rows,
            rests_on=fingerprint(self.office, {code: known.seen_as for code, known in self.touched.items()}),
            notes=notes,
            total=self.total,
        )

    def _tell_gone(self) -> None:
        """Producers of the districts that the file speaks of, which it does not name: told, never deleted."""
        for code in self.there:
            known = self.held[code]
            if known.row or code in self.named or known.values[_DISTRICT] not in self.spoken_of:
                continue
            years = ", ".join(map(str, sorted(known.years)))
            said = [(register.YEAR, f"ขึ้นทะเบียนปี {years}")] if years else []
            self.lines[LineKind.GONE].append(ReportLine(0, code, known.values[_NAME], known.values[_DISTRICT], said))

    def _tell_suspicious(self) -> None:
        found: dict[int, ReportLine] = {}
        for line in self.suspected:
            found[line.row] = line._replace(said=list(line.said))
        for alike in look_alikes(list(self._candidates())):
            others = ", ".join(map(self._named, alike.others[:3])) + (" และอื่น ๆ" if len(alike.others) > 3 else "")
            subject = alike.subject
            line = ReportLine(subject.row, subject.code, subject.name, subject.district_id, [])
            found.setdefault(subject.row, line).said.append(("", f"{alike.how} {others}"))
        self.lines[LineKind.SUSPICIOUS] = [found[row] for row in sorted(found)]

    def _candidates(self) -> Iterator[Candidate]:
        compared = (_NAME, _DISTRICT, _PHONE, _CITIZEN_ID)
        for code, known in self.held.items():
            values, before = known.values, known.before
            is_new = known.pk is None or (before is not None and any(values[at] != before[at] for at in compared))
            yield Candidate(
                code,
                values[_NAME],
                values[_DISTRICT],
                values[_SUBDISTRICT],
                values[_PHONE],
                values[_CITIZEN_ID],
                is_new,
                known.row,
            )

    def _named(self, other: Candidate) -> str:
        """How another producer is named: an officer learns of one elsewhere only that it is there."""
        if self.district is not None and other.district_id != self.district.code:
            return "ผู้ผลิตที่ขึ้นทะเบียนในอำเภออื่น"
        where = f" แถว {other.row}" if other.row else " ในทะเบียน"
        return f"{other.code} {other.name}{where}"


def derived(values: Sequence[Any]) -> tuple[str, str]:
    """Search and order keys of a producer with these values, as `Producer.set_derived` makes them."""
    name, title, first, last = (values[PLACE[column]] for column in _NAMES)
    contact = f"{title}{first} {last}".strip()
    return search_key(f"{name} {contact}"), sort_key(name)[:400]
