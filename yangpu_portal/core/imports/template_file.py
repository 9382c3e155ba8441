"""The empty sheet of a kind of import as Excel shows it best, in the language of whoever takes it.

It says what each column wants, has drop-downs of what there is, and keeps codes as text and days as days.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from yangpu_portal.core.imports.sheet import DAY, MONEY, NUMBER, SheetColumn, SheetKind
from yangpu_portal.core.sheets.cells import shown_width

ROWS = 2000  # that have formats and drop-downs
_FORMATS = {DAY: "yyyy-mm-dd", MONEY: "#,##0.00", NUMBER: "0"}
_HEADER = {"bold": True, "bg_color": "#E0EDEE", "bottom": 1, "bottom_color": "#0F5A63", "valign": "vcenter"}
_NEEDED = {**_HEADER, "bg_color": "#0F5A63", "font_color": "#FFFFFF"}
_EXAMPLE = {"italic": True, "font_color": "#6B7280"}


def write_template(file: IO[bytes], kind: SheetKind) -> None:
    """Writes the sheet to fill, one that explains it, and a hidden one with what drop-downs offer."""
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(capfirst(kind.title)[:31])
    notes = book.add_worksheet(_("How to fill it"))
    lists = book.add_worksheet("lists")
    lists.hide()
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 24)
    for place, column in enumerate(kind.columns):
        _write_column(book, sheet, place, column)
        _write_choices(sheet, lists, place, column)
    _write_notes(book, notes, kind)
    book.close()


def _write_column(book: Workbook, sheet: Worksheet, place: int, column: SheetColumn) -> None:
    number_format = _FORMATS.get(column.form, "@")
    width = min(max(shown_width(str(column.title)) + 4, shown_width(column.example) + 2, 12), 44)
    sheet.set_column(place, place, width, book.add_format({"num_format": number_format}))
    title = str(capfirst(column.title))
    header = f"{title} *" if column.required else title
    sheet.write_string(0, place, header, book.add_format(_NEEDED if column.required else _HEADER))
    if note := _note(column):
        sheet.write_comment(0, place, note, {"x_scale": 1.6, "y_scale": 0.9})
    if column.example:
        style = book.add_format({**_EXAMPLE, "num_format": number_format})
        _write_example(sheet, place, column, style)


def _write_example(sheet: Worksheet, place: int, column: SheetColumn, style: Any) -> None:
    if column.form == DAY:
        sheet.write_datetime(1, place, date.fromisoformat(column.example), style)
    elif column.form in (MONEY, NUMBER):
        sheet.write_number(1, place, Decimal(column.example), style)
    else:
        sheet.write_string(1, place, str(column.example), style)


def _write_choices(sheet: Worksheet, lists: Worksheet, place: int, column: SheetColumn) -> None:
    """A list in a range: one in the validation itself may not be longer than 255 characters."""
    choices: Sequence[str] = column.choices() if column.choices else ()
    if not choices:
        return
    for number, choice in enumerate(choices):
        lists.write_string(number, place, str(choice))
    letter = xlsxwriter.utility.xl_col_to_name(place)
    sheet.data_validation(
        1,
        place,
        ROWS,
        place,
        {
            "validate": "list",
            "source": f"=lists!${letter}$1:${letter}${len(choices)}",
            "error_type": "warning",
            "error_title": _("Not in the list"),
            "error_message": _("Choose one of the list, or the row will be refused."),
        },
    )


def _write_notes(book: Workbook, notes: Worksheet, kind: SheetKind) -> None:
    bold, wrapped = book.add_format(_HEADER), book.add_format({"text_wrap": True, "valign": "top"})
    notes.set_column(0, 0, 30)
    notes.set_column(1, 1, 10)
    notes.set_column(2, 2, 70, wrapped)
    notes.set_column(3, 3, 36)
    notes.write_string(0, 0, str(kind.intro))
    notes.write_string(1, 0, _("The grey row is an example and is passed over; write beneath it or over it."))
    for place, title in enumerate((_("Column"), _("Needed"), _("What to write"), _("Example"))):
        notes.write_string(3, place, title, bold)
    for row, column in enumerate(kind.columns, start=4):
        notes.write_string(row, 0, str(capfirst(column.title)))
        notes.write_string(row, 1, _("yes") if column.required else "")
        notes.write_string(row, 2, _note(column))
        notes.write_string(row, 3, str(column.example))


def _note(column: SheetColumn) -> str:
    parts = [str(column.note)] if column.note else []
    if column.required:
        parts.insert(0, _("Needed."))
    if column.choices:
        parts.append(_("Choose from the list of the cell."))
    if column.form == DAY:
        parts.append(_("A day such as 2026-03-01; 2026年3月1日 and 2026.3.1 are read too."))
    if column.form == MONEY:
        parts.append(_("An amount such as 48000; 4.8万 and ¥48,000.00 are read too."))
    return " ".join(parts)
