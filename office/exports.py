"""Lists that leave the office as Excel or CSV: bounded memory, and no cell that a spreadsheet would run.

A name that somebody typed as `=HYPERLINK(…)` is a name.  In a workbook every text is written as text, and what looks
like a formula carries Excel's own mark for it; in CSV, which knows no types, it begins with an apostrophe.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, Final, Literal

import openpyxl
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.utils import get_column_letter

Kind = Literal["xlsx", "csv"]

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for the beginning of a formula, also as a full-width or small sign and behind what nobody
# sees; and what it takes for the beginning of a command.
_RUNS: Final = re.compile(
    "[\\s\x00-\x1f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff]*[-=+@＝＋－＠﹦﹢﹣﹫−]|[\t\r\n]"
)
# Rows of a CSV that go out in one piece.
_AT_ONCE: Final = 200


def would_run(text: str) -> bool:
    """Whether a spreadsheet might take this text for a formula or a command."""
    return _RUNS.match(text) is not None


def csv_cell(value: Any) -> str:
    """A value as CSV holds it; numbers stay numbers, also negative ones."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and would_run(text) else text


def xlsx_cell(tab: Any, value: Any) -> Any:
    """A value as a row of a write-only sheet takes it; only what needs a mark becomes a cell of its own."""
    if value is None or isinstance(value, int | float):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if not would_run(text):
        return text
    cell = WriteOnlyCell(tab, value=text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def save_xlsx(
    out: IO[bytes],
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "ข้อมูล",
    about: Sequence[tuple[str, str]] = (),
) -> int:
    """Writes a workbook row by row and returns how many rows there were.

    about: (what, value) lines of a second sheet, which says where the first one comes from.
    """
    book = openpyxl.Workbook(write_only=True)
    tab = book.create_sheet(title[:31])
    tab.freeze_panes = "A2"
    for place, heading in enumerate(headings, 1):
        tab.column_dimensions[get_column_letter(place)].width = min(40, max(12, int(len(heading) * 1.4)))
    count = -1
    for row in _with_head(headings, rows):
        tab.append([xlsx_cell(tab, value) for value in row])
        count += 1
    if about:
        second = book.create_sheet("ที่มา")
        second.column_dimensions["A"].width, second.column_dimensions["B"].width = 24, 80
        for line in about:
            second.append([xlsx_cell(second, value) for value in line])
    book.save(out)
    return count


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """CSV in pieces: UTF-8 with BOM, so that Excel reads the Thai."""
    piece = _Piece()
    writer = csv.writer(piece)
    piece.write("\ufeff")
    for number, row in enumerate(_with_head(headings, rows), 1):
        writer.writerow([csv_cell(value) for value in row])
        if number % _AT_ONCE == 0:
            yield piece.taken()
    yield piece.taken()


class _Piece(list[str]):
    def write(self, text: str) -> None:
        self.append(text)

    def taken(self) -> bytes:
        text = "".join(self)
        self.clear()
        return text.encode()


def _with_head(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield headings
    yield from rows


def download(
    kind: Kind,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "ข้อมูล",
    about: Sequence[tuple[str, str]] = (),
) -> HttpResponseBase:
    """The answer that is saved as `name` with its ending; never kept by a cache."""
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(
            csv_lines(headings, rows), content_type="text/csv; charset=utf-8"
        )
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
        save_xlsx(file, headings, rows, title=title, about=about)
        file.seek(0)
        response = FileResponse(file, content_type=XLSX)
    return as_download(response, f"{name}.{kind}")


def as_download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "no-store, private"
    return response
