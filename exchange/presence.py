"""Whether registers list a provider, when it was absent from them, and the status they give it: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from exchange.days import in_words
from exchange.words import Words
from providers.wording import fold

REGISTER, INSPECTIONS = "register", "inspections"
ENDED = ("resigned", "cancelled", "gone")
_SENTENCES = {
    "suspended": "Suspended",
    "dormant": "Dormant",
    "resigned": "Resigned",
    "cancelled": "Registration cancelled",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What one file's register of a day says of one provider; not `is_read`: listed, but the row was kept aside.

    `kind`: a register lists every provider or some of them; a list of inspections is no word on who is registered.
    """

    on: date
    kind: str
    said: Mapping[str, Any]
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """A status from a day to a day, both inclusive; see `providers.StatusPeriod`."""

    status: str
    from_on: date
    until_on: date | None = None
    earliest_on: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line for the timeline, and the day of the register that it was learned from."""

    kind: str
    on: date
    summary: str
    register_on: date


def presence_of(
    listed: Sequence[Entry], visited_on: Iterable[date], complete_days: Sequence[date], words: Words
) -> tuple[tuple[Period, ...], list[Event]]:
    """The status periods and the timeline's lines about status and absence.

    `listed` in order of days; a visit on a day is a sign that the provider was there, as a listing is.
    """
    days = [entry.on for entry in listed if entry.kind == REGISTER]
    periods = list(_told_periods(listed, words))
    events = [*_status_events(periods), *_absences(days, complete_days)]
    last_sign = max((*days, *visited_on), default=None)
    gone_on = next((day for day in complete_days if last_sign and day > last_sign), None)
    if last_sign and gone_on and not (periods and periods[-1].status in ENDED):
        if periods and periods[-1].until_on is None:
            periods[-1] = Period(periods[-1].status, periods[-1].from_on, gone_on - timedelta(days=1))
        earliest = last_sign + timedelta(days=1)
        periods.append(Period("gone", gone_on, None, earliest))
        between = f"ended between {in_words(earliest)} and {in_words(gone_on)}"
        events.append(Event("gone", gone_on, f"No longer in the published register: {between}", gone_on))
    return tuple(periods), events


def _told_periods(listed: Iterable[Entry], words: Words) -> Iterator[Period]:
    """Statuses other than registered, each from its register's day until the day before one that says otherwise."""
    standing: Period | None = None
    for entry in listed:
        if entry.kind != REGISTER or not entry.is_read:
            continue
        status = words.statuses.get(fold(entry.said.get("status") or ""), "registered")
        if standing and status != standing.status:
            yield Period(standing.status, standing.from_on, entry.on - timedelta(days=1))
            standing = None
        if standing is None and status != "registered":
            standing = Period(status, entry.on)
    if standing:
        yield standing


def _status_events(periods: Iterable[Period]) -> Iterator[Event]:
    for period in periods:
        yield Event(period.status, period.from_on, f"{_SENTENCES[period.status]}, by the register", period.from_on)
        if period.until_on:
            over = period.until_on + timedelta(days=1)
            yield Event("resumed", over, f"No longer {period.status}, by the register", over)


def _absences(days: Sequence[date], complete_days: Iterable[date]) -> Iterator[Event]:
    for before, after in pairwise(days):
        missing = [day for day in complete_days if before < day < after]
        for day in missing:
            yield Event("absent", day, "Not in the published register", day)
        if missing:
            yield Event("back", after, f"In the published register again, after {in_words(before)}", after)
