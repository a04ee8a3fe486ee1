"""Charts as plain geometry: a template draws them as SVG, with the table of the same figures beside them.

Series differ by pattern and by name, never by colour alone. Each cell of the table may link to what it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

WIDTH = 760
TOP, BOTTOM, RIGHT = 20, 34, 56
PLOT_HEIGHT = 220
ROW_HEIGHT, ROW_GAP = 24, 10
LABEL_LETTERS, LETTER = 28, 8.4  # letters in a line of a label, and the width of one in any usual typeface
STEPS = 4
INKS = {"met": 0, "due": 1, "overdue": 2, "carried_over": 3, "suspended": 4, "not_required": 5}


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of figure; `ink` (0 to 7) chooses its colour and pattern, the same for a state on every page."""

    name: str
    ink: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One month, or one type: a figure for each series, and where each figure, their sum and the label lead."""

    label: str
    values: Sequence[int]
    hrefs: Sequence[str] = ()
    total_href: str = ""
    href: str = ""

    @property
    def cells(self) -> list[tuple[int, str]]:
        """Each figure with its link, "" for none."""
        hrefs = [*self.hrefs, *[""] * (len(self.values) - len(self.hrefs))]
        return list(zip(self.values, hrefs, strict=True))

    @property
    def total(self) -> int:
        """All series together."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a bar."""

    x: float
    y: float
    width: float
    height: float
    ink: int


@dataclass(frozen=True, slots=True)
class Line:
    """An axis or a line of the grid."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Text:
    """A word or figure in the picture."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(slots=True)
class Chart:
    """What the macro `chart` draws. `id` must be unique on the page."""

    id: str
    title: str
    description: str
    row_heading: str
    series: Sequence[Series]
    rows: Sequence[Row]
    width: float = WIDTH
    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


def columns(name: str, title: str, rows: Sequence[Row], series: Sequence[Series], *, row_heading: str) -> Chart:
    """Standing bars, such as inspections by month; several series are stacked."""
    chart = Chart(name, title, _description(rows, series), row_heading, series, rows, height=TOP + PLOT_HEIGHT + BOTTOM)
    top = _round_up(max((row.total for row in rows), default=0))
    left, base = 12 + 9 * len(f"{top:,}"), TOP + PLOT_HEIGHT
    for step in range(STEPS + 1):
        y = round(base - PLOT_HEIGHT * step / STEPS, 1)
        chart.lines.append(Line(left, y, WIDTH, y, "grid" if step else "axis"))
        chart.texts.append(Text(left - 6, y + 5, f"{top * step // STEPS:,}", "end"))
    slot = (WIDTH - left) / max(len(rows), 1)
    for number, row in enumerate(rows):
        _column(chart, row, left + slot * number, slot, PLOT_HEIGHT / top)
    return chart


def _column(chart: Chart, row: Row, x: float, slot: float, scale: float) -> None:
    base, width, middle = float(TOP + PLOT_HEIGHT), round(slot * 0.7, 1), round(x + slot / 2, 1)
    chart.texts.append(Text(middle, base + 20, row.label))
    for value, one in zip(row.values, chart.series, strict=True):
        if value:
            base = round(base - value * scale, 1)
            chart.boxes.append(Box(round(middle - width / 2, 1), base, width, round(value * scale, 1), one.ink))
    if row.total:
        chart.texts.append(Text(middle, base - 5, f"{row.total:,}"))


def bars(
    name: str, title: str, rows: Sequence[Row], series: Sequence[Series], *, row_heading: str, share: bool = False
) -> Chart:
    """Lying bars with long labels, such as states by service type; several series are stacked.

    `share`: every bar is as long as the others, so that shares can be compared; its sum stands beside it.
    """
    chart = Chart(name, title, _description(rows, series), row_heading, series, rows)
    chart.height = len(rows) * (ROW_HEIGHT + ROW_GAP) + ROW_GAP
    labels = [wrap(row.label, LABEL_LETTERS) for row in rows]
    left = 14 + round(LETTER * max((len(line) for label in labels for line in label), default=0))
    most = max((row.total for row in rows), default=0)
    for number, row in enumerate(rows):
        y = ROW_GAP + number * (ROW_HEIGHT + ROW_GAP)
        chart.texts += _label(labels[number], left - 8, y + 17)
        x = _bar(chart, row, float(left), y, (WIDTH - left - RIGHT) / max(row.total if share else most, 1))
        chart.texts.append(Text(round(x + 6, 1), y + 17, f"{row.total:,}", "start"))
    chart.lines.append(Line(left, 0, left, chart.height, "axis"))
    return chart


def _label(lines: Sequence[str], x: float, middle: float) -> list[Text]:
    """A label's lines, one under the other about the middle of its bar."""
    top = middle - 7.5 * (len(lines) - 1)
    return [Text(x, top + 15 * number, line, "end") for number, line in enumerate(lines)]


def _bar(chart: Chart, row: Row, x: float, y: float, scale: float) -> float:
    """Draw one lying bar from `x` on; where it ends."""
    for value, one in zip(row.values, chart.series, strict=True):
        if value:
            chart.boxes.append(Box(round(x, 1), y, round(value * scale, 1), ROW_HEIGHT, one.ink))
            x += value * scale
    return x


def states(codes: Iterable[str], names: dict[str, str]) -> list[Series]:
    """The plan's states as series, each with the ink that it has on every page."""
    return [Series(names[code], INKS[code]) for code in codes]


def _round_up(top: int) -> int:
    """The end of the axis: a round number of at least `top` that the steps divide."""
    step = STEPS
    while step < top:
        for factor in (1, 2, 5, 10):
            if step * factor >= top:
                return step * factor
        step *= 10
    return step


def _description(rows: Sequence[Row], series: Sequence[Series]) -> str:
    if not rows or not any(row.total for row in rows):
        return "Nothing to show."
    most = max(rows, key=lambda row: row.total)
    kinds = f", as {', '.join(one.name for one in series)}" if len(series) > 1 else ""
    total = sum(row.total for row in rows)
    told = f"{total:,} in all over {len(rows)} bars{kinds}; the most is {most.total:,}, {most.label}."
    return f"{told} The table has every figure."
