"""Excel books written row by row: what is written is on disk, so that memory does not grow with the rows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from yangpu_portal.core.sheets.cells import Cell, Money, Share, shown_width

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # below the header
_LONGEST_TEXT = 32_767
_NARROWEST, _WIDEST = 8, 60
_MEASURED = 500  # rows that tell how wide the columns are
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# How Excel names currencies in formats of numbers; others stand by their code.
_SIGNS = {"CNY": "[$¥-804]", "USD": "[$$-409]", "EUR": "[$€-407]", "GBP": "[$£-809]"}
_HEADER = {"bold": True, "bg_color": "#E0EDEE", "bottom": 1, "bottom_color": "#0F5A63", "valign": "top"}
Write = Callable[[int, int, Any], Any]


class Book:
    """A book that is written into a file once; use as a context, sheets one after the other.

    Args:
        made: stands in the file as when it was made, so that equal data give equal bytes.
    """

    def __init__(self, file: IO[bytes], *, title: str, made: datetime | None = None) -> None:
        self._book = xlsxwriter.Workbook(file, _OPTIONS)
        properties: dict[str, Any] = {"title": title}
        if made:
            properties["created"] = made.replace(tzinfo=None)
        self._book.set_properties(properties)
        self._formats: dict[str, Format] = {}
        self._header = self._book.add_format(_HEADER)
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_error: Any) -> None:
        self._book.close()  # after an error too, or its temporary files stay

    def add_sheet(
        self, name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, wrap: bool = False
    ) -> int:
        """Writes a table with a frozen header, a filter, and columns as wide as what stands in them.

        Returns:
            how many rows were written; beyond what a sheet holds they go on in another one.
        """
        count, number, rest = 0, 1, iter(rows)
        while True:
            title = _sheet_name(name if number == 1 else f"{name[:26]} {number}")
            written = self._fill(self._book.add_worksheet(title), headers, islice(rest, MOST_ROWS), wrap)
            count, number = count + written, number + 1
            if written < MOST_ROWS:
                return count

    def _fill(
        self, sheet: Worksheet, headers: Sequence[str], rows: Iterable[Sequence[Cell]], wrap: bool
    ) -> int:
        rest = iter(rows)
        measured = list(islice(rest, _MEASURED))
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            cells = (row[column] for row in measured)
            width = max([shown_width(header) + 3, *map(shown_width, cells)])
            sheet.set_column(column, column, min(max(width + 1, _NARROWEST), _WIDEST))
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, self._header)
        writers = self._writers(sheet, wrap)
        count = 0
        for part in (measured, rest):
            for row in part:
                count += 1
                for column, cell in enumerate(row):
                    if cell is not None and cell != "":
                        writers[type(cell)](count, column, cell)
        sheet.autofilter(0, 0, count, max(len(headers) - 1, 0))
        return count

    def _writers(self, sheet: Worksheet, wrap: bool) -> dict[type, Write]:
        day, moment = self._format("yyyy-mm-dd"), self._format("yyyy-mm-dd hh:mm")
        plain, percent = self._format("General"), self._format("0.0%")
        text = self._wrapped if wrap else None
        write_text, write_number = sheet.write_string, sheet.write_number
        return {
            str: lambda y, x, cell: write_text(y, x, cell[:_LONGEST_TEXT], text),
            int: write_number,
            float: write_number,
            Decimal: lambda y, x, cell: write_number(y, x, float(cell), plain),
            Money: lambda y, x, cell: write_number(y, x, float(cell.amount), self._money(cell.currency)),
            Share: lambda y, x, cell: write_number(y, x, cell.value, percent),
            datetime: lambda y, x, cell: sheet.write_datetime(y, x, cell, moment),
            date: lambda y, x, cell: sheet.write_datetime(y, x, cell, day),
        }

    def _money(self, currency: str) -> Format:
        sign = _SIGNS.get(currency)
        return self._format(f"{sign}#,##0.00" if sign else f'#,##0.00 "{_letters(currency)}"')

    def _format(self, code: str) -> Format:
        if code not in self._formats:
            self._formats[code] = self._book.add_format({"num_format": code, "valign": "top"})
        return self._formats[code]


def _letters(currency: str) -> str:
    return "".join(sign for sign in currency if sign.isalnum())


def _sheet_name(name: str) -> str:
    """What Excel takes as the name of a sheet: at most 31 signs, none of them one of its own."""
    kept = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip(" '")
    return kept[:31] or "1"
