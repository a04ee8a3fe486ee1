"""A file's bytes as sheets of text cells: CSV, ODS or XLSX, told by content and never by the name's ending."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

import python_calamine

MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_ROWS = 1_000_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
# How files of other kinds begin that would pass for text, or that people take for a register.
_OTHER_KINDS = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document",
    b"\x1f\x8b": "a packed file",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
}
_TEXT_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Unreadable(Exception):
    """The file is of the wrong kind or damaged; the message is one sentence for the person who gave it.

    `about` is what that person can give otherwise: the `file`, its day (`as_of`), its `sheet` or its `scope`.
    """

    def __init__(self, sentence: str, *, about: str = "file") -> None:
        super().__init__(sentence)
        self.about = about


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number as a person sees it in the file, from 1, and its cells as text."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file; a CSV file has one, without a name."""

    name: str
    lines: tuple[Line, ...]


def sheets(content: bytes, *, name: str) -> Iterator[Sheet]:
    """The tables of a file, one after the other. Raises `Unreadable` with one sentence that names the file."""
    if not content.strip():
        raise Unreadable(f"{name} is empty.")
    if content.startswith(b"PK\x03\x04"):
        yield from _workbook(content, name)
    elif content.startswith(_OLD_EXCEL):
        raise Unreadable(
            f"{name} is an old or a password-protected Excel file: save it as .xlsx, .ods or .csv, without a password."
        )
    else:
        yield from _text(content, name)


def _workbook(content: bytes, name: str) -> Iterator[Sheet]:
    refusal = f"{name} is a packed file but neither an ODS nor an XLSX workbook."
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise Unreadable(f"{name} is damaged: it cannot be unpacked.") from None
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Unreadable(f"{name} is too large when unpacked (over {MOST_UNPACKED_BYTES // 1024**2} MB).")
    if not {"xl/workbook.xml", "content.xml"} & {part.filename for part in parts}:
        raise Unreadable(refusal)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            yield Sheet(title, tuple(_numbered(sheet.to_python(skip_empty_area=False))))
    except (python_calamine.CalamineError, python_calamine.ZipError, python_calamine.XmlError):
        raise Unreadable(f"{name} is damaged: its sheets cannot be read.") from None


def _numbered(rows: Iterable[Iterable[object]]) -> Iterator[Line]:
    for number, cells in enumerate(islice(rows, MOST_ROWS), 1):
        yield Line(number, tuple(as_text(cell) for cell in cells))


def as_text(cell: object) -> str:
    """A cell of a workbook as a register's text: whole numbers without a point, days in ISO form."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time | timedelta):
        return ""
    return str(cell)


def _text(content: bytes, name: str) -> Iterator[Sheet]:
    start = content[:200].lstrip()
    for mark, kind in _OTHER_KINDS.items():
        if start.startswith(mark) or start.lower().startswith(mark):
            raise Unreadable(f"{name} is {kind}, neither a CSV, an ODS nor an XLSX file.")
    text = _decoded(content, name)
    if "\x00" in text:
        raise Unreadable(f"{name} is neither a CSV, an ODS nor an XLSX file.")
    head = "\n".join(text.splitlines()[:80])
    delimiter = max(",;\t", key=head.count)
    try:
        yield Sheet("", tuple(_rows(text, delimiter, name)))
    except csv.Error as error:
        raise Unreadable(f"{name} is not a readable CSV file: {error}.") from None


def _rows(text: str, delimiter: str, name: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first, last = 1, 0
    for cells in islice(reader, MOST_ROWS):
        yield Line(first, tuple(cells))
        first, last = reader.line_num + 1, first
    if first - last > 1 and text.count('"') % 2:
        raise Unreadable(
            f"{name} has a quotation mark in the row of line {last} that is never closed, so that the rows below it "
            "cannot be told apart."
        )


def _decoded(content: bytes, name: str) -> str:
    for mark, encoding in _TEXT_MARKS:
        if content.startswith(mark):
            candidates = [encoding]
            break
    else:
        candidates = ["utf-8", "cp1252"]
    for encoding in candidates:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{name} is neither a CSV, an ODS nor an XLSX file.")
