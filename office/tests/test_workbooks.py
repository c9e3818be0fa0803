"""Finding the table in a sheet: headings of others, a mapping, and what is no data."""

import io

import openpyxl
import pytest

from office.workbooks import (
    UNCOMPUTED,
    FileRefused,
    Sheet,
    cell_text,
    find_table,
    headings_of,
    read_sheet,
    suggest_mapping,
    write_csv,
    write_xlsx,
)

COLUMNS = ("อำเภอ", "รหัสทะเบียน OTOP", "ชื่อกลุ่ม/ผู้ผลิต", "ชื่อ", "โทรศัพท์", "ประเภทผู้ผลิต", "ประเภทผลิตภัณฑ์")
REQUIRED = COLUMNS[:3]


def sheet(*rows) -> Sheet:
    return read_sheet(write_csv(rows))


# -- headings and mapping -------------------------------------------------------------------------------------


def test_rows_that_may_be_the_header_are_offered_with_their_own_numbers():
    found = headings_of(sheet(["ทะเบียน"], [], ["ที่", "ชื่อ", "", "ชื่อ"], ["1", "ก", "", "ข"]))

    assert (found[0].number, found[0].cells) == (3, ("ที่", "ชื่อ", "", "ชื่อ (คอลัมน์ D)"))
    assert found[0].headings == ["ที่", "ชื่อ", "ชื่อ (คอลัมน์ D)"]


def test_other_names_of_a_column_are_suggested_and_a_heading_is_given_away_once():
    suggested = suggest_mapping(["รหัสผู้ผลิต", "ชื่อผู้ประกอบการ", "เบอร์โทร", "อำเภอ"], COLUMNS)

    assert suggested == {
        "อำเภอ": "อำเภอ",
        "รหัสทะเบียน OTOP": "รหัสผู้ผลิต",
        "ชื่อกลุ่ม/ผู้ผลิต": "ชื่อผู้ประกอบการ",
        "โทรศัพท์": "เบอร์โทร",
    }


def test_what_could_be_either_is_not_suggested():
    assert suggest_mapping(["ประเภท", "รหัส", "รหัสผู้ผลิต"], COLUMNS) == {}


def test_a_mapping_says_which_heading_is_which_column():
    places, table = find_table(
        sheet(["เขต", "เลข", "ชื่อ", "ชื่อ"], ["พรรณานิคม", "470400001", "กลุ่มทอผ้า", "สมศรี"]),
        COLUMNS,
        REQUIRED,
        {"อำเภอ": "เขต", "รหัสทะเบียน OTOP": "เลข", "ชื่อกลุ่ม/ผู้ผลิต": "ชื่อ", "ชื่อ": "ชื่อ (คอลัมน์ D)"},
    )

    assert places == {"อำเภอ": 0, "รหัสทะเบียน OTOP": 1, "ชื่อกลุ่ม/ผู้ผลิต": 2, "ชื่อ": 3}
    assert table.rows == [(2, ["พรรณานิคม", "470400001", "กลุ่มทอผ้า", "สมศรี"])]


def test_a_column_that_a_person_left_out_is_not_read():
    places, table = find_table(sheet(COLUMNS, ["ก"] * 7), COLUMNS, REQUIRED, {"โทรศัพท์": ""})

    assert "โทรศัพท์" not in places
    assert "ไม่ได้อ่านคอลัมน์ โทรศัพท์" in table.notes


def test_another_name_of_the_same_thing_is_taken_and_told_where_only_one_fits():
    _, table = find_table(sheet([*REQUIRED, "เบอร์โทร"], ["ก"] * 4), COLUMNS, REQUIRED)
    assert "อ่านคอลัมน์ “เบอร์โทร” เป็น “โทรศัพท์”" in table.notes

    places, table = find_table(sheet([*REQUIRED, "เบอร์โทร", "มือถือ"], ["ก"] * 5), COLUMNS, REQUIRED)
    assert "โทรศัพท์" not in places
    assert "ไม่ได้อ่านคอลัมน์ เบอร์โทร, มือถือ" in table.notes


@pytest.mark.parametrize("heading", ["รหัส", "รหัสผู้ผลิต", "เลขทะเบียน"])
def test_a_required_column_is_never_taken_from_a_heading_that_is_only_like_it(heading):
    with pytest.raises(FileRefused) as refused:
        find_table(sheet(["อำเภอ", heading, "ชื่อกลุ่ม/ผู้ผลิต"], ["ก"] * 3), COLUMNS, REQUIRED)

    assert refused.value.code == "missing_column"
    assert "รหัสทะเบียน OTOP" in str(refused.value)


# -- what is no data ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["รวม", "", "25 ราย"], "แถวรวม"),
        (["", "", "รวมทั้งสิ้น 25 ราย"], "แถวรวม"),
        (["รวมอำเภอพรรณานิคม", "12"], "แถวรวม"),
        (["Total", "25"], "แถวรวม"),
        (["* หมายเหตุ ข้อมูลเบื้องต้น"], "หมายเหตุ"),
        (["ข้อมูล ณ วันที่ 1 ตุลาคม 2564"], "หมายเหตุ"),
        (["หน้า 2/3"], "หมายเหตุ"),
        (["", "", "", "(ลงชื่อ)..............ผู้รายงาน"], "ลายมือชื่อ"),
        (["", "", "", "...................."], "ลายมือชื่อ"),
    ],
)
def test_totals_notes_and_signatures_are_left_out_and_named(cells, why):
    _, table = find_table(sheet(COLUMNS, ["พรรณานิคม", "470400001", "กลุ่ม"], cells), COLUMNS, REQUIRED)

    assert [number for number, _ in table.rows] == [2]
    assert [(each.row, each.why) for each in table.skipped] == [(3, why)]
    assert f"ข้าม{why} แถว 3" in table.notes


@pytest.mark.parametrize(
    "cells",
    [
        ["พรรณานิคม", "", "รวมใจทอผ้า"],
        ["", "470400002", "รวม"],
        ["รวม", "470400002", ""],
        ["", "", "รวมใจทอผ้า"],
        ["พรรณานิคม", "", "หมายเหตุ"],
        ["", "", "กลุ่มจักสาน"],
        ["รวมมิตร"],
        ["รวม", "47-04-00002"],
    ],
)
def test_a_line_that_may_be_somebody_is_never_left_out(cells):
    _, table = find_table(sheet(COLUMNS, cells, ["พรรณานิคม", "470400001", "กลุ่ม"]), COLUMNS, REQUIRED)

    assert [number for number, _ in table.rows] == [2, 3]
    assert table.skipped == []


def test_rows_below_a_note_are_part_of_it_until_a_line_of_data_comes():
    _, table = find_table(
        sheet(
            COLUMNS,
            ["พรรณานิคม", "470400001", "ก"],
            ["หมายเหตุ"],
            ["", "ตัวเลขเบื้องต้น"],
            ["พรรณานิคม", "470400002", "ข"],
            ["พัฒนาการอำเภอ"],
        ),
        COLUMNS,
        REQUIRED,
    )

    assert [number for number, _ in table.rows] == [2, 5, 6]
    assert [each.row for each in table.skipped] == [3, 4]


def test_blank_rows_are_counted_between_the_header_and_the_last_row_only():
    _, table = find_table(sheet([], COLUMNS, [], ["ก"] * 7, ["", " "], ["ก"] * 7, [], []), COLUMNS, REQUIRED)

    assert (table.header_row, table.blank_rows) == (2, 2)


# -- cells ----------------------------------------------------------------------------------------------------


def test_values_are_those_that_openpyxl_gives():
    """Our reader and the library's agree on a workbook of everyday values, dates and formats."""
    book = openpyxl.Workbook()
    values = [1, 2.5, "ก ข", True, "", "1e5", 470400001.0, 0.1, -3, "x" * 300]
    book.active.append(values)
    for place, (value, form) in enumerate([(43586, "dd/mm/yyyy"), (43586.75, "d mmm yy h:mm"), (43586, "0.00")], 1):
        cell = book.active.cell(row=2, column=place, value=value)
        cell.number_format = form
    out = io.BytesIO()
    book.save(out)

    tab = openpyxl.load_workbook(io.BytesIO(out.getvalue()), read_only=True, data_only=True).active
    theirs = [[cell_text(value) for value in row] for row in tab.iter_rows(values_only=True)]
    ours = [[cell_text(value) for value in cells] for _, cells in read_sheet(out.getvalue()).rows]
    width = max(map(len, theirs))
    assert [row + [""] * (width - len(row)) for row in ours] == [row + [""] * (width - len(row)) for row in theirs]


def test_a_formula_that_nobody_worked_out_is_no_empty_cell():
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "ก"])
    out = io.BytesIO()
    book.save(out)

    read = read_sheet(out.getvalue())

    assert read.rows == [(1, [UNCOMPUTED, "ก"])]
    assert read.formulas == {1: {0}}
    assert cell_text(UNCOMPUTED) == ""


def test_what_we_write_is_read_back():
    rows = [["ชื่อ", "รหัส"], ["=1+1", "047010001"]]
    assert [[cell_text(cell) for cell in cells] for _, cells in read_sheet(write_xlsx(rows)).rows] == rows
