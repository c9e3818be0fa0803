"""The base of every import and export: Excel and CSV only, rows held to the model, nothing that runs as a formula.

django-import-export does not validate rows unless told to, counts rows from the data instead of the sheet, and
rewrites formulas in its own way; what our rooms share about it is said here once.
"""

from collections.abc import Sequence
from typing import Any

import tablib
from import_export import resources
from import_export.formats.base_formats import TablibFormat
from import_export.results import Result

from .workbooks import find_table, read_sheet, write_csv, write_xlsx


class SheetResult(Result):
    """An import's result that counts rows as the spreadsheet does, and carries sentences for the reader.

    row_numbers: the sheet's own number of each row, in order.  notes: about the whole file.  row_notes: (row number,
    sentence) about rows that go in with a small repair.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_numbers: Sequence[int] = ()
        self.notes: list[str] = []
        self.row_notes: list[tuple[int, str]] = []

    def sheet_row(self, number: int) -> int:
        """The sheet's number of the data row that import-export counts as `number`, from 1."""
        return self.row_numbers[number - 1] if len(self.row_numbers) >= number else number + 1

    @property
    def refusals(self) -> list[tuple[int, str, str]]:
        """(row number of the sheet, column, sentence) for everything that stands against the file, row by row."""
        found = [
            (self.sheet_row(row.number), "" if column == "__all__" else column, sentence)
            for row in self.invalid_rows
            for column, sentences in row.error_dict.items()
            for sentence in sentences
        ]
        found += [
            (self.sheet_row(row.number), "", "ระบบอ่านแถวนี้ไม่ได้ โปรดตรวจแถวนี้ หรือแจ้งผู้ดูแลระบบพร้อมไฟล์")
            for row in self.error_rows
        ]
        return sorted(found)


class ThaiResource(resources.ModelResource):
    """Meta of a subclass: `class Meta(ThaiResource.Meta): model = …`."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    # Headings without which a file is refused; empty: the resource only goes out.
    required_columns: Sequence[str] = ()

    @classmethod
    def get_result_class(cls) -> type[SheetResult]:
        return SheetResult

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls._meta.model._meta.verbose_name)

    def columns(self) -> list[str]:
        return [field.column_name for field in self.get_import_fields()]

    def dataset(self, content: bytes) -> tablib.Dataset:
        """The file as import-export's table; its `row_numbers` and `notes` tell where each row stood.

        Raises FileRefused.
        """
        places, table = find_table(read_sheet(content), self.columns(), self.required_columns)
        data = tablib.Dataset(headers=list(places))
        data.row_numbers = [number for number, _ in table.rows]
        data.notes = table.notes
        for _, cells in table.rows:
            data.append([cells[place] if place < len(cells) else None for place in places.values()])
        return data

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.row_numbers = getattr(dataset, "row_numbers", range(2, len(dataset) + 2))
        self.notes = list(getattr(dataset, "notes", ()))
        self.row_notes: list[tuple[int, str]] = []

    def after_import(self, dataset: tablib.Dataset, result: SheetResult, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        result.row_numbers, result.notes, result.row_notes = self.row_numbers, self.notes, self.row_notes


class ThaiXLSX(TablibFormat):
    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def get_title(self) -> str:
        return "Excel (.xlsx)"

    def get_extension(self) -> str:
        return "xlsx"

    def can_import(self) -> bool:
        return True

    can_export = can_import

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return write_xlsx([dataset.headers, *dataset])


class ThaiCSV(ThaiXLSX):
    CONTENT_TYPE = "text/csv; charset=utf-8"

    def get_title(self) -> str:
        return "CSV (UTF-8)"

    def get_extension(self) -> str:
        return "csv"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return write_csv([dataset.headers, *dataset])


FORMATS = [ThaiXLSX, ThaiCSV]
