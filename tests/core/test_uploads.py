"""Files made to exhaust or to act are refused before they are opened, in less than 100 ms of a processor."""

import io
import time
import zipfile

import pytest
from django.utils import translation
from openpyxl import Workbook

from yangpu_portal.core.tables import TableError
from yangpu_portal.core.tables.uploads import check_upload, read_upload

LIMIT = 0.1  # seconds of the processor
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def a_book(*rows):
    book = Workbook()
    for row in rows or (["id", "title"], [1, "A"]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(content, **parts):
    """The book with parts added or put in place of others."""
    result = io.BytesIO()
    names = {name.replace("__", "/"): data for name, data in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in names:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, data in names.items():
            new.writestr(name, data)
    return result.getvalue()


def a_sheet(rows, dimension="A1:B2"):
    return (
        f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def with_sheet(sheet):
    return changed(a_book(), **{"xl__worksheets__sheet1.xml": sheet})


def laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    start = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'.encode()
    return start + a_sheet('<row r="1"><c t="inlineStr"><is><t>&l9;</t></is></c></row>')


def many_cells():
    return a_sheet('<row r="1">' + "".join(f'<c r="A{n}"/>' for n in range(1_000_000)) + "</row>")


BOMBS = {
    "zip bomb": lambda: with_sheet(a_sheet("<row/>" * 30_000_000)),
    "shared strings": lambda: changed(a_book(), **{"xl__sharedStrings.xml": b"<sst>" + b"\0" * 80_000_000}),
    "billion laughs": lambda: with_sheet(laughs()),
    "a million empty columns": lambda: with_sheet(many_cells()),
    "a formula": lambda: with_sheet(a_sheet('<row r="1"><c r="C7"><f>A1*2</f><v>4</v></c></row>')),
    "a formula with a prefix": lambda: with_sheet(
        a_sheet('<x:row r="1"><x:c r="C7"><x:f>1</x:f></x:c></x:row>')
    ),
    "macros": lambda: changed(a_book(), **{"xl__vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "links to other books": lambda: changed(a_book(), **{"xl__externalLinks__externalLink1.xml": b"<a/>"}),
    "an old file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
    "too many parts": lambda: changed(a_book(), **{f"xl__media__{n}.png": b"" for n in range(2000)}),
}
WORDS = {
    "a formula": "formulas, the first in cell C7",
    "a formula with a prefix": "formulas, the first in cell C7",
    "macros": "macros",
    "links to other books": "other workbooks",
    "a million empty columns": "columns",
    "an old file": "old Excel file",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_once_and_by_name(tmp_path, name):
    path = tmp_path / "f00.xlsx"
    path.write_bytes(BOMBS[name]())
    begun = time.process_time()
    with pytest.raises(TableError, match=WORDS.get(name, "more than a table needs")) as caught:
        check_upload(path, "members.xlsx")
    assert time.process_time() - begun < LIMIT
    assert "members.xlsx" in str(caught.value)
    assert "f00" not in str(caught.value)


def test_a_claim_of_a_huge_sheet_costs_nothing(tmp_path):
    path = tmp_path / "f00.xlsx"
    cell = '<c r="{}1" t="inlineStr"><is><t>{}</t></is></c>'
    rows = f'<row r="1">{cell.format("A", "id")}{cell.format("B", "title")}</row>'
    rows += '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    path.write_bytes(with_sheet(a_sheet(rows, "A1:XFD1048576")))
    begun = time.process_time()
    table = read_upload(path, "members.xlsx")
    assert [row.cells for row in table.rows] == [{"id": 1, "title": 2}]
    assert time.process_time() - begun < LIMIT


def test_an_honest_file_of_twenty_thousand_rows_passes(tmp_path):
    path = tmp_path / "f00.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(20_000):
        sheet.append([number, f"公司{number}", "91310110MA1GD4NN28", 48000.5])
    book.save(path)
    begun = time.process_time()
    check_upload(path, "members.xlsx")
    assert time.process_time() - begun < 10 * LIMIT
