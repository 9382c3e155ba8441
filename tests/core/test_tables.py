"""Files of every kind, whole and broken, as tables."""

import json
import time
import tracemalloc
import zipfile
from datetime import datetime

import pytest
from django.utils import translation
from openpyxl import Workbook

from yangpu_portal.core.tables import CellFault, TableError, read_table


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def write(tmp_path):
    """Writes a file and returns its path."""

    def write_file(name, content, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write_file


@pytest.fixture
def workbook(tmp_path):
    def write_workbook(*rows, name="table.xlsx"):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write_workbook


def cells(table):
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write, delimiter):
    lines = [["id", "title", "abstract"], ["1", "A pump", '"Light, quiet; cheap|small"']] * 1
    table = read_table(write("a.csv", "\n".join(delimiter.join(line) for line in lines)))
    assert table.columns == ("id", "title", "abstract")
    assert cells(table) == [{"id": "1", "title": "A pump", "abstract": "Light, quiet; cheap|small"}]


def test_commas_inside_text_do_not_outweigh_the_semicolons_of_the_header(write):
    rows = "\n".join(f"{number};Light, quiet, small, cheap;x" for number in range(30))
    assert read_table(write("a.csv", f"id;title;note\n{rows}")).columns == ("id", "title", "note")


def test_a_single_column_is_not_divided(write):
    table = read_table(write("a.csv", "title\nA pump\nA valve, light and quiet\n"))
    assert cells(table) == [{"title": "A pump"}, {"title": "A valve, light and quiet"}]


def test_excels_own_delimiter_line_is_followed_and_left_out(write):
    assert cells(read_table(write("a.csv", "sep=|\nid|title\n1|A, B\n"))) == [{"id": "1", "title": "A, B"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings(write, encoding):
    text = "编号,标题\n1,一种无人机电池快换装置\n2,镁合金轮毂 5 µm\n3,a\n4,b\n"
    table = read_table(write("a.csv", text, encoding))
    assert table.columns == ("编号", "标题")
    assert cells(table)[1]["标题"] == "镁合金轮毂 5 µm"


def test_western_text_is_not_taken_for_chinese(write):
    table = read_table(write("a.csv", "id,title\n1,Café résumé at 5 µm\n", "windows-1252"))
    assert cells(table) == [{"id": "1", "title": "Café résumé at 5 µm"}]


def test_broken_bytes_spoil_their_cell_alone(write):
    good = "".join(f"{number},新型电池\n" for number in range(50)).encode()
    rows = list(read_table(write("a.csv", b"id,title\n" + good + b"99,\xe7\x94\xff\n")).rows)
    assert rows[0].cells["title"] == "新型电池"
    assert isinstance(rows[-1].cells["title"], CellFault)
    assert rows[-1].cells["id"] == "99"


def test_cells_over_several_lines_keep_the_line_the_row_begins_on(write):
    text = 'id,text\n1,"Title: A\nAbstract: B"\n2,x\n'
    assert [(row.number, row.cells["text"]) for row in read_table(write("a.csv", text)).rows] == [
        (2, "Title: A\nAbstract: B"),
        (4, "x"),
    ]


def test_empty_rows_are_passed_over(write):
    table = read_table(write("a.csv", "id,title\r\n1,A\r\n" + ",\r\n" * 5000 + "\r\n\r\n2,B\r\n"))
    assert [(row.number, row.cells["id"]) for row in table.rows] == [(2, "1"), (5005, "2")]


def test_rows_wider_than_the_header_are_faulty(write):
    rows = list(read_table(write("a.csv", "id,title\n1,A\n2,B,C\n3,D\n4,E,\n5,F\n")).rows)
    assert [row.number for row in rows if row.fault] == [3]
    assert "3 cells under 2 columns" in rows[1].fault


def test_rows_narrower_than_the_header_are_noted(write):
    rows = list(read_table(write("a.csv", "id,title,note\n1,A,x\n2,B\n3,C,y\n")).rows)
    assert [bool(row.note) for row in rows] == [False, True, False]
    assert rows[1].cells == {"id": "2", "title": "B"}


def test_a_quotation_mark_never_closed_is_a_fault_of_its_row(write):
    rows = list(read_table(write("a.csv", 'id,title\n1,A\n2,"B\n3,C\n4,D\n')).rows)
    assert [(row.number, bool(row.fault)) for row in rows] == [(2, False), (3, True)]
    assert "line 3" in rows[1].fault


def test_a_cell_beyond_all_measure_is_a_fault_of_its_row(write):
    rows = list(read_table(write("a.csv", "id,title\n1,A\n2," + "x" * 2_500_000 + "\n3,C\n")).rows)
    assert rows[0].cells["title"] == "A"
    assert rows[-1].cells["title"] == "C"
    assert any(row.fault for row in rows)


def test_captions_above_the_header_are_passed_over(workbook):
    path = workbook(["2026年科技成果汇总表"], ["填表日期：三月"], ["编号", "标题"], [1, "电池"])
    table = read_table(path)
    assert table.columns == ("编号", "标题")
    assert [(row.number, row.cells["标题"]) for row in table.rows] == [(4, "电池")]


def test_a_header_is_known_by_its_names(workbook):
    path = workbook(["填报单位：", "科委", "单位：元"], ["企业", None, "会费"], ["编号", "标题"], [1, "电池"])
    assert read_table(path, knows=["编号", "标题"].__contains__).columns == ("编号", "标题")


def test_nameless_and_repeated_columns_get_names_of_their_own(write):
    table = read_table(write("a.csv", "title,,title\nA,B,C\n"))
    assert cells(table) == [{"title": "A", "#2": "B", "title (2)": "C"}]


def test_workbook_cells_keep_their_types(workbook):
    table = read_table(
        workbook(["id", "title", "day"], [1.0, "A", datetime(2015, 3, 10)], [None] * 3, [2, "B"])
    )
    assert [row.number for row in table.rows] == [2, 4]
    first = next(read_table(workbook(["id", "day"], [1.0, datetime(2015, 3, 10)])).rows)
    assert first.cells == {"id": 1, "day": datetime(2015, 3, 10)}


def test_numbers_without_end_and_errors_in_headers(tmp_path):
    row = f'<row r="1">{inline("A1", "id")}<c r="B1" t="e"><v>#REF!</v></c></row>'
    table = read_table(sheet_book(tmp_path, f'{row}<row r="2"><c r="A2"><v>1E999</v></c></row>'))
    assert table.columns == ("id", "#2")
    assert "A2" in next(table.rows).cells["id"].reason


def test_formulas_without_stored_values_and_error_cells_are_faults(workbook):
    row = next(read_table(workbook(["id", "title", "note"], [1, '="A"&"B"', "#REF!"])).rows)
    assert "B2" in row.cells["title"].reason
    assert "#REF!" in row.cells["note"].reason


def test_the_sheet_is_chosen_by_name(tmp_path):
    book = Workbook()
    book.active.append(["note", "by"])
    sheet = book.create_sheet("成果")
    sheet.append(["id", "title"])
    sheet.append([1, "A"])
    book.save(tmp_path / "two.xlsx")
    assert cells(read_table(tmp_path / "two.xlsx", sheet="成果")) == [{"id": 1, "title": "A"}]
    with pytest.raises(TableError, match="Sheet, 成果"):
        read_table(tmp_path / "two.xlsx", sheet="Offers")


def test_json_objects_are_flattened(write):
    record = {"id": "1", "attributes": {"name": "A", "tags": [{"name": "x"}, "y", None]}, "none": None}
    table = read_table(write("a.json", json.dumps({"meta": {"pages": 1}, "data": [record]})))
    assert cells(table) == [{"id": "1", "attributes.name": "A", "attributes.tags": ["x", "y"]}]


def test_of_several_json_lists_one_is_chosen_by_name(write):
    path = write("a.json", json.dumps({"offers": [{"id": 1}], "people": [{"id": 2}]}))
    with pytest.raises(TableError, match="offers, people"):
        read_table(path)
    assert cells(read_table(path, sheet="people")) == [{"id": 2}]


def test_json_lines_are_known_by_their_content_and_bad_ones_reported(write):
    table = read_table(write("a.txt", '{"id": 1}\n\n{"id": 2, "title": "B"\n[3]\n{"title": "D", "n": NaN}\n'))
    rows = list(table.rows)
    assert table.columns == ("id", "title")
    assert [(row.number, bool(row.fault)) for row in rows] == [(1, False), (3, True), (4, True), (5, False)]
    assert rows[-1].cells == {"title": "D"}


def test_json_nested_beyond_reason_is_one_bad_line(write):
    rows = list(read_table(write("a.jsonl", '{"id": 1}\n' + "[" * 100_000 + "\n")).rows)
    assert [bool(row.fault) for row in rows] == [False, True]


HTML = b"<!DOCTYPE html><html><table><tr><td>id</td></tr></table></html>"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("offers.csv", b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        ("offers.csv", b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        ("offers.csv", b"MZ\x90\0\x03", "EXE"),
        ("offers.xls", HTML, "HTML"),
        ("offers.csv", b"\xef\xbb\xbf  " + HTML, "HTML"),
        ("offers.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx"),
        ("offers.csv", bytes(range(1, 32)) * 50, "not a text file"),
        ("offers.csv", b"", "empty"),
        ("offers.csv", b"\n\n  \n", "no rows"),
        ("offers.json", b'{"a": 1', "not JSON"),
        ("offers.json", b'{"a": [1, 2]}', "no list of objects"),
        ("offers.jsonl", b"not json\n", "no JSON object"),
        ("offers.xlsx", b"PK\x03\x04" + bytes(200), "damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(write, name, content, message):
    with pytest.raises(TableError, match=message) as refusal:
        read_table(write(name, content))
    assert "\n" not in str(refusal.value)


def test_missing_files_folders_and_large_files_are_refused(tmp_path, write):
    for path in (tmp_path / "none.csv", tmp_path, tmp_path / "nul\0.csv"):
        with pytest.raises(TableError):
            read_table(path)
    with pytest.raises(TableError, match="at most 1 MB"):
        read_table(write("large.csv", b"id,title\n" + b"1,A\n" * 500_000), size_limit=1_000_000)


def test_more_than_a_thousand_columns_are_refused(write, workbook):
    wide = [f"c{number}" for number in range(1_001)]
    for path in (
        write("a.csv", ",".join(wide) + "\n" + ",".join(wide)),
        write("a.jsonl", json.dumps(dict.fromkeys(wide, "x"))),
        workbook(wide, wide),
    ):
        with pytest.raises(TableError, match="columns"):
            read_table(path)


def archive(path, entries, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in entries:
            file.writestr(name, content)
    return path


def bombs(tmp_path):
    book = ("xl/workbook.xml", "<workbook/>")
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    yield archive(tmp_path / "ratio.xlsx", [book, ("xl/worksheets/sheet1.xml", bytes(60_000_000))])
    yield archive(tmp_path / "many.xlsx", [book, *((f"xl/worksheets/{n}.xml", "") for n in range(2_000))])
    yield archive(tmp_path / "entity.xlsx", [book, ("xl/worksheets/sheet1.xml", entities)])
    yield archive(tmp_path / "wide16.xlsx", [book, ("xl/styles.xml", entities.encode("utf-16"))])
    yield archive(tmp_path / "plain.xlsx", [book, ("xl/styles.xml", bytes(25_000_000))], zipfile.ZIP_STORED)


def test_bombs_are_refused_quickly_and_in_little_memory(tmp_path):
    for path in bombs(tmp_path):
        tracemalloc.start()
        begun = time.perf_counter()
        with pytest.raises(TableError, match="unpacks to far more"):
            read_table(path)
        seconds, peak = time.perf_counter() - begun, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert seconds < 1, path.name  # about 10 ms; the margin is for busy machines under tracemalloc
        assert peak < 50 << 20, path.name


def test_archives_of_other_kinds_are_named(tmp_path):
    for entry, kind in (("word/document.xml", "Word"), ("notes.txt", "ZIP")):
        with pytest.raises(TableError, match=kind):
            read_table(archive(tmp_path / "a.xlsx", [(entry, "<x/>")]))


def sheet_book(tmp_path, sheet):
    """A workbook around hand-made rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return archive(
        tmp_path / "made.xlsx",
        [
            (
                "[Content_Types].xml",
                f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
                '"application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
                f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
                "</Types>",
            ),
            (
                "_rels/.rels",
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
                f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            ),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
                '<sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>',
            ),
            (
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
                f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            ),
            (
                "xl/worksheets/sheet1.xml",
                f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/>'
                f"<sheetData>{sheet}</sheetData></worksheet>",
            ),
        ],
    )


def inline(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_cells_far_out_and_rows_beyond_excels_last_do_not_fill_the_gap(tmp_path):
    sheet = (
        f'<row r="1">{inline("A1", "id")}{inline("B1", "title")}</row>'
        f'<row r="2">{inline("A2", "1")}{inline("B2", "A")}</row>'
        f'<row r="3">{inline("XFD3", "far")}</row><row r="999999999">{inline("A999999999", "9")}</row>'
    )
    begun = time.perf_counter()
    assert cells(read_table(sheet_book(tmp_path, sheet))) == [{"id": "1", "title": "A"}]
    assert time.perf_counter() - begun < 5


def test_a_sheet_cut_off_in_the_middle_is_damaged(tmp_path):
    row = f'<row r="1">{inline("A1", "id")}</row><row r="2">{inline("A2", "1")}</row><row '
    with pytest.raises(TableError, match="damaged"):
        list(read_table(sheet_book(tmp_path, row)).rows)
