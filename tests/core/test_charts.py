"""Charts: the picture says what the table says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.template import engines

from core import charts
from core.charts import Chart, Row, Series

MONTHS = [Row("Apr", [4, 1], ["/a", "/b"]), Row("May", [0, 0]), Row("Jun", [7, 2])]
SERIES = [Series("met", 0), Series("overdue", 2)]


def draw(made: Chart) -> str:
    template = engines["jinja2"].from_string('{% from "core/kit.html" import chart %}{{ chart(made) }}')
    return str(template.render({"made": made}))


def test_the_pieces_of_a_column_stand_on_each_other_and_measure_its_figures() -> None:
    chart = charts.columns("c", "By month", MONTHS, SERIES, row_heading="Month")
    april = [box for box in chart.boxes if box.x == chart.boxes[0].x]
    assert [box.ink for box in april] == [0, 2]
    assert april[1].y + april[1].height == pytest.approx(april[0].y)
    assert april[0].height == pytest.approx(4 * april[1].height)


def test_an_empty_month_has_a_label_and_no_bar() -> None:
    chart = charts.columns("c", "By month", MONTHS, SERIES, row_heading="Month")
    assert len(chart.boxes) == 4
    assert "May" in [text.text for text in chart.texts]


def test_nothing_reaches_beyond_the_picture() -> None:
    for make in (charts.columns, charts.bars):
        chart = make(
            "c", "Much", [Row("A long name of a service type", [99999, 1]), Row("B", [3, 0])], SERIES, row_heading="R"
        )
        assert all(box.x >= 0 and box.x + box.width <= chart.width for box in chart.boxes)
        assert all(box.y >= 0 and box.y + box.height <= chart.height for box in chart.boxes)


def test_the_pieces_of_a_lying_bar_follow_each_other() -> None:
    chart = charts.bars("c", "By type", [Row("Home", [5, 5])], SERIES, row_heading="Type")
    assert all(left.x + left.width == pytest.approx(right.x, abs=0.2) for left, right in pairwise(chart.boxes))


@pytest.mark.parametrize("rows", [[], [Row("Apr", [0, 0])]])
def test_nothing_to_show_is_said(rows: list[Row]) -> None:
    for make in (charts.columns, charts.bars):
        assert make("c", "Empty", rows, SERIES, row_heading="Month").description == "Nothing to show."


@pytest.mark.parametrize(("top", "end"), [(0, 4), (4, 4), (5, 8), (21, 40), (41, 80), (199, 200), (100001, 200000)])
def test_the_axis_ends_at_a_round_number(top: int, end: int) -> None:
    chart = charts.columns("c", "T", [Row("A", [top])], [Series("all")], row_heading="R")
    assert chart.texts[charts.STEPS].text == f"{end:,}"


def test_the_picture_comes_with_its_table_and_links() -> None:
    made = charts.columns("c", "By month", MONTHS, SERIES, row_heading="Month")
    html = draw(made)
    assert 'role="img" aria-labelledby="c-title c-desc"' in html
    assert '<a class="govuk-link govuk-link--no-visited-state" href="/b">1</a>' in html
    assert "9 in all" not in html
    assert "14 in all over 3 bars, as met, overdue; the most is 9, Jun." in html


def test_a_state_has_the_same_ink_everywhere() -> None:
    assert charts.states(["overdue", "met"], {"overdue": "overdue", "met": "met"}) == [
        Series("overdue", 2),
        Series("met", 0),
    ]


def test_a_long_label_of_a_lying_bar_stands_in_lines_that_fit_the_picture() -> None:
    label = "Local authority private fostering arrangements"
    chart = charts.bars("b", "By type", [Row(label, [1, 1])], SERIES, row_heading="Type")
    lines = [text for text in chart.texts if text.anchor == "end"]
    assert " ".join(line.text for line in lines) == label
    assert len({line.y for line in lines}) == len(lines) == 2
    assert all(line.x - charts.LETTER * len(line.text) > 0 for line in lines)


def test_nothing_counted_is_a_link_too() -> None:
    rows = [Row("Home", [0, 0], ["/met/", "/overdue/"], total_href="/all/")]
    html = draw(charts.bars("z", "By type", rows, SERIES, row_heading="Type"))
    assert [f'href="{href}">0</a>' in html for href in ("/met/", "/overdue/", "/all/")] == [True] * 3
