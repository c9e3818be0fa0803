"""What stands in the columns of a list, on the screen and in the file that is exported from it.

The file has the columns of the screen, in their order, of the rows that the address filters, in their order; it
differs in one thing: telephone numbers are masked, since a file travels.  The one list made for calling people says so
and asks for a reason.  Citizen ids stand in none of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from office import journal
from office.models import User
from rounds.models import Round
from thai.digits import to_thai
from thai.ids import format_phone, mask_phone

from .board import Board
from .models import Entry, Producer

# Rows of the database that are in memory at a time.
CHUNK = 500


@dataclass(frozen=True)
class Column:
    heading: str
    value: Callable[[Any], Any]
    # Shown to the province only: an officer's rows are all of one district.
    province_only: bool = False


def _phone(producer: Producer) -> str:
    return format_phone(producer.phone) if producer.phone else ""


def _masked(producer: Producer) -> str:
    return mask_phone(producer.phone) if producer.phone else ""


def _used(producer: Producer, round: Round | None) -> str:
    return f"{to_thai(producer.used)} จาก {to_thai(round.max_entries)}" if round else ""


def producer_columns(round: Round | None) -> list[Column]:
    return [
        Column("ผู้ผลิต", lambda row: row.name),
        Column("รหัสทะเบียน", lambda row: row.code),
        Column("อำเภอ", lambda row: row.district.name, province_only=True),
        Column("โทรศัพท์", _masked),
        Column("ปีที่ใช้สมัครได้", lambda row: row.counting_year or "ไม่มี"),
        Column("ใช้สิทธิ", lambda row: _used(row, round)),
    ]


ENTRY_COLUMNS = [
    Column("ผลิตภัณฑ์", lambda row: row.name),
    Column("เลขที่รับสมัคร", lambda row: row.number or "ยังไม่ยื่น"),
    Column("ผู้ผลิต", lambda row: row.producer.name),
    Column("อำเภอ", lambda row: row.producer.district.name, province_only=True),
    Column("ประเภท", lambda row: row.group.name),
    Column("ชนิด", Entry.get_kind_display),
    Column("สถานะ", Entry.get_status_display),
]


def missing_columns(*, with_phones: bool = False) -> list[Column]:
    return [
        Column("ผู้ผลิต", lambda row: row.name),
        Column("รหัสทะเบียน", lambda row: row.code),
        Column("อำเภอ", lambda row: row.district.name, province_only=True),
        Column("ประธานกลุ่ม/เจ้าของ", lambda row: row.contact_name),
        Column("โทรศัพท์", _phone if with_phones else _masked),
        Column("ปีที่ใช้สมัครได้", lambda row: row.counting_year or "ไม่มี"),
        Column("ดาวครั้งก่อน", lambda row: f"{row.star_level} ดาว (ปี {row.star_year})" if row.star_level else ""),
    ]


def headings(columns: Iterable[Column], user: User) -> list[str]:
    return [column.heading for column in columns if user.is_provincial or not column.province_only]


def cells(columns: Iterable[Column], rows: Any, user: User) -> Iterator[list[Any]]:
    """The rows of a queryset as cells, one question however many there are and CHUNK rows in memory."""
    values = [column.value for column in columns if user.is_provincial or not column.province_only]
    return ([value(row) for value in values] for row in rows.iterator(chunk_size=CHUNK))


def board_headings(board: Board) -> list[str]:
    names = [*(group.name for group in board.groups), "รวม"]
    return ["ช่วงเวลา", "อำเภอ", *(f"{name} ({of})" for name in names for of in ("ผลิตภัณฑ์", "ผู้ผลิต"))]


def board_cells(label: str, board: Board) -> Iterator[list[Any]]:
    """The lines of one of the two boards, with the line of all districts where the screen has it."""
    for line in [*board.lines, *([] if board.is_single else [board.total])]:
        numbers = [*(cell for _, cell in line.cells), line.total]
        yield [label, line.name, *(number for cell in numbers for number in (cell.products, cell.producers))]


@transaction.atomic
def record_export(*, actor: User, title: str, kind: str, rows: int, query: str, reason: str = "") -> None:
    """A line of the journal for each file that leaves: which list, how filtered, how many rows."""
    journal.record(
        actor=actor,
        verb="ส่งออกรายการ",
        target=actor,
        reason=reason,
        after={"list": title, "format": kind, "rows": rows, "filter": query[:300]},
    )
