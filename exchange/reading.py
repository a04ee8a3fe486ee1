"""A register found in a file: its header row, which column is what, its day and its rows; nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from exchange.days import stated_days
from exchange.opening import Line, Sheet, Unreadable, sheets
from exchange.words import JUDGEMENTS, OF_AN_INSPECTION, Words, known_words
from providers.wording import fold, tidy

NEEDED = {"urn": "URN", "type": "provision type"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its place, heading and group, and the field it was taken for, or why it was not."""

    place: int
    heading: str
    group: str = ""
    field: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something: its line in the file and the text of each mapped field."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A register as it stands in the file.

    `day` is the day that the file states of itself, None when it states none; `series` names the numbering of its
    event numbers; `blank_rows` were empty below the header; `remarks` are sentences about the file as a whole.
    """

    sheet: str
    day: date | None
    series: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    blank_rows: int
    remarks: tuple[str, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the file has a column for."""
        return frozenset(column.field for column in self.columns if column.field)

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """The columns that were not taken, each with the reason."""
        return tuple(column for column in self.columns if column.why_not)


def find_register(content: bytes, *, name: str, sheet: str = "") -> Found:
    """The register in a file. `sheet` chooses one of a workbook by its name.

    Raises `Unreadable` with one sentence when the file is of the wrong kind, holds no register or several.
    """
    words = known_words()
    every = list(sheets(content, name=name))
    tables = [table for table in every if not sheet or table.name == sheet]
    if not tables:
        there = ", ".join(table.name for table in every) or "it has none"
        raise Unreadable(f"{name} has no sheet {sheet!r}: {there}.", about="sheet")
    candidates = [
        (table, header, columns)
        for table in tables
        for header, columns in [_header(table.lines, words)]
        if header is not None
    ]
    if len(candidates) > 1:
        names = ", ".join(table.name for table, *_ in candidates)
        sentence = f"{name} holds {len(candidates)} registers, in the sheets {names}: say which sheet to read."
        raise Unreadable(sentence, about="sheet")
    if not candidates:
        where = f"in the sheet {sheet!r} of {name}" if sheet else f"in {name}"
        raise Unreadable(f"No register was found {where}: {_lacking(tables, words)}.")
    table, header, columns = candidates[0]
    return _found(table, header, columns, name, words)


def _found(table: Sheet, header: int, columns: tuple[Column, ...], name: str, words: Words) -> Found:
    below = table.lines[header + 1 :]
    filled = [line for line in below if not line.is_blank]
    rows = tuple(_row(line, columns) for line in filled)
    if not rows:
        raise Unreadable(f"{name} has the headings of a register and no rows below them.")
    day, remarks = _day(table.lines[:header], table.name, name)
    columns = tuple(_named_at_least(column, filled) for column in columns)
    return Found(
        sheet=table.name,
        day=day,
        series=_series(columns, words),
        columns=columns,
        rows=rows,
        blank_rows=len(below) - len(rows),
        remarks=(*remarks, *_missing(columns)),
    )


def _row(line: Line, columns: Iterable[Column]) -> Row:
    cells = line.cells
    return Row(
        line.number,
        {column.field: tidy(cells[column.place]) for column in columns if column.field and column.place < len(cells)},
    )


def _named_at_least(column: Column, lines: Iterable[Line]) -> Column:
    """A column without a heading is of no account, unless something stands in it."""
    if column.heading or not any(line.cells[column.place].strip() for line in lines if column.place < len(line.cells)):
        return column
    return replace(column, heading=f"(column {column.place + 1})", why_not="has no heading")


def _lacking(tables: Iterable[Sheet], words: Words) -> str:
    """What the row that comes nearest to the headings of a register lacks."""
    for table in tables:
        for line in table.lines[: words.header_within_rows]:
            known = {words.columns[heading] for cell in line.cells if (heading := fold(cell)) in words.columns}
            missing = [what for field, what in NEEDED.items() if field not in known]
            if len(known) > 1 and len(missing) < len(NEEDED):
                return f"the headings on line {line.number} name no {missing[0]}"
    return f"no row has headings for both a {' and a '.join(NEEDED.values())}"


def _header(lines: Sequence[Line], words: Words) -> tuple[int | None, tuple[Column, ...]]:
    for place, line in enumerate(lines[: words.header_within_rows]):
        plain = {words.columns.get(fold(cell)) for cell in line.cells}
        if plain.issuperset(NEEDED):
            groups = _groups(lines[place - 1].cells if place else (), len(line.cells))
            return place, map_columns(line.cells, groups, words)
    return None, ()


def _groups(above: Sequence[str], width: int) -> list[str]:
    """The grouping label over each column: a label reaches to the next one; a single label is a title, not a group."""
    labels = [tidy(cell) for cell in above]
    if sum(map(bool, labels)) < 2:
        return [""] * width
    carried, group = [], ""
    for place in range(width):
        group = labels[place] if place < len(labels) and labels[place] else group
        carried.append(group)
    return carried


def map_columns(headings: Sequence[str], groups: Sequence[str], words: Words) -> tuple[Column, ...]:
    """What each column is taken for: known headings first, then known or shared prefixes of inspection columns."""
    columns = [
        Column(place, tidy(heading), group) for place, (heading, group) in enumerate(zip(headings, groups, strict=True))
    ]
    shared = _shared_prefixes(columns, words)
    taken: dict[str, Column] = {}
    mapped = []
    for column in columns:
        field, why_not = _meaning(column, words, shared)
        if field and field in taken:
            field, why_not = "", f"means the same as {taken[field].heading!r}, which was taken"
        done = replace(column, field=field, why_not=why_not)
        if field:
            taken[field] = done
        mapped.append(done)
    return tuple(mapped)


def _meaning(column: Column, words: Words, shared: frozenset[str]) -> tuple[str, str]:
    heading = fold(column.heading)
    if not heading or heading in words.ignored:
        return "", ""
    field = words.columns.get(heading, "")
    if field in OF_AN_INSPECTION and _speaks_of_another(fold(column.group), words):
        return "", f"belongs to {column.group!r}, not to the latest full inspection"
    if field:
        return field, ""
    prefix, field = _split(heading, words)
    if not field:
        return "", "not known"
    if prefix in words.ours or prefix in shared:
        return field, ""
    return "", f"{column.heading!r} may speak of another inspection than the latest full one"


def _split(heading: str, words: Words) -> tuple[str, str]:
    """A heading as (what stands around it, field) where an inspection's known heading is its end or its beginning."""
    for known in sorted(words.columns, key=len, reverse=True):
        field = words.columns[known]
        if field not in OF_AN_INSPECTION:
            continue
        if heading.endswith(" " + known):
            return heading[: -len(known)].strip(), field
        if heading.startswith(known + " ") and field in JUDGEMENTS:
            return heading[len(known) :].strip(), field
    return "", ""


def _shared_prefixes(columns: Iterable[Column], words: Words) -> frozenset[str]:
    """Unknown prefixes that stand before two judgements or more, while no judgement stands without a prefix."""
    prefixes: dict[str, int] = {}
    for column in columns:
        heading = fold(column.heading)
        if words.columns.get(heading) in JUDGEMENTS:
            return frozenset()
        prefix, field = _split(heading, words)
        if field in JUDGEMENTS and prefix not in words.ours and not _speaks_of_another(prefix, words):
            prefixes[prefix] = prefixes.get(prefix, 0) + 1
    often = [prefix for prefix, times in prefixes.items() if times > 1]
    return frozenset(often) if len(often) == 1 else frozenset()


def _speaks_of_another(folded: str, words: Words) -> bool:
    return any(f" {other} " in f" {folded} " for other in words.other)


def _series(columns: Iterable[Column], words: Words) -> str:
    numbered = next((column for column in columns if column.field == "number"), None)
    if numbered is None:
        return words.default_series
    heading = fold(numbered.heading)
    for known, series in words.series.items():
        if heading == known or heading.endswith(" " + known):
            return series
    return words.default_series


def _day(above: Iterable[Line], sheet: str, name: str) -> tuple[date | None, list[str]]:
    titles = [tidy(cell) for line in above for cell in line.cells if cell.strip()]
    for where, texts in (("title", titles), ("sheet's name", [sheet]), ("file name", [name])):
        days = stated_days(texts)
        if len(days) == 1:
            return days[0], []
        if days:
            listed = ", ".join(day.isoformat() for day in days)
            return None, [f"The {where} names several days: {listed}."]
    return None, []


def _missing(columns: Iterable[Column]) -> list[str]:
    have = {column.field for column in columns}
    remarks = []
    if "status" not in have:
        remarks.append("No column says whether a service is active: every row is taken as registered.")
    if "inspected_on" in have and "kind" not in have:
        remarks.append("No column says what kind each inspection was: every one is taken as a full inspection.")
    if not have & {"inspected_on"}:
        remarks.append("No column holds the day of an inspection: no inspections are taken from this file.")
    return remarks
