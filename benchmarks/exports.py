#!/usr/bin/env python
"""python benchmarks/exports.py [--rows 16084] [--runs 3]: the files of 16,084 entries × 30 columns beside a bare write.

The bare write puts the same cells, known beforehand, into the same kind of file with nothing between: openpyxl's
write-only sheet, and csv.writer.  Ours goes the project's way: rows from a generator, each cell looked at, a second
sheet.  Printed: seconds (the least of the runs), the ratio with its target, and peak memory above the start.
"""

import argparse
import csv
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opc_site.settings")

import django

django.setup()

import openpyxl  # noqa: E402

from office.exports import csv_lines, save_xlsx  # noqa: E402

COLUMNS = 30
TARGET = 2.0
WORDS = ("กลุ่มทอผ้าย้อมครามบ้านดอนกอย", "47010012345", "ผ้าและเครื่องแต่งกาย", "เมืองสกลนคร", "65-TEXTILE-0001", "ยื่นแล้ว")


def rows(number: int) -> Iterator[list[object]]:
    for row in range(number):
        yield [row if place % 10 == 9 else f"{WORDS[place % len(WORDS)]} {row}" for place in range(COLUMNS)]


def headings() -> list[str]:
    return [f"คอลัมน์ {place}" for place in range(COLUMNS)]


def bare_xlsx(number: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    tab = book.create_sheet("ข้อมูล")
    tab.append(headings())
    for row in rows(number):
        tab.append(row)
    with tempfile.TemporaryFile() as file:
        book.save(file)


def our_xlsx(number: int) -> None:
    with tempfile.TemporaryFile() as file:
        save_xlsx(file, headings(), rows(number), about=[("ส่งออกโดย", "ผู้ทดสอบ")])


def bare_csv(number: int) -> None:
    with tempfile.TemporaryFile("w+", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings())
        writer.writerows(rows(number))


def our_csv(number: int) -> None:
    with tempfile.TemporaryFile() as file:
        for piece in csv_lines(headings(), rows(number)):
            file.write(piece)


def least(work: Callable[[int], None], number: int, runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        work(number)
        times.append(time.process_time() - start)
    return min(times)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=16_084)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--strict", action="store_true", help="end with 1 when a target is not met")
    asked = parser.parse_args()
    missed, before = 0, peak()
    our_csv(asked.rows)
    our_xlsx(asked.rows)
    print(f"{asked.rows:,} × {COLUMNS}: peak memory of ours {peak() - before:.0f} MB above the start")
    for name, bare, ours in (("xlsx", bare_xlsx, our_xlsx), ("csv", bare_csv, our_csv)):
        plain, own = least(bare, asked.rows, asked.runs), least(ours, asked.rows, asked.runs)
        missed += own > TARGET * plain
        print(f"{name}: bare {plain:.2f} s, ours {own:.2f} s CPU, {own / plain:.2f} × (target ≤ {TARGET:.0f} ×)")
    sys.exit(1 if asked.strict and missed else 0)


if __name__ == "__main__":
    main()
