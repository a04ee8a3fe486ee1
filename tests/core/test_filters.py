"""Days, moments and numbers as they are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

from core import filters


def test_a_day_is_written_without_leading_zero() -> None:
    assert filters.day(date(2026, 5, 3)) == "3 May 2026"


def test_a_short_day_has_a_short_month() -> None:
    assert filters.short_day(date(2026, 9, 30)) == "30 Sep 2026"


def test_no_day_writes_nothing() -> None:
    assert (filters.day(None), filters.short_day(None), filters.moment(None), filters.number(None)) == ("", "", "", "")


def test_a_moment_is_written_in_london_time() -> None:
    assert filters.moment(datetime(2026, 7, 1, 23, 5, tzinfo=UTC)) == "2 July 2026 at 12:05am"


def test_the_day_of_a_moment_is_the_day_in_london() -> None:
    assert filters.day(datetime(2026, 3, 31, 23, 30, tzinfo=UTC)) == "1 April 2026"


def test_noon_is_twelve_pm() -> None:
    assert filters.moment(datetime(2026, 1, 1, 12, 0, tzinfo=UTC)) == "1 January 2026 at 12:00pm"


def test_one_is_singular_and_none_is_plural() -> None:
    assert [filters.plural(count, "agency", "agencies") for count in (0, 1, 2340)] == [
        "0 agencies",
        "1 agency",
        "2,340 agencies",
    ]


def test_a_sentence_keeps_its_capitals() -> None:
    assert filters.sentence("key inspection of NMS 3") == "Key inspection of NMS 3"
