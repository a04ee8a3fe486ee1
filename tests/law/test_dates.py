"""Months, inspection years and working days, by table and by property."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.dates import (
    add_months,
    add_working_days,
    easter,
    is_working_day,
    month_length,
    working_days_between,
    year_end,
    year_label,
    year_of,
    year_start,
)

DAYS = st.dates(date(1900, 1, 1), date(2300, 12, 31))
NEAR_DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
HOLIDAYS = st.sets(NEAR_DAYS, max_size=20)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 10, 15), 36, date(2027, 10, 15)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 4, 1), -4, date(2025, 12, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 10), 0, date(2026, 5, 10)),
        (date(2100, 1, 31), 1, date(2100, 2, 28)),
        (date(2000, 1, 31), 1, date(2000, 2, 29)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.integers(-600, 600))
def test_a_sum_of_months_lies_in_the_right_month_on_the_nearest_day(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == min(day.day, monthrange(found.year, found.month)[1])


@given(DAYS, DAYS, st.integers(-600, 600))
def test_a_later_day_never_gives_an_earlier_sum_of_months(one: date, other: date, months: int) -> None:
    earlier, later = sorted((one, other))
    assert add_months(earlier, months) <= add_months(later, months)


def test_no_sum_of_months_leaves_the_calendar() -> None:
    with pytest.raises(ValueError, match="year"):
        add_months(date(9999, 12, 1), 1)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_every_month_has_the_length_of_the_calendar(year: int, month: int) -> None:
    assert month_length(year, month) == monthrange(year, month)[1]


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        (date(2026, 4, 1), 2026, "2026-27"),
        (date(2027, 3, 31), 2026, "2026-27"),
        (date(2026, 3, 31), 2025, "2025-26"),
        (date(2000, 1, 1), 1999, "1999-00"),
        (date(2009, 12, 31), 2009, "2009-10"),
    ],
)
def test_the_inspection_year_begins_on_1_april(day: date, year: int, label: str) -> None:
    assert year_of(day) == year
    assert year_label(year) == label


@given(DAYS)
def test_every_day_lies_in_one_inspection_year_and_the_years_follow_each_other(day: date) -> None:
    start, end = year_start(day), year_end(day)
    assert start <= day <= end
    assert (start.month, start.day, end.month, end.day) == (4, 1, 3, 31)
    assert year_of(start) == year_of(day) == year_of(end)
    assert year_start(end + ONE_DAY) == end + ONE_DAY
    assert year_of(end + ONE_DAY) == year_of(day) + 1


@pytest.mark.parametrize(
    "sunday",
    [
        date(1913, 3, 23),
        date(1943, 4, 25),
        date(1961, 4, 2),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ],
)
def test_easter_falls_on_its_sunday(sunday: date) -> None:
    assert easter(sunday.year) == sunday


@given(st.integers(1600, 2900))
def test_easter_is_a_sunday_from_22_march_to_25_april(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 9, 4), True),
        (date(2026, 9, 5), False),
        (date(2026, 9, 6), False),
        (date(2026, 4, 3), False),
        (date(2026, 4, 6), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), True),
    ],
)
def test_good_friday_and_christmas_never_work_and_other_holidays_are_data(day: date, working: bool) -> None:
    assert is_working_day(day, ()) is working
    assert not is_working_day(day, {day})


@pytest.mark.parametrize(
    ("event", "count", "expected"),
    [
        (date(2026, 9, 4), 1, date(2026, 9, 7)),
        (date(2026, 9, 5), 1, date(2026, 9, 7)),
        (date(2026, 9, 4), 0, date(2026, 9, 4)),
        (date(2026, 9, 5), 0, date(2026, 9, 5)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 9, 4), 30, date(2026, 10, 16)),
    ],
)
def test_the_first_working_day_after_the_event_is_day_1(event: date, count: int, expected: date) -> None:
    assert add_working_days(event, count, {date(2026, 4, 6)}) == expected


def test_a_negative_number_of_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 9, 4), -1, ())


@given(NEAR_DAYS, st.integers(0, 60), HOLIDAYS)
def test_working_days_added_are_the_working_days_between(event: date, count: int, holidays: set[date]) -> None:
    last = add_working_days(event, count, holidays)
    assert working_days_between(event, last, holidays) == count
    assert count == 0 or is_working_day(last, holidays)


@given(NEAR_DAYS, st.integers(1, 40), HOLIDAYS, NEAR_DAYS)
def test_one_more_holiday_never_ends_a_clock_earlier(
    event: date, count: int, holidays: set[date], holiday: date
) -> None:
    before = add_working_days(event, count, holidays)
    after = add_working_days(event, count, holidays | {holiday})
    assert after >= before
    assert (after > before) == (event < holiday <= before and is_working_day(holiday, holidays))


@given(NEAR_DAYS, NEAR_DAYS, HOLIDAYS)
def test_no_working_day_lies_between_a_day_and_one_not_after_it(one: date, other: date, holidays: set[date]) -> None:
    earlier, later = sorted((one, other))
    assert working_days_between(later, earlier, holidays) == 0
    assert working_days_between(earlier, later, holidays) <= (later - earlier).days
