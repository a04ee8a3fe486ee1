"""The parts of a regime's text, each read into something that answers "and on this day?".

The dated values of a part are read at once and strictly; the model of a day is built from them on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from law import dated
from law.dated import Dated, Fault, Table
from law.model import (
    RATING_NAMES,
    Approval,
    CarryOver,
    Cited,
    Counting,
    FollowUp,
    FrequencyRule,
    Interval,
    NewProvider,
    OnceBy,
    PerYear,
    Regime,
)

EVERY_RATING = "every_rating"
KINDS = ("per_year", "interval", "once_by")
COUNTED_TYPES = ("key", "random", "themed", "monitoring")

_COUNT = dated.whole(0, 12)
_MONTHS = dated.whole(1, 120)
_DAYS = dated.whole(0, 366)
_TYPES = dated.several(dated.code)
_COUNTED = dated.several(dated.one_of(COUNTED_TYPES))
_ORDINALS = {name: ordinal for ordinal, name in RATING_NAMES.items()}

ByRating = Mapping[int, Dated[int]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A regime's text as read: the plain values, and a builder for each part. `values` are all dated values."""

    id: str
    title: str
    basis: str
    effective_from: date
    rules: Mapping[str, Callable[[date], FrequencyRule]]
    new_provider: Callable[[date], NewProvider]
    window: Dated[int]
    approval: Callable[[date], Approval]
    counting: Callable[[date], Counting]
    follow_up: Callable[[date], FollowUp] | None
    carry_over: Callable[[date], CarryOver] | None
    values: tuple[Dated[Any], ...]

    def on(self, day: date, digest: str) -> Regime:
        """The regime as it stands on `day`; `digest` is the hash of its text."""
        return Regime(
            id=self.id,
            title=self.title,
            basis=self.basis,
            effective_from=self.effective_from,
            hash=digest,
            rules={service_type: build(day) for service_type, build in self.rules.items()},
            new_provider=self.new_provider(day),
            window_days=self.window.on(day),
            approval=self.approval(day),
            counting=self.counting(day),
            follow_up=self.follow_up(day) if self.follow_up else None,
            carry_over=self.carry_over(day) if self.carry_over else None,
            parameters={value.path: value.on(day) for value in self.values},
        )


def read_rule(rules: Table, service_type: str, first_months: Dated[int]) -> Callable[[date], FrequencyRule]:
    """The frequency rule of one service type. Raises `Fault`."""
    rules.refuse_name(service_type)
    kind = rules.table(service_type).plain("kind", dated.one_of(KINDS))
    if kind == "per_year":
        return _per_year(rules.table(service_type, ("kind", "statutory", "planned")))
    if kind == "interval":
        return _interval(rules.table(service_type, ("kind", "months", "policy_only", "planned")), first_months)
    return _once_by(rules.table(service_type, ("kind", "by", "counting_from")))


def _per_year(table: Table) -> Callable[[date], PerYear]:
    statutory = _for_every_rating(table.table("statutory", (EVERY_RATING, *_ORDINALS)), _COUNT)
    planned = {**statutory, **_uplift(table, _COUNT)}
    return lambda day: PerYear(_on(statutory, day), _on(planned, day))


def _interval(table: Table, first_months: Dated[int]) -> Callable[[date], Interval]:
    months = table.dated("months", _MONTHS)
    policy_only = table.dated("policy_only", dated.flag)
    planned = {**dict.fromkeys(RATING_NAMES, months), **_uplift(table, _MONTHS)}
    return lambda day: Interval(
        months=months.on(day),
        policy_only=policy_only.on(day).value,
        planned=_on(planned, day),
        first_months=first_months.on(day),
    )


def _once_by(table: Table) -> Callable[[date], OnceBy]:
    by = table.dated("by", dated.day)
    counting_from = table.dated("counting_from", dated.day)
    return lambda day: OnceBy(by.on(day), counting_from.on(day))


def _for_every_rating(table: Table, parse: dated.Parse[int]) -> ByRating:
    if EVERY_RATING not in table:
        return {ordinal: table.dated(name, parse) for name, ordinal in _ORDINALS.items()}
    for name in _ORDINALS:
        if name in table:
            raise Fault(table.at(name), f"stands beside {EVERY_RATING}: keep that one, or give each rating its own")
    value = table.dated(EVERY_RATING, parse)
    return dict.fromkeys(RATING_NAMES, value)


def _uplift(table: Table, parse: dated.Parse[int]) -> ByRating:
    if "planned" not in table:
        return {}
    planned = table.table("planned", tuple(_ORDINALS))
    return {_ORDINALS[name]: planned.dated(name, parse) for name in planned}


def _on(values: ByRating, day: date) -> Mapping[int, Cited[int]]:
    return {ordinal: value.on(day) for ordinal, value in values.items()}


def read_first_inspection(root: Table) -> Dated[int]:
    """Months from registration to the first key inspection of a service under an interval. Raises `Fault`."""
    return root.table("first_inspection", ("months",)).dated("months", _MONTHS)


def read_window(root: Table) -> Dated[int]:
    """Days before its target on which the window of an inspection opens. Raises `Fault`."""
    return root.table("window", ("days",)).dated("days", _DAYS)


def read_new_provider(root: Table) -> Callable[[date], NewProvider]:
    """What a provider needs in the year of its registration. Raises `Fault`."""
    table = root.table("new_provider", ("cutoff", "before", "after"))
    cutoff = table.dated("cutoff", dated.day_of_year)
    before, after = table.dated("before", _COUNT), table.dated("after", _COUNT)
    return lambda day: NewProvider(cutoff.on(day), before.on(day), after.on(day))


def read_counting(root: Table) -> Callable[[date], Counting]:
    """Which inspections count. Raises `Fault`."""
    table = root.table("counting", ("per_year", "key_among", "interval"))
    per_year = table.dated("per_year", _COUNTED)
    key_among = table.dated("key_among", dated.flag)
    interval = table.dated("interval", _COUNTED)
    return lambda day: Counting(per_year.on(day), key_among.on(day), interval.on(day))


def read_approval(root: Table) -> Callable[[date], Approval]:
    """Whose premises are approved by the Secretary of State. Raises `Fault`."""
    types = root.table("approval", ("service_types",)).dated("service_types", _TYPES)

    def build(day: date) -> Approval:
        cited = types.on(day)
        return Approval(cited.value, Cited(True, cited.path, cited.effective_from, cited.reference))

    return build


def read_follow_up(root: Table) -> Callable[[date], FollowUp] | None:
    """How soon a poor rating brings inspectors back; None where the regime has no such rule. Raises `Fault`."""
    if "follow_up" not in root:
        return None
    table = root.table("follow_up", ("days", "rating", "service_types"))
    days, rating = table.dated("days", _DAYS), table.dated("rating", dated.rating)
    types = table.dated("service_types", _TYPES)
    return lambda day: FollowUp(days.on(day), rating.on(day), types.on(day).value)


def read_carry_over(root: Table) -> Callable[[date], CarryOver] | None:
    """When an inspection may fall into the next year; None where the regime has no such rule. Raises `Fault`."""
    if "carry_over" not in root:
        return None
    table = root.table("carry_over", ("below", "visit_from", "visit_until", "until", "service_types"))
    below = table.dated("below", dated.rating)
    visit_from = table.dated("visit_from", dated.day_of_year)
    visit_until = table.dated("visit_until", dated.day_of_year)
    until = table.dated("until", dated.day_of_year)
    types = table.dated("service_types", _TYPES)
    return lambda day: CarryOver(
        below=below.on(day),
        visit_from=visit_from.on(day),
        visit_until=visit_until.on(day),
        until=until.on(day),
        service_types=types.on(day).value,
    )
