"""Clocks in days, weeks and working days; the rest of what they say is in `law/cases/clocks.toml`."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.clocks import CLOCKS, Clock, read_clocks, shipped_clocks
from law.loader import LawError
from law.model import Cited
from tests.law.texts import entries, with_line, with_value

DAY = date(2026, 9, 1)
TEXT = shipped_clocks().text
EVENTS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def _clock(unit: str, length: int) -> Clock:
    return Clock("c", "A clock", "an event", unit, Cited(length, "clocks.c.length", DAY, "a section"))


def test_every_clock_is_shipped_with_its_citation() -> None:
    clocks = shipped_clocks().on(DAY)
    assert tuple(clocks.clocks) == CLOCKS
    assert all(clock.title and clock.counts_from and clock.length.reference for clock in clocks.clocks.values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("aqaa", "28 days"),
        ("report_draft", "18 working days"),
        ("report_comments", "5 working days"),
        ("report_final", "30 working days"),
        ("improvement_plan", "28 days"),
        ("compliance_follow_up_from", "1 day"),
        ("compliance_follow_up_by", "5 working days"),
        ("representations", "28 days"),
        ("appeal", "28 days"),
        ("restriction_review", "12 weeks"),
    ],
)
def test_a_clock_says_its_length_in_words(name: str, words: str) -> None:
    assert shipped_clocks().on(DAY).clocks[name].words == words


@given(EVENTS, st.integers(1, 60))
def test_weeks_are_seven_days_and_over_the_day_after(event: date, length: int) -> None:
    weeks, days = _clock("weeks", length), _clock("days", 7 * length)
    assert weeks.last_day(event, ()) == days.last_day(event, ()) == event + timedelta(days=7 * length)
    assert weeks.over_on(event, ()) - weeks.last_day(event, ()) == timedelta(days=1)


@given(EVENTS, st.integers(1, 60), st.sets(EVENTS, max_size=10))
def test_only_working_days_heed_holidays(event: date, length: int, holidays: set[date]) -> None:
    days, working = _clock("days", length), _clock("working_days", length)
    assert days.last_day(event, holidays) == days.last_day(event, ())
    assert working.last_day(event, holidays) >= working.last_day(event, ()) >= days.last_day(event, ())


def test_a_clock_changes_on_its_day() -> None:
    entry = next(entry for entry in entries(TEXT) if entry.path == "clocks.aqaa.length")
    first = entry.written(more="until = 2026-08-31")
    second = '{ value = 42, from = 2026-09-01, reference = "decision of the board" }'
    clocks = read_clocks(with_line(TEXT, entry, f"{entry.key} = [{first}, {second}]"), name="clocks.toml")
    lengths = [clocks.on(day).clocks["aqaa"].length.value for day in (date(2000, 1, 1), date(2026, 8, 31), DAY)]
    assert lengths == [28, 28, 42]


def test_a_service_type_of_its_own_goes_before_the_rest() -> None:
    clocks = shipped_clocks().on(DAY)
    assert clocks.visit_days("key", "voluntary_adoption_agency").on_site.value == 5.0
    assert clocks.visit_days("key", "voluntary_adoption_agency").preparation.value == 1.0
    assert clocks.visit_days("key", "added_by_an_administrator").on_site.value == 2.0
    with pytest.raises(KeyError):
        clocks.visit_days("holiday", "childrens_home")


def test_the_draft_and_its_comments_must_fit_before_the_final_report() -> None:
    entry = next(entry for entry in entries(TEXT) if entry.path == "clocks.report_final.length")
    assert read_clocks(with_value(TEXT, entry, "23"), name="clocks.toml")
    with pytest.raises(LawError, match=r"^clocks.toml: clocks.report_final.length: 22 is less than the draft \(18\)"):
        read_clocks(with_value(TEXT, entry, "22"), name="clocks.toml")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[clocks.aqaa]", "[clocks.aqqa]", "clocks.aqqa: is not a known key: did you mean aqaa?"),
        (
            'unit = "weeks"',
            'unit = "months"',
            "clocks.restriction_review.unit: must be one of days, weeks, working_days",
        ),
        (
            "value = 0.5",
            "value = 0.3",
            "visit_days.random.preparation.every_type[1].value: must be a number of half days",
        ),
        ("[visit_days.random]", "[visit_days.chance]", "visit_days.chance: is not a known key"),
        (
            "on_site.voluntary_adoption_agency",
            'on_site."VAA"',
            "visit_days.key.on_site.VAA: as the name of a service type",
        ),
        ('title = "Appeal', 'titel = "Appeal', "clocks.appeal.titel: is not a known key: did you mean title?"),
    ],
)
def test_a_fault_in_the_clocks_is_named(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(LawError) as error:
        read_clocks(TEXT.replace(old, new, 1), name="clocks.toml")
    assert str(error.value).startswith(f"clocks.toml: {says}")
