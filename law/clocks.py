"""Clocks, limits and days on site, from `law/clocks.toml` and as strictly read as the regimes.

A clock counts from an event: the event's day is day 0, the day after it day 1. Bank holidays are passed in, so
that adding one moves a running clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from law import dated
from law.dated import Dated, Fault, LawError, Table, read_toml
from law.dates import ONE_DAY, add_working_days
from law.model import Cited

CLOCKS_FILE = Path(__file__).parent / "clocks.toml"
EVERY_TYPE = "every_type"
CLOCKS = (
    "aqaa",
    "report_draft",
    "report_comments",
    "report_final",
    "improvement_plan",
    "compliance_follow_up_from",
    "compliance_follow_up_by",
    "representations",
    "appeal",
    "restriction_review",
)
LIMITS = ("consecutive_key_inspections",)
INSPECTION_TYPES = ("key", "random", "themed", "monitoring", "approval")
UNITS = {"days": "day", "weeks": "week", "working_days": "working day"}

_LENGTH = dated.whole(1, 366)


@dataclass(frozen=True, slots=True)
class Clock:
    """One period, as it stands on a day: `length` in `unit` (days, weeks or working_days) after an event."""

    name: str
    title: str
    counts_from: str
    unit: str
    length: Cited[int]

    def last_day(self, event: date, holidays: Collection[date]) -> date:
        """The last day of the period: what is done on it is in time."""
        if self.unit == "working_days":
            return add_working_days(event, self.length.value, holidays)
        return event + timedelta(days=self.length.value * (7 if self.unit == "weeks" else 1))

    def over_on(self, event: date, holidays: Collection[date]) -> date:
        """The first day on which the period is over: day 29 of one of 28 days."""
        return self.last_day(event, holidays) + ONE_DAY

    @property
    def words(self) -> str:
        """The length in plain English: "18 working days"."""
        return f"{self.length.value} {UNITS[self.unit]}{'' if self.length.value == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that is a number of things, as it stands on a day."""

    name: str
    title: str
    value: Cited[int]


@dataclass(frozen=True, slots=True)
class VisitDays:
    """Inspector days for one inspection, in halves of a day."""

    preparation: Cited[float]
    on_site: Cited[float]


@dataclass(frozen=True, slots=True)
class Clocks:
    """Every clock, limit and number of days on site of one day. `parameters`: all values by dotted path."""

    clocks: Mapping[str, Clock]
    limits: Mapping[str, Limit]
    days: Mapping[str, tuple[Mapping[str, Cited[float]], Mapping[str, Cited[float]]]]
    parameters: Mapping[str, Cited[Any]]

    def visit_days(self, inspection_type: str, service_type: str) -> VisitDays:
        """Days for an inspection of this type and service type. Raises KeyError for an unknown inspection type."""
        preparation, on_site = self.days[inspection_type]
        return VisitDays(
            preparation=preparation.get(service_type, preparation[EVERY_TYPE]),
            on_site=on_site.get(service_type, on_site[EVERY_TYPE]),
        )


@dataclass(frozen=True, slots=True)
class _ClockEntry:
    title: str
    counts_from: str
    unit: str
    length: Dated[int]


@dataclass(frozen=True, slots=True)
class _LimitEntry:
    title: str
    value: Dated[int]


@dataclass(frozen=True, slots=True, eq=False)
class ClocksText:
    """The clocks as they are written, with the SHA-256 of the text."""

    text: str
    hash: str
    title: str
    _clocks: Mapping[str, _ClockEntry]
    _limits: Mapping[str, _LimitEntry]
    _days: Mapping[str, tuple[Mapping[str, Dated[float]], Mapping[str, Dated[float]]]]
    values: tuple[Dated[Any], ...]

    def on(self, day: date) -> Clocks:
        """The clocks as they stand on `day`."""
        return Clocks(
            clocks={
                name: Clock(name, entry.title, entry.counts_from, entry.unit, entry.length.on(day))
                for name, entry in self._clocks.items()
            },
            limits={name: Limit(name, entry.title, entry.value.on(day)) for name, entry in self._limits.items()},
            days={name: (_on(before, day), _on(there, day)) for name, (before, there) in self._days.items()},
            parameters={value.path: value.on(day) for value in self.values},
        )


def read_clocks(text: str, *, name: str) -> ClocksText:
    """Read a text of clocks; `name` is the file for which a fault is reported. Raises `LawError`."""
    try:
        read = _read(text)
        days = (date.min, *(change for value in read.values for change in value.changes))
        faults = {fault.path: fault for day in days for fault in _contradictions(read.on(day))}
    except Fault as fault:
        raise LawError(name, [fault]) from None
    if faults:
        raise LawError(name, faults.values())
    return read


@lru_cache(maxsize=1)
def shipped_clocks() -> ClocksText:
    """The clocks of `law/clocks.toml`. Raises `LawError`."""
    return read_clocks(CLOCKS_FILE.read_text(encoding="utf-8"), name=CLOCKS_FILE.name)


def _read(text: str) -> ClocksText:
    root = Table(read_toml(text), "", ("title", "clocks", "limits", "visit_days"), [])
    clocks, limits = root.table("clocks", CLOCKS), root.table("limits", LIMITS)
    visits = root.table("visit_days", INSPECTION_TYPES)
    return ClocksText(
        text=text,
        hash=sha256(text.encode()).hexdigest(),
        title=root.plain("title", dated.words),
        _clocks={name: _clock(clocks.table(name, ("title", "counts_from", "unit", "length"))) for name in CLOCKS},
        _limits={name: _limit(limits.table(name, ("title", "value"))) for name in LIMITS},
        _days={name: _visit(visits.table(name, ("preparation", "on_site"))) for name in INSPECTION_TYPES},
        values=tuple(root.found),
    )


def _clock(table: Table) -> _ClockEntry:
    return _ClockEntry(
        title=table.plain("title", dated.words),
        counts_from=table.plain("counts_from", dated.words),
        unit=table.plain("unit", dated.one_of(tuple(UNITS))),
        length=table.dated("length", _LENGTH),
    )


def _limit(table: Table) -> _LimitEntry:
    return _LimitEntry(table.plain("title", dated.words), table.dated("value", _LENGTH))


def _visit(table: Table) -> tuple[Mapping[str, Dated[float]], Mapping[str, Dated[float]]]:
    return _by_type(table.table("preparation")), _by_type(table.table("on_site"))


def _by_type(table: Table) -> Mapping[str, Dated[float]]:
    for service_type in table:
        table.refuse_name(service_type)
    names = dict.fromkeys((EVERY_TYPE, *table))
    return {name: table.dated(name, dated.half_days) for name in names}


def _on(values: Mapping[str, Dated[float]], day: date) -> Mapping[str, Cited[float]]:
    return {service_type: value.on(day) for service_type, value in values.items()}


def _contradictions(clocks: Clocks) -> Iterator[Fault]:
    """What must hold between clocks: a draft and its comments fit before the final report."""
    draft, comments, final = (
        clocks.clocks[name].length for name in ("report_draft", "report_comments", "report_final")
    )
    if draft.value + comments.value > final.value:
        yield Fault(
            final.path,
            f"{final.value} is less than the draft ({draft.value}) and the comments on it ({comments.value}) take: "
            "give more days to the final report, or fewer to those",
        )
