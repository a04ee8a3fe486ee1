"""A register found in a file of any layout and format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape

import pytest

from exchange.opening import Unreadable, as_text
from exchange.reading import find_register
from tests.exchange.registers import HEADINGS, home, line, register

ROWS = [home(1, on="01/02/2021", overall="Good", number="10000001"), home(2)]


@pytest.mark.parametrize("layout", [2015, 2018, 2021])
def test_each_published_layout_is_mapped_without_rest(layout: int) -> None:
    found = find_register(register(layout, ROWS), name="r.csv")
    assert found.unmapped == ()
    assert {"urn", "type", "status", "authority", "inspected_on", "number", "overall", "protection"} <= found.fields
    assert [row.cells["urn"] for row in found.rows] == ["SC900001", "SC900002"]


def test_the_header_is_found_below_titles_and_lines_are_counted_as_a_person_sees_them() -> None:
    found = find_register(
        register(2021, ROWS, titles=["Social care providers as at 31 March 2021", "Source: invented"]), name="r.csv"
    )
    assert found.day == date(2021, 3, 31)
    assert [row.line for row in found.rows] == [5, 6]


def test_empty_rows_are_counted_and_left_out() -> None:
    found = find_register(register(2018, ROWS, blank_rows=3), name="r.csv")
    assert (len(found.rows), found.blank_rows) == (2, 3)


def test_the_day_of_the_title_goes_before_the_one_of_the_file_name() -> None:
    content = register(2021, ROWS, titles=["As at 31 March 2020"])
    assert find_register(content, name="copy-of-2021-03-31.csv").day == date(2020, 3, 31)
    assert find_register(register(2021, ROWS), name="r-2021-03-31.csv").day == date(2021, 3, 31)


def test_a_title_with_two_days_is_not_guessed_at() -> None:
    found = find_register(register(2021, ROWS, titles=["31 March 2020", "31 March 2021"]), name="r.csv")
    assert found.day is None
    assert found.remarks == ("The title names several days: 2020-03-31, 2021-03-31.",)


def test_the_numbers_of_2015_are_another_series() -> None:
    assert find_register(register(2015, ROWS), name="r.csv").series == "inspection id"
    assert find_register(register(2018, ROWS), name="r.csv").series == "event number"


def test_windows_text_is_read() -> None:
    content = register(2018, [home(1, name="Caf\u00e9 d\u2019\u00c9t\u00e9")]).decode("utf-8-sig").encode("cp1252")
    assert find_register(content, name="r.csv").rows[0].cells["name"] == "Caf\u00e9 d\u2019\u00c9t\u00e9"


def test_text_of_a_spreadsheet_with_semicolons_or_tabs_is_read() -> None:
    for mark, encoding in ((";", "utf-8"), ("\t", "utf-16")):
        content = f"URN{mark}Provision type{mark}Name\nSC900001{mark}Boarding school{mark}A, B\n".encode(encoding)
        assert find_register(content, name="r.csv").rows[0].cells["name"] == "A, B"


def test_columns_that_cannot_be_mapped_are_named_and_never_guessed() -> None:
    content = b"URN,Provision type,Mood of the day,\nSC900001,Boarding school,fine,9\n"
    found = find_register(content, name="r.csv")
    assert [(column.heading, column.why_not) for column in found.unmapped] == [
        ("Mood of the day", "not known"),
        ("(column 4)", "has no heading"),
    ]


def test_a_second_column_of_the_same_meaning_is_left_out_and_named() -> None:
    content = b"URN,Provision type,Name,Provider name\nSC900001,Boarding school,A,B\n"
    found = find_register(content, name="r.csv")
    assert found.rows[0].cells["name"] == "A"
    assert found.unmapped[0].why_not == "means the same as 'Name', which was taken"


def test_judgements_with_a_known_prefix_are_taken() -> None:
    content = (
        b"URN,Provision type,Latest full inspection date,Latest full inspection: overall effectiveness\n"
        b"SC900001,Boarding school,1/2/2019,Good\n"
    )
    assert {"overall"} <= find_register(content, name="r.csv").fields


def test_judgements_that_all_have_the_same_unknown_prefix_are_taken() -> None:
    content = (
        b"URN,Provision type,Inspection date,Q1 Overall effectiveness,Q1 Quality of care\n"
        b"SC900001,Boarding school,1/2/2019,Good,Good\n"
    )
    assert {"overall", "quality"} <= find_register(content, name="r.csv").fields


@pytest.mark.parametrize(
    "heading",
    ["Previous full inspection overall effectiveness", "Interim inspection date", "Wild overall effectiveness"],
)
def test_columns_about_another_inspection_are_left_out(heading: str) -> None:
    headings = f"URN,Provision type,Inspection date,Overall effectiveness,{heading}"
    content = f"{headings}\nSC900001,Boarding school,1/2/2019,Good,Poor\n"
    found = find_register(content.encode(), name="r.csv")
    assert found.rows[0].cells["overall"] == "Good"
    assert [column.heading for column in found.unmapped] == [heading]


def test_columns_under_a_group_about_the_inspection_before_are_left_out() -> None:
    content = (
        b"Provider,,Latest full inspection,,Previous full inspection,\n"
        b"URN,Provision type,Inspection date,Overall effectiveness,Inspection date,Overall effectiveness\n"
        b"SC900001,Boarding school,1/2/2019,Good,1/2/2018,Inadequate\n"
    )
    found = find_register(content, name="r.csv")
    assert found.rows[0].cells["overall"] == "Good"
    assert [column.why_not for column in found.unmapped] == [
        "belongs to 'Previous full inspection', not to the latest full inspection"
    ] * 2


def test_what_a_file_does_not_say_is_remarked() -> None:
    content = b"URN,Provision type,Inspection date\nSC900001,Boarding school,1/2/2019\n"
    assert find_register(content, name="r.csv").remarks == (
        "No column says whether a service is active: every row is taken as registered.",
        "No column says what kind each inspection was: every one is taken as a full inspection.",
    )


# ---- workbooks


def ods(sheets: dict[str, Iterable[Iterable[str]]]) -> bytes:
    """The smallest ODS file with these sheets."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def xlsx(rows: Iterable[Iterable[object]]) -> bytes:
    """The smallest XLSX file with one sheet; numbers stay numbers."""
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{cell}</v></c>"
            if isinstance(cell, int)
            else f'<c t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Override PartName="/xl/workbook.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
            '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )


def zipped(parts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_an_ods_file_is_read_whatever_its_name_says() -> None:
    table = [HEADINGS[2021], *(line(HEADINGS[2021], row) for row in ROWS)]
    content = ods({"Cover": [["A register"]], "As at 31 March 2021": [["Notes"], *table]})
    found = find_register(content, name="register.csv")
    assert (found.sheet, found.day) == ("As at 31 March 2021", date(2021, 3, 31))
    assert [(row.line, row.cells["urn"]) for row in found.rows] == [(3, "SC900001"), (4, "SC900002")]


def test_an_xlsx_file_is_read_and_its_numbers_have_no_point() -> None:
    content = xlsx([["URN", "Provision type", "Event number"], [1234567, "Boarding school", 10000001]])
    row = find_register(content, name="r").rows[0]
    assert (row.cells["urn"], row.cells["number"]) == ("1234567", "10000001")


def test_of_two_registers_in_a_workbook_one_must_be_chosen() -> None:
    table = [HEADINGS[2021], line(HEADINGS[2021], ROWS[0])]
    content = ods({"North": table, "South": table})
    with pytest.raises(Unreadable, match="holds 2 registers, in the sheets North, South: say which sheet to read"):
        find_register(content, name="r.ods")
    assert find_register(content, name="r.ods", sheet="South").sheet == "South"


def test_cells_of_a_workbook_become_a_registers_text() -> None:
    assert [as_text(cell) for cell in (None, "", 4.0, 4.5, date(2021, 3, 31), True)] == [
        "", "", "4", "4.5", "2021-03-31", "Yes",
    ]  # fmt: skip


# ---- files of the wrong kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "f is empty."),
        (b" \n\n", "f is empty."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "f is a picture, neither a CSV, an ODS nor an XLSX file."),
        (b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "f is a PDF, neither a CSV, an ODS nor an XLSX file."),
        (b"\n <!DOCTYPE HTML>\n<table>", "f is a web page, neither a CSV, an ODS nor an XLSX file."),
        (b"\x81\x8d\x00\xff", "f is neither a CSV, an ODS nor an XLSX file."),
        (b"PK\x03\x04 not really", "f is damaged: it cannot be unpacked."),
        (zipped({"a.txt": "x"}), "f is a packed file but neither an ODS nor an XLSX workbook."),
        (zipped({"content.xml": "<broken"}), "f is damaged: its sheets cannot be read."),
        (b"\xd0\xcf\x11\xe0old", "f is an old or a password-protected Excel file"),
        (b"title,date\nGood Friday,2021-04-02\n", "No register was found in f"),
        (
            b"Title\nName,Provision type,Region\nOak,Boarding school,London\n",
            "No register was found in f: the headings on line 2 name no URN.",
        ),
        (b"URN,Name\n1,Oak\n", "No register was found in f: the headings on line 1 name no provision type."),
        (
            b'URN,Provision type\n1000001,Boarding school\n1000002,"Boarding school\n1000003,Boarding school\n',
            "f has a quotation mark in the row of line 3 that is never closed",
        ),
        (b"URN,Provision type\n", "f has the headings of a register and no rows below them."),
    ],
)
def test_a_file_of_the_wrong_kind_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        find_register(content, name="f")
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)
