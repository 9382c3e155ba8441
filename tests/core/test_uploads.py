"""Files made to exhaust or to act are refused before they are opened, in less than 100 ms of a processor."""

import io
import random
import struct
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


def with_empty_entries():
    """Honest end record, and in front of it one of ZIP64 with a directory of a hundred thousand entries,
    which `zipfile` believes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
    content = file.getvalue()
    start = content.index(b"PK\x01\x02")
    entry = content[start : content.index(b"PK\x05\x06")]
    listed = entry * 100_000
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 100_000, 100_000, len(listed), start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + len(listed), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), start, 0)
    return content[:start] + listed + record + locator + end


def many(tag, count):
    """Elements with some noise between them, so that they do not shrink like a bomb."""
    noise = random.Random(1).randbytes(count // 8).hex()
    return "".join(f"<{tag}/>{noise[place : place + 1]}" for place in range(count)).encode()


def many_cells():
    return a_sheet('<row r="1">' + "".join(f'<c r="A{n}"/>' for n in range(100_000)) + "</row>")


BOMBS = {
    "zip bomb": lambda: with_sheet(a_sheet("<row/>" * 2_000_000)),
    "shared strings": lambda: changed(a_book(), **{"xl__sharedStrings.xml": b"<sst>" + b"\0" * 20_000_000}),
    "billion laughs": lambda: with_sheet(laughs()),
    "a hundred thousand empty columns": lambda: with_sheet(many_cells()),
    "a formula": lambda: with_sheet(a_sheet('<row r="1"><c r="C7"><f>A1*2</f><v>4</v></c></row>')),
    "a formula with a prefix": lambda: with_sheet(
        a_sheet('<x:row r="1"><x:c r="C7"><x:f>1</x:f></x:c></x:row>')
    ),
    "macros": lambda: changed(a_book(), **{"xl__vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "links to other books": lambda: changed(a_book(), **{"xl__externalLinks__externalLink1.xml": b"<a/>"}),
    "an old file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
    "a directory of a hundred thousand": with_empty_entries,
    "shared texts beyond measure": lambda: changed(
        a_book(), **{"xl__sharedStrings.xml": b"<sst>" + many("si", 800_000) + b"</sst>"}
    ),
    "styles beyond measure": lambda: changed(
        a_book(), **{"xl__styles.xml": b"<styleSheet>" + many("xf", 300_000) + b"</styleSheet>"}
    ),
    "too many parts": lambda: changed(a_book(), **{f"xl__media__{n}.png": b"" for n in range(2000)}),
}
WORDS = {
    "a formula": "formulas, the first in cell C7",
    "a formula with a prefix": "formulas, the first in cell C7",
    "macros": "macros",
    "links to other books": "other workbooks",
    "a hundred thousand empty columns": "columns",
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


def upload(tmp_path, content):
    path = tmp_path / "f00.xlsx"
    path.write_bytes(content)
    return read_upload(path, "members.xlsx")


@pytest.mark.parametrize(
    "content", [b"id\n" + b"1\n" * 90, b"id\r" + b"1\r" * 90, b"[" + b'{"id": 1},' * 91 + b"{}]"]
)
def test_rows_of_text_are_counted_however_they_end(tmp_path, content):
    path = tmp_path / "f00.txt"
    path.write_bytes(content)
    assert check_upload(path, "list.txt") in (91, 92)


def test_names_and_bytes_that_are_broken_are_damage(tmp_path):
    name = b"xl/workbook.xml"
    for content in (
        changed(a_book(), **{"xl__worksheets__é.xml": b"<a/>"}).replace("é".encode(), b"\xff\xff"),
        (book := a_book()).replace(book[(start := book.index(name)) + 20 : start + 60], b"\xff" * 40),
    ):
        with pytest.raises(TableError, match=r"members.xlsx is damaged"):
            upload(tmp_path, content)


@pytest.mark.parametrize("where", [0xFFFF_FFF0, 2**63, 2**64 - 1])
def test_parts_outside_of_the_file_are_damage(tmp_path, where):
    """In the directory, as four bytes or as eight of ZIP64 in the extra field."""
    book = a_book()
    start = book.index(b"PK\x01\x02")
    entry = bytearray(book[start:])
    struct.pack_into("<L", entry, 42, min(where, 0xFFFF_FFFF))
    if where > 0xFFFF_FFFF:
        length = struct.unpack_from("<H", entry, 28)[0]
        struct.pack_into("<H", entry, 30, 12)
        entry[46 + length : 46 + length] = struct.pack("<2HQ", 1, 8, where)
        end = entry.rindex(b"PK\x05\x06")
        struct.pack_into("<L", entry, end + 12, end)
    with pytest.raises(TableError, match=r"members.xlsx is damaged"):
        upload(tmp_path, book[:start] + bytes(entry))


def test_formulas_of_sheets_that_are_not_read_do_not_matter(tmp_path):
    book = Workbook()
    book.active.append(["id", "title"])
    book.active.append([1, "A"])
    book.create_sheet("totals").append(["=COUNTA(Sheet!A:A)"])
    content = io.BytesIO()
    book.save(content)
    assert [row.cells for row in upload(tmp_path, content.getvalue()).rows] == [{"id": 1, "title": "A"}]


def test_one_long_text_in_all_rows_is_too_much(tmp_path):
    texts = f'<sst xmlns="{MAIN}"><si><t>id</t></si><si><t>{"x" * 4_900_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{min(n - 1, 1)}</v></c></row>' for n in range(1, 15))
    book = with_sheet(a_sheet(rows))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = zipfile.ZipFile(io.BytesIO(book)).read("[Content_Types].xml").decode()
    types = types.replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    table = upload(tmp_path, changed(book, **{"xl__sharedStrings.xml": texts, "[Content_Types].xml": types}))
    with pytest.raises(TableError, match="more than a table needs"):
        list(table.rows)


def test_an_honest_file_of_twenty_thousand_rows_passes(tmp_path):
    path = tmp_path / "f00.xlsx"
    text = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'
    path.write_bytes(
        with_sheet(
            a_sheet(
                "".join(
                    f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>{text.format("B", n, f"公司{n}")}'
                    f'{text.format("C", n, "91310110MA1GD4NN28")}<c r="D{n}"><v>48000.5</v></c></row>'
                    for n in range(1, 20_001)
                )
            )
        )
    )
    begun = time.process_time()
    assert check_upload(path, "members.xlsx") == 20_000
    assert time.process_time() - begun < 10 * LIMIT
