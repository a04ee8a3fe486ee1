"""Days in cells, titles and file names."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.days import in_words, read_day, stated_days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/03/2015", date(2015, 3, 31)),
        ("1/4/1973", date(1973, 4, 1)),
        ("2015-03-31", date(2015, 3, 31)),
        ("2015-03-31T00:00:00", date(2015, 3, 31)),
        ("2015-03-31 00:00:00", date(2015, 3, 31)),
        ("31 March 2015", date(2015, 3, 31)),
        ("1st Apr 2016", date(2016, 4, 1)),
    ],
)
def test_a_cell_gives_its_day_in_every_form_seen(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["", "03/31/2015", "31/02/2015", "2015", "soon", "31/03/2015 or so", "31/03/15"])
def test_what_is_not_a_day_is_not_made_one(text: str) -> None:
    assert read_day(text) is None


def test_the_day_after_as_at_is_the_one_that_counts() -> None:
    title = "Providers as at 31 March 2019, inspections published by 30 April 2019"
    assert stated_days([title]) == [date(2019, 3, 31)]


def test_of_a_period_the_last_day_counts() -> None:
    assert stated_days(["Inspections between 1 April 2018 and 31 March 2019"]) == [date(2019, 3, 31)]


def test_a_file_name_gives_its_day() -> None:
    assert stated_days(["register-2015-03-31.csv"]) == [date(2015, 3, 31)]
    assert stated_days(["Provider_level_data_as_at_31_March_2019.ods"]) == [date(2019, 3, 31)]


def test_two_days_that_nothing_tells_apart_are_both_named() -> None:
    assert stated_days(["1 May 2018", "2 May 2019"]) == [date(2018, 5, 1), date(2019, 5, 2)]


def test_days_are_written_as_people_write_them() -> None:
    assert in_words(date(2015, 3, 1)) == "1 March 2015"
