"""What a regime says, as frozen values that never travel without their citation.

A regime is one dated set of frequency rules with its legal basis (domain.md, "Frequency regimes").
The values are read from TOML by `law.loader`; nothing here reads a file, a database or a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")

EXCELLENT, GOOD, ADEQUATE, POOR = 4, 3, 2, 1
RATING_NAMES = {EXCELLENT: "excellent", GOOD: "good", ADEQUATE: "adequate", POOR: "poor"}


@dataclass(frozen=True, slots=True)
class Cited(Generic[T]):
    """A value of the law with the place it was read from and the paragraph or regulation that says so.

    `path` is the dotted path in the regime's text, `effective_from` the first day of the value.
    """

    value: T
    path: str
    effective_from: date
    reference: str


@dataclass(frozen=True, slots=True)
class PerYear:
    """Rule 1: n inspections in each inspection year, by the rating in force (ordinals 4..1).

    `statutory` is what the law requires, `planned` the same with policy uplift (never lower).
    """

    statutory: Mapping[int, Cited[int]]
    planned: Mapping[int, Cited[int]]


@dataclass(frozen=True, slots=True)
class Interval:
    """Rule 2: no more than `months` since the last key inspection.

    `policy_only` rules give a target and no statutory deadline. `planned` is the interval in months by
    rating, never longer than `months`. `first_months`: months from registration to the first key inspection.
    """

    months: Cited[int]
    policy_only: bool
    planned: Mapping[int, Cited[int]]
    first_months: Cited[int]


@dataclass(frozen=True, slots=True)
class OnceBy:
    """Rule 3: one key inspection, on or after `counting_from`, by `by`."""

    by: Cited[date]
    counting_from: Cited[date]


FrequencyRule = PerYear | Interval | OnceBy


@dataclass(frozen=True, slots=True)
class NewProvider:
    """How many inspections a provider under a per-year rule needs in the year it is registered.

    Registered before `cutoff` (month, day) of that inspection year: `before`; on or after it: `after`.
    """

    cutoff: Cited[tuple[int, int]]
    before: Cited[int]
    after: Cited[int]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Rule 4: inspection activity within `days` of an award at or below `rating`, for `service_types`."""

    days: Cited[int]
    rating: Cited[int]
    service_types: frozenset[str]


@dataclass(frozen=True, slots=True)
class CarryOver:
    """Rule 8: a home rated below `below`, last inspected between `visit_from` and `visit_until` (month, day)
    of this inspection year, may have its one outstanding inspection until `until` (month, day) of the next.
    """

    below: Cited[int]
    visit_from: Cited[tuple[int, int]]
    visit_until: Cited[tuple[int, int]]
    until: Cited[tuple[int, int]]
    service_types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Approval:
    """Rule 5: extra inspections of these service types for the Secretary of State, at intervals set case by case."""

    service_types: frozenset[str]
    reference: Cited[bool]


@dataclass(frozen=True, slots=True)
class Counting:
    """Which inspections count: rule 1 counts the types `per_year`, rules 2 and 3 the types `interval`.

    `key_among`: one of the n inspections of a year must be a key inspection.
    """

    per_year: Cited[frozenset[str]]
    key_among: Cited[bool]
    interval: Cited[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Regime:
    """One regime as it stands on a day: the rules by service type, and the rules that go with them.

    `hash` is the SHA-256 of the text it was read from. `rules` has no entry for a service type that the
    regime does not name. `follow_up` and `carry_over` are None where the regime has none.
    `parameters` holds every value of the day by its dotted path, those without a field of their own included.
    """

    id: str
    title: str
    basis: str
    effective_from: date
    hash: str
    rules: Mapping[str, FrequencyRule]
    new_provider: NewProvider
    window_days: Cited[int]
    approval: Approval
    counting: Counting
    follow_up: FollowUp | None = None
    carry_over: CarryOver | None = None
    parameters: Mapping[str, Cited[Any]] = field(default_factory=dict, repr=False, compare=False)


class Law(Protocol):
    """Which regime is in force on a day, and the days on which that changes."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the answer of `on` could change for any day."""

    def on(self, day: date) -> Regime:
        """The regime in force on `day`. Raises `LookupError` when none is."""

    def changes_after(self, day: date) -> tuple[date, ...]:
        """Every day after `day` on which `on` gives another regime than the day before, in order."""
