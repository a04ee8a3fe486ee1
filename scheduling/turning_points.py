"""The days on which a plan can change without news: nothing else that the planner reads depends on the day."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from law.dates import add_months, year_of
from law.model import Interval, Law, OnceBy
from scheduling.facts import Facts
from scheduling.rules.inspection_year import day_in, end_of, start_of
from scheduling.rules.windows import ONE_DAY, day_after

# After the last dated fact and deadline a year can differ from the one before it for two years more: what is new in
# it, then what it carries on. From then on all are alike, or each differs (rule 1).
YEARS_TO_SETTLE = 3


def turning_points(facts: Facts, law: Law, today: date) -> Iterator[tuple[date, bool]]:
    """In order, each day after `today` on which a fact becomes known or ends, the law changes, a year begins, or
    what was carried over can no longer be made; up to the year from which on all are alike.

    With each day, whether a fact or the law makes it one, and not the calendar alone.
    """
    dated = sorted({day for day in _fact_days(facts) if day > today}.union(law.changes_after(today)))
    settled = max(today, *dated, *_deadlines(facts, law, (today, *dated)), facts.history_complete_from or today)
    years = _year_days(facts, law, today, year_of(settled) + YEARS_TO_SETTLE)
    if not dated:
        yield from ((day, False) for day in years if day > today)
        return
    known = set(dated)
    for day, _ in groupby(heapq.merge(dated, years)):
        if day > today:
            yield day, day in known


def _fact_days(facts: Facts) -> Iterator[date]:
    """Every day on which a fact begins to be known, or stops to hold."""
    days: list[date | None] = [facts.registered_on, day_after(facts.ended_on)]
    days += [inspection.on for inspection in facts.inspections]
    days += [day for rating in facts.ratings for day in (rating.awarded_on, rating.in_force_from)]
    days += [day for start, end in facts.suspended for day in (start, day_after(end))]
    days += [day for ask in facts.asked for day in (ask.asked_on, ask.withdrawn_on)]
    days += [day for decision in facts.brought_forward for day in (decision.decided_on, decision.withdrawn_on)]
    if facts.approval:
        days.append(facts.approval.starts)
    return (day for day in days if day is not None)


def _deadlines(facts: Facts, law: Law, days: tuple[date, ...]) -> Iterator[date]:
    """No deadline of rule 2 or 3 is later than these: after it, the verdict of a year no longer turns on it."""
    known = [inspection.on for inspection in facts.inspections]
    base = max(known, default=facts.registered_on)
    suspended = sum(((end - start).days + 1 for start, end in facts.suspended if end), 0)
    for day in days:
        rule = law.on(day).rules.get(facts.service_type)
        if isinstance(rule, OnceBy):
            yield rule.by.value
        elif isinstance(rule, Interval) and base:
            yield add_months(base, rule.months.value) + timedelta(days=suspended)


def _year_days(facts: Facts, law: Law, today: date, last_year: int) -> Iterator[date]:
    """1 April of each year, and the day after the last one for what the year before may have carried over."""
    for year in range(year_of(today), last_year + 1):
        yield start_of(year)
        carry = law.on(end_of(year - 1)).carry_over
        if carry and facts.service_type in carry.service_types:
            yield day_in(year, carry.until.value) + ONE_DAY
