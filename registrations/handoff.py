"""แฟ้มส่งกรม: the entries that passed screening, in a file whose columns are a contract (`docs/handoff.md`).

Whoever reads the file on the other side may rely on these headings, their order and what stands under them.  A change
of any of it is a new VERSION and a line in the document; a test lays the two beside each other, column by column.
No citizen id and no telephone stand in it: the department has its own register under the same code.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from rounds.models import Round
from thai.dates import be_year, in_bangkok

from .models import Entry, StandardCertificate

VERSION = "OPC-1"
# Rows of the database in memory at a time.
CHUNK = 500


@dataclass(frozen=True)
class HandoffColumn:
    """One column of the contract.

    kind: text, number or date.  width: the longest value, in characters.  source: model and field.
    """

    name: str
    kind: str
    width: int
    source: str
    example: str
    rule: str
    value: Callable[[Entry], Any]


def _day(moment: Any) -> str:
    if moment is None:
        return ""
    day = in_bangkok(moment)
    return f"{be_year(day)}-{day:%m-%d}"


def _standards(entry: Entry) -> str:
    """Standards of the product in the register, each with number and last day."""
    if entry.product is None:
        return ""
    said = []
    for certificate in entry.product.certificates.all():
        last = certificate.expires_on
        said.append(f"{certificate}" + (f" (หมดอายุ {be_year(last)}-{last:%m-%d})" if last else ""))
    return "; ".join(said)[:500]


def _lines(text: str) -> str:
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())


COLUMNS = [
    HandoffColumn("รุ่นของแฟ้ม", "text", 10, "registrations.handoff.VERSION", VERSION, "ค่าเดียวกันทุกแถว", lambda e: VERSION),
    HandoffColumn("ปีที่คัดสรร", "number", 4, "Round.year_be", "2565", "พ.ศ. สี่หลัก", lambda e: e.round.year_be),
    HandoffColumn("ครั้งที่", "number", 2, "Round.sequence", "1", "ครั้งที่ของปี เริ่มจาก 1", lambda e: e.round.sequence),
    HandoffColumn("เลขที่รับสมัคร", "text", 20, "Entry.number", "65-TEXTILE-0001", "ไม่ซ้ำในรอบ ไม่ว่าง", lambda e: e.number),
    HandoffColumn(
        "จังหวัด", "text", 60, "Province.name", "สกลนคร", "ไม่มีคำว่าจังหวัดนำหน้า", lambda e: e.producer.district.province.name
    ),
    HandoffColumn(
        "รหัสอำเภอ", "text", 4, "District.code", "4701", "รหัสกรมการปกครอง สี่หลัก", lambda e: e.producer.district_id
    ),
    HandoffColumn(
        "อำเภอ", "text", 60, "District.name", "เมืองสกลนคร", "ไม่มีคำว่าอำเภอนำหน้า", lambda e: e.producer.district.name
    ),
    HandoffColumn(
        "ตำบล",
        "text",
        60,
        "Subdistrict.name",
        "ธาตุเชิงชุม",
        "ไม่มีคำว่าตำบลนำหน้า ว่างได้",
        lambda e: e.producer.subdistrict.name if e.producer.subdistrict else "",
    ),
    HandoffColumn(
        "รหัสทะเบียน OTOP", "text", 9, "Producer.code", "470100001", "ตัวเลขเก้าหลัก คงศูนย์นำหน้า", lambda e: e.producer.code
    ),
    HandoffColumn("ชื่อกลุ่ม/ผู้ผลิต", "text", 200, "Producer.name", "กลุ่มทอผ้าบ้านดอนกอย", "ไม่ว่าง", lambda e: e.producer.name),
    HandoffColumn(
        "ประเภทผู้ผลิต",
        "text",
        60,
        "Producer.kind",
        "กลุ่มผู้ผลิตชุมชน",
        "หนึ่งในสามประเภทของทะเบียน",
        lambda e: e.producer.get_kind_display(),
    ),
    HandoffColumn(
        "ประธานกลุ่ม/เจ้าของ",
        "text",
        250,
        "Producer.contact_name",
        "นางสมศรี ใจดี",
        "คำนำหน้า ชื่อ นามสกุล ว่างได้",
        lambda e: e.producer.contact_name,
    ),
    HandoffColumn(
        "ปีที่ขึ้นทะเบียน",
        "number",
        4,
        "Entry.registered_year_be",
        "2562",
        "พ.ศ. ปีล่าสุดที่อยู่ในช่วงของรอบ",
        lambda e: e.registered_year_be,
    ),
    HandoffColumn("รหัสประเภท", "text", 10, "ProductGroup.code", "TEXTILE", "รหัสของระบบ", lambda e: e.group.code),
    HandoffColumn(
        "ประเภทผลิตภัณฑ์", "text", 100, "ProductGroup.name", "ผ้าและเครื่องแต่งกาย", "ตามประกาศของรอบ", lambda e: e.group.name
    ),
    HandoffColumn(
        "รหัสผลิตภัณฑ์",
        "text",
        20,
        "Product.code",
        "470100001-01",
        "ว่างเมื่อไม่ได้เลือกจากทะเบียนหรือทะเบียนไม่มีรหัส",
        lambda e: e.product.code if e.product else "",
    ),
    HandoffColumn("ชื่อผลิตภัณฑ์", "text", 200, "Entry.name", "ผ้าคลุมไหล่ย้อมคราม", "ไม่ว่าง", lambda e: e.name),
    HandoffColumn("ชนิด", "text", 15, "Entry.kind", "ผลิตภัณฑ์หลัก", "ผลิตภัณฑ์หลัก หรือ ชุด", lambda e: e.get_kind_display()),
    HandoffColumn(
        "รายการในชุด",
        "text",
        5000,
        "Entry.set_items",
        "กาน้ำชา; ถ้วย",
        "คั่นด้วยอัฒภาค ว่างเมื่อเป็นผลิตภัณฑ์หลัก",
        lambda e: _lines(e.set_items),
    ),
    HandoffColumn(
        "มาตรฐาน",
        "text",
        500,
        "StandardCertificate",
        "มผช. 12/2564 (หมดอายุ 2567-03-01)",
        "ของผลิตภัณฑ์ในทะเบียน คั่นด้วยอัฒภาค ว่างได้",
        _standards,
    ),
    HandoffColumn(
        "เรื่องราวและจุดเด่น", "text", 5000, "Entry.description", "ย้อมครามธรรมชาติ", "ว่างได้", lambda e: e.description
    ),
    HandoffColumn(
        "ยื่นเมื่อ",
        "date",
        10,
        "Entry.submitted_at",
        "2565-03-14",
        "ปี พ.ศ.-เดือน-วัน เวลากรุงเทพฯ",
        lambda e: _day(e.submitted_at),
    ),
    HandoffColumn(
        "กลั่นกรองเมื่อ",
        "date",
        10,
        "Entry.screened_at",
        "2565-04-02",
        "ปี พ.ศ.-เดือน-วัน เวลากรุงเทพฯ",
        lambda e: _day(e.screened_at),
    ),
]


def handoff_entries(round: Round) -> Any:
    """The entries that go up: passed screening, by product group and number."""
    certificates = Prefetch("product__certificates", StandardCertificate.objects.order_by("kind", "number"))
    return (
        Entry.objects.screened_in()
        .filter(round=round)
        .select_related("round", "group", "product", "producer__subdistrict", "producer__district__province")
        .prefetch_related(certificates)
        .order_by("group__order", "group", "number", "pk")
    )


def handoff_headings() -> list[str]:
    return [column.name for column in COLUMNS]


def handoff_rows(round: Round) -> Iterator[list[Any]]:
    """The cells of the file, row by row."""
    for entry in handoff_entries(round).iterator(chunk_size=CHUNK):
        yield [column.value(entry) for column in COLUMNS]


def handoff_name(round: Round) -> str:
    return f"ส่งกรม {VERSION} ปี {round.label}"
