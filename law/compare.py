"""What a regime says, in plain English, line by line; and any two regimes side by side. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from law.dated import MONTHS
from law.model import (
    GOOD,
    RATING_NAMES,
    CarryOver,
    Cited,
    FollowUp,
    FrequencyRule,
    Interval,
    NewProvider,
    PerYear,
    Regime,
)

WHAT = {
    "minimum": "Required by law",
    "planned": "Planned, with policy uplift",
    "counting": "Inspections that count",
    "first": "First inspection after registration",
    "follow_up": "After a rating",
    "carry_over": "Carried into the next year",
    "approval": "Approval by the Secretary of State",
    "window": "Window of an inspection",
}
BEST_TO_WORST = tuple(sorted(RATING_NAMES, reverse=True))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a regime says. `service_type` None: of every type; `rating` None: whatever the rating.

    `what` is a key of `WHAT`. `citations` are the values that it was made from, each once.
    """

    service_type: str | None
    what: str
    rating: int | None
    words: str
    citations: tuple[Cited[Any], ...]

    @property
    def key(self) -> tuple[str | None, str, int | None]:
        """What the line is about: two regimes are set side by side by it."""
        return self.service_type, self.what, self.rating

    @property
    def references(self) -> tuple[str, ...]:
        """The paragraphs and regulations, each once."""
        return tuple(dict.fromkeys(cited.reference for cited in self.citations))


@dataclass(frozen=True, slots=True)
class Pair:
    """What two regimes say about one thing; None where a regime says nothing about it."""

    service_type: str | None
    what: str
    rating: int | None
    left: Line | None
    right: Line | None

    @property
    def same(self) -> bool:
        """Whether both say the same, whatever they cite for it."""
        return (self.left and self.left.words) == (self.right and self.right.words)


def compare(left: Regime, right: Regime) -> tuple[Pair, ...]:
    """Every line of either regime, in the left one's order, what only the right one says after its type."""
    ours, theirs = ({line.key: line for line in lines(regime)} for regime in (left, right))
    types = [*dict.fromkeys(key[0] for key in (*ours, *theirs) if key[0]), None]
    rank = {service_type: number for number, service_type in enumerate(types)}
    whats = list(WHAT)
    keys = sorted({**ours, **theirs}, key=lambda key: (rank[key[0]], whats.index(key[1]), -(key[2] or 0)))
    return tuple(Pair(*key, ours.get(key), theirs.get(key)) for key in keys)


def lines(regime: Regime) -> tuple[Line, ...]:
    """Everything that the regime says, for each service type and rating, with what it cites."""
    return (
        *(line for service_type in regime.rules for line in _of_type(regime, service_type)),
        _line(None, "window", None, f"opens {_days(regime.window_days.value)} before the target", regime.window_days),
    )


def summary(regime: Regime, service_type: str) -> str:
    """How often a service of this type is inspected, in one sentence.

    "1 in each inspection year, a key inspection; 2 when adequate; 3 when poor"
    "every 36 months; every 18 months when adequate (policy); every 12 months when poor (policy)"
    """
    rule = regime.rules.get(service_type)
    if rule is None:
        return "no rule"
    base, *_ = _minimum(regime, rule, GOOD)
    if isinstance(rule, PerYear):
        by_law = _departures(rule.statutory, str)
        planned = [f"{part} (policy)" for part in _departures(rule.planned, str) if part not in by_law]
        return "; ".join([base, *by_law, *planned])
    if isinstance(rule, Interval):
        base = _months(rule.months.value) + (" (policy, not law)" if rule.policy_only else "")
        return "; ".join([base, *(f"{part} (policy)" for part in _departures(rule.planned, _months))])
    return str(base)


def _departures(values: Mapping[int, Cited[int]], words: Callable[[int], str]) -> list[str]:
    """What is said of the ratings whose value is not that of "good": "2 when adequate"."""
    groups = [(value, list(ratings)) for value, ratings in groupby(BEST_TO_WORST, lambda rating: values[rating].value)]
    return [
        f"{words(value)} when {' or '.join(RATING_NAMES[rating] for rating in ratings)}"
        for value, ratings in groups
        if GOOD not in ratings
    ]


def _of_type(regime: Regime, service_type: str) -> Iterator[Line]:
    rule = regime.rules[service_type]
    for rating in BEST_TO_WORST:
        yield _line(service_type, "minimum", rating, *_minimum(regime, rule, rating))
    for rating in BEST_TO_WORST:
        yield _line(service_type, "planned", rating, *_planned(regime, rule, rating))
    yield _counting(regime, service_type, rule)
    if isinstance(rule, PerYear):
        yield _new_provider(service_type, regime.new_provider)
    if isinstance(rule, Interval):
        words = f"a key inspection within {_number(rule.first_months.value, 'month')} of registration (policy)"
        yield _line(service_type, "first", None, words, rule.first_months)
    if regime.follow_up and service_type in regime.follow_up.service_types:
        yield _follow_up(regime, service_type, regime.follow_up)
    if regime.carry_over and service_type in regime.carry_over.service_types:
        yield _carry_over(regime, service_type, regime.carry_over)
    if service_type in regime.approval.service_types:
        words = "inspections for the Secretary of State, at the interval set for the home"
        yield _line(service_type, "approval", None, words, regime.approval.reference)


def _minimum(regime: Regime, rule: FrequencyRule, rating: int) -> tuple[Any, ...]:
    """The words of what the law requires, then the values they were made from."""
    if isinstance(rule, PerYear):
        return _in_a_year(regime, rule.statutory[rating])
    if isinstance(rule, Interval):
        path = rule.months.path.removesuffix("months") + "policy_only"
        words = "none by law" if rule.policy_only else _months(rule.months.value)
        return words, rule.months, regime.parameters.get(path)
    words = f"once by {_date(rule.by.value)}, counting from {_date(rule.counting_from.value)}"
    return words, rule.by, rule.counting_from


def _planned(regime: Regime, rule: FrequencyRule, rating: int) -> tuple[Any, ...]:
    """The words of what policy makes of it, then the values they were made from."""
    if isinstance(rule, PerYear):
        return _in_a_year(regime, rule.planned[rating])
    if isinstance(rule, Interval):
        return _months(rule.planned[rating].value), rule.planned[rating]
    return _minimum(regime, rule, rating)


def _in_a_year(regime: Regime, count: Cited[int]) -> tuple[Any, ...]:
    if count.value == 0:
        return "none in an inspection year", count
    key = ", a key inspection" if count.value == 1 else ", 1 of them a key inspection"
    return f"{count.value} in each inspection year{key if regime.counting.key_among.value else ''}", count


def _counting(regime: Regime, service_type: str, rule: FrequencyRule) -> Line:
    counting = regime.counting
    if not isinstance(rule, PerYear):
        words = f"{_listed(counting.interval.value)} inspections"
        return _line(service_type, "counting", None, words, counting.interval)
    among = "; at least one of a year a key inspection" if counting.key_among.value else ""
    words = f"{_listed(counting.per_year.value)} inspections{among}"
    return _line(service_type, "counting", None, words, counting.per_year, counting.key_among)


def _new_provider(service_type: str, rule: NewProvider) -> Line:
    words = (
        f"registered before {_day_of_year(rule.cutoff.value)}: {rule.before.value or 'none'} in that inspection year; "
        f"on or after it: {rule.after.value or 'none'}"
    )
    return _line(service_type, "first", None, words, rule.cutoff, rule.before, rule.after)


def _follow_up(regime: Regime, service_type: str, rule: FollowUp) -> Line:
    rated = RATING_NAMES[rule.rating.value] + (" or worse" if rule.rating.value > min(RATING_NAMES) else "")
    words = f"inspection activity within {_days(rule.days.value)} of being rated {rated}"
    types = regime.parameters.get("follow_up.service_types")
    return _line(service_type, "follow_up", None, words, rule.days, rule.rating, types)


def _carry_over(regime: Regime, service_type: str, rule: CarryOver) -> Line:
    words = (
        f"rated below {RATING_NAMES[rule.below.value]} and last visited from {_day_of_year(rule.visit_from.value)} to "
        f"{_day_of_year(rule.visit_until.value)}: the last one of the year until {_day_of_year(rule.until.value)}"
    )
    types = regime.parameters.get("carry_over.service_types")
    cited = (rule.below, rule.visit_from, rule.visit_until, rule.until, types)
    return _line(service_type, "carry_over", None, words, *cited)


def _line(service_type: str | None, what: str, rating: int | None, words: str, *citations: Cited[Any] | None) -> Line:
    return Line(service_type, what, rating, words, tuple(cited for cited in citations if cited is not None))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _days(count: int) -> str:
    return _number(count, "day")


def _months(count: int) -> str:
    return f"every {_number(count, 'month')}" if count != 1 else "every month"


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _day_of_year(day: tuple[int, int]) -> str:
    return f"{day[1]} {MONTHS[day[0] - 1]}"


def _listed(types: frozenset[str]) -> str:
    return " and ".join(sorted(types))
