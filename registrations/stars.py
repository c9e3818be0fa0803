"""The department's open file of results, read and laid beside the register: whose star is which row?

The file (ผลิตภัณฑ์, ผู้ผลิต, จังหวัด, ประเภท, ดาว) knows no registration code: province and producer's name are all that
both have.  Names are compared by their keys (titles and legal forms off); where two producers share a key, the product
decides, and where it cannot, the row is reported for a person to look at.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from office.models import Office
from office.workbooks import cell_text, find_table, read_sheet
from thai.digits import to_arabic
from thai.names import name_key, strip_place_prefix
from thai.text import search_key

from .models import EarlierStar, Producer
from .models.stars import star_key

PRODUCT, PRODUCER, PROVINCE, GROUP, STARS = "ผลิตภัณฑ์", "ผู้ผลิต", "จังหวัด", "ประเภท", "ดาว"
COLUMNS = (PRODUCT, PRODUCER, PROVINCE, GROUP, STARS)
REQUIRED = (PRODUCT, PRODUCER, PROVINCE, STARS)
# A page and a row of the database are for reading: so many unmatched rows are kept, the rest are counted.
KEPT_UNMATCHED = 500


@dataclass(frozen=True)
class StarRow:
    """One row of the file: the sheet's own number, and its cells as text."""

    row: int
    product: str
    producer: str
    province: str
    stars: str


@dataclass
class StarReport:
    """What a file says about our register.

    stars: those that are new, not saved.  unmatched: rows of this province without a producer, as plain JSON.
    known: rows whose star stands there already; elsewhere: rows of other provinces; notes: about the whole file.
    """

    stars: list[EarlierStar] = field(default_factory=list)
    unmatched: list[dict[str, object]] = field(default_factory=list)
    known: int = 0
    elsewhere: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.stars),
            "known": self.known,
            "elsewhere": self.elsewhere,
            "unmatched": len(self.unmatched),
        }

    def sentence(self) -> str:
        return (
            f"พบผู้ผลิตในทะเบียน {len(self.stars):,} รายการ มีอยู่แล้ว {self.known:,} รายการ "
            f"จับคู่ไม่ได้ {len(self.unmatched):,} แถว และเป็นของจังหวัดอื่น {self.elsewhere:,} แถว"
        )


def star_level(text: str) -> int | None:
    """The level in a cell such as 4, "๕ ดาว", "ระดับ 3 ดาว" or "★★★★"; None where there is none, or more than one."""
    digits = re.findall(r"\d+", to_arabic(text))
    if not digits and "★" in text:
        digits = [str(text.count("★"))]
    return int(digits[0]) if len(digits) == 1 and digits[0] in {"1", "2", "3", "4", "5"} else None


def read_stars(content: bytes) -> tuple[list[StarRow], list[str]]:
    """The rows of the file, and sentences about what was not read.  Raises FileRefused."""
    places, table = find_table(read_sheet(content), COLUMNS, REQUIRED)

    def cell(cells: Sequence[object], column: str) -> str:
        place = places[column]
        return cell_text(cells[place]) if place < len(cells) else ""

    names = (PRODUCT, PRODUCER, PROVINCE, STARS)
    rows = [StarRow(number, *(cell(cells, name) for name in names)) for number, cells in table.rows]
    # "the register keeps what it has" is said of columns that a file lacks; of these none is kept anywhere
    return rows, [note for note in table.notes if GROUP not in note]


class Register:
    """The register by the keys of names: groups by their own name, sole owners also by their person's."""

    def __init__(self) -> None:
        self.producers: dict[int, Producer] = {}
        self.by_key: dict[str, set[int]] = defaultdict(set)
        for producer in Producer.objects.prefetch_related("products"):
            self.producers[producer.pk] = producer
            self.by_key[name_key(producer.name)].add(producer.pk)
            if producer.contact_first_name and producer.contact_last_name:
                self.by_key[name_key(producer.contact_name)].add(producer.pk)

    def find(self, row: StarRow) -> Producer | str:
        """The producer of a row, or the sentence why there is none."""
        found = self.by_key.get(name_key(row.producer), set())
        if not found:
            return "ไม่พบชื่อผู้ผลิตนี้ในทะเบียน"
        if len(found) > 1:
            key = search_key(row.product)
            found = {
                pk for pk in found if any(search_key(own.name) == key for own in self.producers[pk].products.all())
            }
        if len(found) != 1:
            return "มีผู้ผลิตชื่อนี้หลายราย และชื่อผลิตภัณฑ์ไม่ช่วยแยก"
        return self.producers[next(iter(found))]


def match_stars(rows: Iterable[StarRow], year_be: int) -> StarReport:
    """Lays the rows beside the register; writes nothing."""
    report = StarReport()
    office = Office.objects.select_related("province").first()
    ours = search_key(strip_place_prefix(office.province.name)) if office else ""
    register = Register()
    seen = set(EarlierStar.objects.filter(year_be=year_be).values_list("producer_id", "product_key"))
    for row in rows:
        if search_key(strip_place_prefix(row.province)) != ours:
            report.elsewhere += 1
            continue
        level, found = star_level(row.stars), register.find(row)
        if not row.product:
            found = "ไม่มีชื่อผลิตภัณฑ์"
        elif level is None:
            found = f"คอลัมน์ดาวเป็น “{row.stars[:30]}” ไม่ใช่เลข 1 ถึง 5"
        if isinstance(found, str):
            report.unmatched.append(
                {"row": row.row, "product": row.product[:200], "producer": row.producer[:200], "reason": found}
            )
            continue
        key = (found.pk, star_key(row.product[:200]))
        if key in seen:
            report.known += 1
            continue
        seen.add(key)
        report.stars.append(
            EarlierStar(
                producer=found, product_name=row.product[:200], product_key=key[1], year_be=year_be, level=level
            )
        )
    return report
