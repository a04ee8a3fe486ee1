"""Calendar arithmetic of the law: months, inspection years and working days. Pure; holidays are passed in.

Counting convention for every period, in days or working days: the day of the event is day 0 and the day
after it is day 1 (Care Standards Act 2000 s18, "the day after service"). A period of n days is met on day n
and missed on day n + 1.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
SATURDAY = 5
CHRISTMAS = (12, 25)
YEAR_STARTS = (4, 1)
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_length(year: int, month: int) -> int:
    """Days in a month (1 to 12) of a year."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _MONTH_LENGTHS[month - 1]


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (earlier when negative), or that month's last day.

    29 February 2024 + 36 months = 28 February 2027. Raises ValueError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, day.day if day.day <= 28 else min(day.day, month_length(year, month)))


def year_of(day: date) -> int:
    """The inspection year of a day, named by the calendar year in which it starts: 2026 for 2026-27."""
    return day.year if day.month >= 4 else day.year - 1


def year_start(day: date) -> date:
    """1 April of the inspection year of `day`."""
    return date(year_of(day), 4, 1)


def year_end(day: date) -> date:
    """31 March that ends the inspection year of `day`."""
    return date(year_of(day) + 1, 3, 31)


def year_label(year: int) -> str:
    """How an inspection year is written: 2026 -> "2026-27"."""
    return f"{year}-{(year + 1) % 100:02d}"


@lru_cache(maxsize=1024)
def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the anonymous computus of 1876)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    leaps, leap_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - leap_rest) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Neither Saturday, Sunday, Good Friday, Christmas Day nor one of `holidays` (England and Wales).

    Good Friday and Christmas Day are never working days, whether or not `holidays` names them.
    """
    if day.weekday() >= SATURDAY or day in holidays or (day.month, day.day) == CHRISTMAS:
        return False
    return day != easter(day.year) - 2 * ONE_DAY


def add_working_days(event: date, count: int, holidays: Collection[date]) -> date:
    """The day on which working day number `count` after `event` falls; the first one after it is number 1.

    `count` 0 is the event's own day. Raises ValueError when `count` is negative.
    """
    if count < 0:
        raise ValueError(f"A period cannot be {count} working days long.")
    day = event
    while count:
        day += ONE_DAY
        if is_working_day(day, holidays):
            count -= 1
    return day


def working_days_between(event: date, day: date, holidays: Collection[date]) -> int:
    """How many working days lie after `event` up to and including `day`; 0 when `day` is not after it."""
    span = (day - event).days
    return sum(is_working_day(event + timedelta(days=ahead), holidays) for ahead in range(1, span + 1))
