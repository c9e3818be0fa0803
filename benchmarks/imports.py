"""The register's import, measured in bare reads: `python benchmarks/imports.py` prints each cost beside what it may be.

R0 is what openpyxl's read-only mode takes to hand over the values of the same file, and do nothing with them, in the
minute of this run; every figure is a ratio to it, so a slow or busy machine changes little.  Times are CPU seconds of
this process on SQLite, and seconds by the clock on PostgreSQL, whose work is done elsewhere.  README.md says what was
seen.
"""

import argparse
import io
import itertools
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="opc-benchmark-")
os.environ["DATA_DIR"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opc_site.settings")

import django  # noqa: E402 -- after the folder is named

django.setup()

import openpyxl  # noqa: E402
import tablib  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from import_export import resources  # noqa: E402

from office.models import Office, Province, Subdistrict  # noqa: E402
from office.workbooks import find_table, read_sheet  # noqa: E402
from registrations.actions import confirm_import, receive_import, report_import  # noqa: E402
from registrations.models import OtopRegistration, Producer, Product, RegisterImport  # noqa: E402
from registrations.register import (  # noqa: E402
    ATTRIBUTES,
    CODE,
    COLUMNS,
    DISTRICT,
    GROUP,
    KIND,
    PHONE,
    PRODUCT,
    REQUIRED,
    SUBDISTRICT,
    YEAR,
    LineReader,
    read_lines,
)
from rounds.rules import GroupCode  # noqa: E402

clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
WHAT = ["ทอผ้าย้อมคราม", "จักสานไม้ไผ่", "แปรรูปข้าวฮาง", "น้ำหมากเม่า", "สบู่สมุนไพร", "ผ้าไหมมัดหมี่", "ปลาส้ม", "เครื่องเงิน"]
NAMES = ["สมศรี", "บุญมี", "คำปุ่น", "ทองใบ", "วิไลวรรณ", "สุดารัตน์", "ประสิทธิ์", "อุไร", "ไพวัลย์", "หนูจันทร์"]
SURNAMES = ["ใจดี", "แก้วมณี", "ศรีสกล", "พรหมสาขา", "วงศ์กาฬสินธุ์", "ทองคำ", "จันทะแสง", "โคตรพรม", "ฮองต้น"]


# -- the file ------------------------------------------------------------------------------------------------------


def make_file(count: int) -> bytes:
    """A register as a province keeps it: 15 columns, as many producers as rows, two in a hundred to be looked at."""
    book = openpyxl.Workbook(write_only=True)
    tab = book.create_sheet("ทะเบียน")
    tab.append(COLUMNS)
    areas = list(Subdistrict.objects.filter(district__province_id="47").select_related("district").order_by("code"))
    for at, area in zip(range(count), itertools.cycle(areas), strict=False):
        what, number = WHAT[at % len(WHAT)], at // len(areas) + 1
        phone = f"0{81 + at % 9}-{at % 1000:03d}-{(at * 7) % 10000:04d}"
        tab.append(
            [
                at + 1, f"อ.{area.district.name}", area.name, f"{area.district_id}{at:05d}", 2557 + at % 8,
                Producer.Kind.labels[at % 3], f"กลุ่ม{what}บ้าน{area.name} หมู่ {number}",
                "นางสาว" if at % 3 else "นาย", NAMES[at % len(NAMES)], SURNAMES[at % len(SURNAMES)], None,
                phone if at % 50 else int(phone[1:].replace("-", "")), f"{at % 300} หมู่ {number}",
                GroupCode.labels[at % 5], f"{what} ลายที่ {at}",
            ]
        )  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# -- what is measured ------------------------------------------------------------------------------------------------


def bare_read(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for _ in book.active.iter_rows(values_only=True):
        pass
    book.close()


def reading(content: bytes) -> None:
    """Ours, as far as clean lines: the file looked at, every cell checked, nothing asked of the register."""
    places, table = find_table(read_sheet(content), COLUMNS, REQUIRED)
    refused = [each.row for each in read_lines(table, places, LineReader(Office.objects.get())) if each.line is None]
    if refused:
        raise SystemExit(f"The file of the benchmark has rows that do not pass: {refused[:5]}")


def report(content: bytes) -> RegisterImport:
    received = receive_import(content=content, file_name="ทะเบียน.xlsx", actor=None)
    return report_import(received)


class PlainResource(resources.ModelResource):
    """What a project writes first: import-export's own, and the row's year and product where it offers to add them."""

    class Meta:
        model = Producer
        import_id_fields = ("code",)
        fields = ("code", *(name.removesuffix("_id") for name in ATTRIBUTES.values()))

    def after_save_instance(self, instance: Producer, row: Any, **kwargs: Any) -> None:
        OtopRegistration.objects.get_or_create(producer=instance, year_be=row["year"])
        Product.objects.get_or_create(producer=instance, name=row["product"], defaults={"group_code": row["group"]})


def import_export(content: bytes, count: int) -> None:
    """The default, as its admin does it: the file is read and previewed, then read and imported.

    Kinds, groups and places are handed over as codes, for nothing: a widget for each would cost more.
    """
    kinds = dict(zip(Producer.Kind.labels, Producer.Kind.values, strict=True))
    groups = dict(zip(GroupCode.labels, GroupCode.values, strict=True))
    for dry_run in (True, False):
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        header, *rows = itertools.islice(book.active.iter_rows(values_only=True), count + 1)
        headers = [name.removesuffix("_id") for name in ATTRIBUTES.values()]
        data = tablib.Dataset(headers=["code", "year", "product", "group", *headers])
        for cells in rows:
            row = {column: cell or "" for column, cell in zip(header, cells, strict=True)}
            row |= {
                DISTRICT: row[CODE][:4],
                SUBDISTRICT: None,
                KIND: kinds[row[KIND]],
                PHONE: row[PHONE] and "0812345678",
            }
            values = [row[CODE], row[YEAR], row[PRODUCT], groups[row[GROUP]]]
            data.append([*values, *(row[column] for column in ATTRIBUTES)])
        result = PlainResource().import_data(data, dry_run=dry_run, use_transactions=True)
        if result.has_errors():
            raise SystemExit(f"import-export refuses: {result.row_errors()[0][1][0].error!r}")


# -- the run ---------------------------------------------------------------------------------------------------------


def took(job: Callable[[], Any]) -> tuple[float, Any]:
    began = clock()
    result = job()
    return clock() - began, result


def least(job: Callable[[], Any], runs: int) -> float:
    return min(took(job)[0] for _ in range(runs))


def clear() -> None:
    for model in (Product, OtopRegistration, Producer):
        model.objects.all()._raw_delete("default")
    for each in RegisterImport.objects.all():
        each.parts.all().delete()
    RegisterImport.objects.all().delete()


def most_memory(content: bytes) -> int:
    """MB above the start that report and confirm hold at most, in a process of their own."""
    connection.close()
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        before = status("VmRSS")
        confirm_import(report(content), actor=None)
        os.write(writer, str(status("VmHWM") - before).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    held = int(os.read(reader, 20) or 0)
    clear()
    return held


def status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) // 1024


def measure(count: int, runs: int, peer_rows: int) -> list[tuple[str, float, float, bool]]:
    """(what, figure, goal, whether more is better)."""
    content = make_file(count)
    memory = most_memory(content)
    r0 = least(lambda: bare_read(content), runs)
    read = least(lambda: reading(content), runs)
    first: list[float] = []
    parts: list[tuple[float, float]] = []
    for _ in range(runs):
        clear()
        reported, received = took(lambda: report(content))
        confirmed, _ = took(lambda: confirm_import(received, actor=None))  # noqa: B023 -- called at once
        first.append(reported + confirmed)
        parts.append((reported, confirmed))
    reported, confirmed = parts[first.index(min(first))]
    again, received = took(lambda: report(content))
    if received.writes:
        raise SystemExit("The same file a second time would change something.")
    clear()
    some = min(peer_rows, count)
    peer = took(lambda: import_export(content, some))[0] * count / some
    clear()
    print(f"\n{count:,} rows × {len(COLUMNS)} columns, {len(content) / 1e6:.1f} MB, R0 {r0:.2f} s")
    return [
        ("reading into clean lines / R0", read / r0, 1.0, False),
        ("report / R0", reported / r0, 2.0, False),
        ("confirm / R0", confirmed / r0, 2.0, False),
        ("report and confirm / R0", min(first) / r0, 2.0, False),
        ("the same file again / the first time", again / min(first), 0.7, False),
        ("import-export's default / report and confirm", peer / min(first), 10.0, True),
        ("memory above start, MB", memory, 250, False),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 20_000])
    parser.add_argument("--runs", type=int, default=3, help="tries of which the least counts")
    parser.add_argument("--peer-rows", type=int, default=2_000, help="rows that import-export is given, then scaled")
    parser.add_argument("--strict", action="store_true", help="end with 1 when a goal is not met")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_places", province="47", verbosity=0, stdout=io.StringIO())
    province = Province.objects.get(code="47")
    Office.objects.get_or_create(defaults={"province": province, "name": "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร"})
    missed = False
    for count in given.rows:
        for what, figure, goal, more_is_better in measure(count, given.runs, given.peer_rows):
            is_met = figure >= goal if more_is_better else figure <= goal
            missed = missed or not is_met
            sign = "≥" if more_is_better else "≤"
            print(f"  {what:<48} {figure:8.2f}   {sign} {goal:<6g} {'yes' if is_met else 'NO'}")
    sys.exit(1 if missed and given.strict else 0)


if __name__ == "__main__":
    main()
