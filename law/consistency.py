"""What must hold between the values of a regime: an uplift only ever adds, and worse never means less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from law.dated import Fault
from law.model import RATING_NAMES, CarryOver, Cited, Interval, NewProvider, OnceBy, PerYear, Regime

_BEST_TO_WORST = sorted(RATING_NAMES, reverse=True)


def faults(regime: Regime) -> Iterator[Fault]:
    """Everything in which the values of one day contradict each other or the spirit of the law."""
    for rule in regime.rules.values():
        if isinstance(rule, PerYear):
            yield from _per_year(rule)
        elif isinstance(rule, Interval):
            yield from _interval(rule)
        else:
            yield from _once_by(rule)
    yield from _new_provider(regime.new_provider)
    yield from _counting(regime)
    yield from _service_types(regime)
    if regime.carry_over:
        yield from _carry_over(regime.carry_over)


def _per_year(rule: PerYear) -> Iterator[Fault]:
    for ordinal, planned in rule.planned.items():
        minimum = rule.statutory[ordinal]
        if planned.value < minimum.value:
            yield Fault(
                planned.path,
                f"{planned.value} a year is below the statutory minimum of {minimum.value} ({minimum.path}, "
                f"{minimum.reference}): an uplift only ever adds, so plan at least {minimum.value}",
            )
    for values in (rule.statutory, rule.planned):
        for better, worse in _pairs(values):
            if worse.value < better.value:
                yield Fault(
                    worse.path,
                    f"{worse.value} a year is less than a better rating gets, {better.value} ({better.path}): "
                    f"ask for at least {better.value} (para 3.1.7)",
                )


def _interval(rule: Interval) -> Iterator[Fault]:
    for planned in rule.planned.values():
        if planned.value > rule.months.value:
            yield Fault(
                planned.path,
                f"{planned.value} months is longer than the interval itself, {rule.months.value} ({rule.months.path}, "
                f"{rule.months.reference}): an uplift only ever shortens it",
            )
    for better, worse in _pairs(rule.planned):
        if worse.value > better.value:
            yield Fault(
                worse.path,
                f"{worse.value} months is longer than a better rating waits, {better.value} ({better.path}): "
                f"give at most {better.value} (para 3.1.7)",
            )


def _pairs(values: Mapping[int, Cited[int]]) -> Iterator[tuple[Cited[int], Cited[int]]]:
    """Each rating's value with that of the next worse one."""
    return pairwise(values[ordinal] for ordinal in _BEST_TO_WORST)


def _once_by(rule: OnceBy) -> Iterator[Fault]:
    if rule.counting_from.value > rule.by.value:
        yield Fault(rule.counting_from.path, f"is after {rule.by.value}, by which the inspection is due: begin earlier")


def _new_provider(rule: NewProvider) -> Iterator[Fault]:
    if rule.after.value > rule.before.value:
        yield Fault(
            rule.after.path,
            f"{rule.after.value} is more than an earlier registration gets, {rule.before.value} ({rule.before.path}): "
            "the shorter rest of the year cannot ask for more",
        )


def _counting(regime: Regime) -> Iterator[Fault]:
    for counted in (regime.counting.per_year, regime.counting.interval):
        if "key" not in counted.value:
            yield Fault(counted.path, 'leaves out "key": a full inspection always counts, add it (para 3.1.15)')


def _service_types(regime: Regime) -> Iterator[Fault]:
    per_year = {code for code, rule in regime.rules.items() if isinstance(rule, PerYear)}
    named = [("approval", regime.approval.service_types, set(regime.rules), "no rule")]
    if regime.follow_up:
        named.append(("follow_up", regime.follow_up.service_types, set(regime.rules), "no rule"))
    if regime.carry_over:
        named.append(("carry_over", regime.carry_over.service_types, per_year, "no rule of the kind per_year"))
    for section, types, known, lack in named:
        for missing in sorted(types - known):
            yield Fault(
                f"{section}.service_types", f"names {missing}, which has {lack} in this regime: add one, or drop it"
            )


def _carry_over(rule: CarryOver) -> Iterator[Fault]:
    if _in_year(rule.visit_from.value) > _in_year(rule.visit_until.value):
        yield Fault(
            rule.visit_from.path,
            f"comes after visit_until ({rule.visit_until.path}) in a year that runs from 1 April: swap them",
        )


def _in_year(day: tuple[int, int]) -> tuple[int, int]:
    """A day of the year as it is ordered in an inspection year."""
    month, number = day
    return (month - 4) % 12, number
