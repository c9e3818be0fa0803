"""Every hostile and every merely ordinary file, through the reader and through the command: each gets its verdict."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from office.models import Office
from office.workbooks import FileRefused, find_table, read_sheet
from registrations.actions.imports import signature_of
from registrations.models import OtopRegistration, Producer, Product, RememberedColumns
from registrations.register import COLUMNS, REQUIRED, LineReader, read_lines

from .hostile_files import (
    AGAINST,
    ALIKE,
    CITIZEN_ID,
    FILES,
    HEADER,
    ROWS,
    WRONG_DIGIT,
    Read,
    line,
    one_sheet,
    rows_file,
)


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    """The large ones are made once, and only when they are asked for."""
    return {name: content() if callable(content) else content for name, (content, _) in FILES.items()}


def run(tmp_path, content: bytes, *options: str) -> tuple[int, dict]:
    """(exit code, JSON) of the command."""
    path = tmp_path / "ทะเบียน.bin"
    path.write_bytes(content)
    return command(str(path), *options)


def command(*arguments: str) -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("import_producers", *arguments, "--json", stdout=out)
    except SystemExit as ended:
        return ended.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_there_are_enough_of_them():
    assert len(FILES) + len(ROWS) >= 120


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_refused_by_name_or_read(name, contents):
    expected = FILES[name][1]
    try:
        _, table = find_table(read_sheet(contents[name]), COLUMNS, REQUIRED)
    except FileRefused as refused:
        assert refused.code == expected
        assert "โปรด" in str(refused)
        return
    assert isinstance(expected, Read), f"read, and should have been refused as {expected}"
    assert table.blank_rows + len(table.skipped) == expected.skipped
    assert expected.told in " ".join(table.notes)


def test_the_command_gives_each_file_its_verdict_and_each_row_its_own(cast, contents, tmp_path):
    wrong = {}
    for name, (_, expected) in FILES.items():
        code, report = run(tmp_path, contents[name], "--dry-run")
        if isinstance(expected, str):
            found = (code, report["file_refused"], report["rows"])
            good = (2, expected, [])
        else:
            verdicts = {row["row"]: row["verdict"] for row in report["rows"]}
            counted = sum(report[verdict] for verdict in ("ok", "warn", "refused"))
            found = (code, report["file_refused"], report["skipped"], verdicts, counted)
            good = (0, None, expected.skipped, {**dict.fromkeys(verdicts, "ok"), **expected.rows}, len(verdicts))
        if found != good:
            wrong[name] = (found, good)
    assert wrong == {}
    assert Producer.objects.count() == 0


def test_each_row_gets_its_verdict_column_and_reason(cast, tmp_path):
    code, report = run(tmp_path, rows_file(), "--dry-run")

    assert code == 0
    assert [row["row"] for row in report["rows"]] == list(range(2, len(ROWS) + 2))
    wrong = [
        (over, verdict, column, reason, row)
        for (over, verdict, column, reason), row in zip(ROWS, report["rows"], strict=True)
        if (row["verdict"], row["column"], row["reason"]) != (verdict, column, reason)
    ]
    assert wrong == []


@pytest.mark.parametrize("at", range(len(AGAINST)))
def test_rows_are_held_against_the_rows_above(cast, at):
    rows, verdict, column, reason = AGAINST[at]
    places, table = find_table(read_sheet(one_sheet(HEADER, *(line(**over) for over in rows))), COLUMNS, REQUIRED)

    *_, last = read_lines(table, places, LineReader(Office.objects.get()))

    worst = last.worst
    assert (last.verdict, worst and worst.column, worst and worst.code) == (verdict, column, reason)


@pytest.mark.parametrize("keeps", [False, True])
def test_producers_that_are_alike_are_to_be_looked_at(cast, tmp_path, keeps):
    Office.objects.update(keeps_citizen_ids=keeps)
    for rows, verdict, column, reason in ALIKE:
        _, report = run(tmp_path, one_sheet(HEADER, *(line(**over) for over in rows)), "--dry-run")
        last = report["rows"][-1]
        assert (last["verdict"], last["column"], last["reason"]) == (verdict, column, reason)


def test_columns_are_matched_as_somebody_has_matched_the_same_headings(cast, tmp_path):
    headings = [f"ช่อง {at}" for at in range(len(COLUMNS))]
    content = one_sheet(headings, line())
    assert run(tmp_path, content, "--dry-run")[1]["file_refused"] == "no_header"

    signature = signature_of(headings)
    RememberedColumns.objects.create(signature=signature, mapping=dict(zip(COLUMNS, headings, strict=True)))

    assert run(tmp_path, content, "--dry-run")[1]["ok"] == 1


def test_good_rows_go_in_with_those_to_look_at_and_without_the_refused(cast, tmp_path):
    code, report = run(tmp_path, rows_file())

    assert (code, report["ok"], report["warn"]) == (
        0,
        sum(verdict == "ok" for _, verdict, _, _ in ROWS),
        sum(verdict == "warn" for _, verdict, _, _ in ROWS),
    )
    assert Producer.objects.count() == report["ok"] + report["warn"]
    assert OtopRegistration.objects.count() == Producer.objects.count()
    assert set(Product.objects.values_list("name", flat=True)) == {"ผ้าคลุมไหล่ย้อมคราม"}

    code, again = run(tmp_path, rows_file())
    assert (code, "ไม่มีอะไรต่างจากทะเบียน" in again["message"]) == (0, True)


def test_no_citizen_id_is_repeated_wherever_it_stood(cast, tmp_path):
    Office.objects.update(keeps_citizen_ids=True)
    number = "1100700000019"
    rows = [{column: f"เลข {number}"} for column in COLUMNS] + [
        {column: "๑-๑๐๐๗-๐๐๐๐๐-๐๑-๙"} for column in COLUMNS
    ] + [{CITIZEN_ID: WRONG_DIGIT}]  # fmt: skip

    _, report = run(tmp_path, one_sheet(HEADER, *(line(**over) for over in rows)), "--dry-run")

    said = json.dumps(report, ensure_ascii=False)
    assert report["refused"] > 10
    for wrong in (number, WRONG_DIGIT, "๑๑๐๐๗๐๐๐๐๐๐๑๙", "๑-๑๐๐๗-๐๐๐๐๐-๐๑-๙"):
        assert wrong not in said
    assert report["rows"][-1]["reason"] == "check_digit"
    assert report["rows"][-1]["verdict"] == "refused"


@pytest.mark.parametrize("name", ["ไม่มีไฟล์นี้.xlsx", ".", "/dev/null", "a\x00b"])
def test_a_file_that_is_not_there_ends_with_2_and_a_sentence(cast, name):
    code, report = command(name)

    assert code == 2
    assert report["file_refused"] in {"missing", "unreadable", "empty"}
    assert "โปรด" in report["message"]


def test_a_file_that_never_ends_is_read_no_further_than_a_file_may_be(cast):
    assert command("/dev/zero")[1]["file_refused"] == "unpacked_too_large"


def test_without_json_the_rows_to_look_at_are_told_in_words(cast, tmp_path, capsys):
    path = tmp_path / "ทะเบียน.xlsx"
    path.write_bytes(one_sheet(HEADER, line(), line(**{"อำเภอ": "ไม่มีจริง"})))

    call_command("import_producers", str(path), "--dry-run")

    said = capsys.readouterr().out
    assert "แถว 3 ไม่ผ่าน: อำเภอ: ไม่พบอำเภอ “ไม่มีจริง”" in said
    assert "ผ่าน 1 โปรดตรวจ 0 ไม่ผ่าน 1" in said
