"""What an inspection year that has ended came to, by the law and the facts of its last day."""

from __future__ import annotations

from datetime import date

from law.model import Interval, Law, OnceBy, PerYear, Regime
from scheduling.facts import Facts
from scheduling.plans import (
    BELOW_PLAN,
    CARRIED_OVER,
    MET,
    MISSED,
    NOT_KNOWN,
    NOT_REACHED,
    NOT_REQUIRED,
    SUSPENDED,
)
from scheduling.rules.inspection_year import (
    Carry,
    YearCount,
    carry_now,
    count_year,
    end_of,
    is_policy_only,
    start_of,
)
from scheduling.rules.interval import base_of, is_served
from scheduling.rules.known import history_is_complete, is_closed, is_suspended, rating_in_force
from scheduling.rules.per_year import own_spacing


def verdict(facts: Facts, law: Law, year: int, day: date) -> tuple[str, Carry | None]:
    """The verdict of `year`, which ended before `day`, and what it carried over, if that is still to be made."""
    end = end_of(year)
    regime = law.on(end)
    rule = regime.rules.get(facts.service_type)
    if rule is None or is_closed(facts, end) or is_policy_only(rule):
        return NOT_REQUIRED, None
    if is_suspended(facts, end):
        return SUSPENDED, None
    if isinstance(rule, PerYear):
        return _of_count(facts, regime, count_year(facts, law, rule, year, end), day)
    return _of_deadline(facts, regime, rule, year), None


def _of_deadline(facts: Facts, regime: Regime, rule: Interval | OnceBy, year: int) -> str:
    """Rules 2 and 3: met while the deadline is still to come."""
    end = end_of(year)
    if isinstance(rule, OnceBy):
        known, met = True, rule.by.value > end or is_served(facts, regime, rule, end)
    else:
        base = base_of(facts, regime, end)
        known, met = base is not None, base is not None and base.add(rule.months.value) > end
    if met:
        return MET
    return MISSED if known and history_is_complete(facts, year) else NOT_KNOWN


def _of_count(facts: Facts, regime: Regime, count: YearCount, day: date) -> tuple[str, Carry | None]:
    """Rule 1: what the law asked for and did not get, and whether that may still be made good."""
    if not count.required:
        return NOT_REQUIRED, None
    complete = history_is_complete(facts, count.year)
    if not count.outstanding_by_law:
        return (BELOW_PLAN if count.outstanding and complete else MET), None
    if not complete:
        return NOT_KNOWN, None
    carry = carry_now(facts, regime, count)
    if carry:
        return _of_carry(carry, day)
    return (NOT_REACHED if _rated_too_late(facts, count) else MISSED), None


def _of_carry(carry: Carry, day: date) -> tuple[str, Carry | None]:
    if carry.served_on is not None and carry.served_on <= day:
        return MET, None
    return (CARRIED_OVER, carry) if day <= carry.until else (MISSED, None)


def _rated_too_late(facts: Facts, count: YearCount) -> bool:
    """The rating came in that year, so late that every inspection the law then asked for falls beyond it."""
    rating = rating_in_force(facts, end_of(count.year))
    if rating is None or rating.awarded_on < start_of(count.year):
        return False
    return own_spacing(facts, count, 1) > end_of(count.year)
