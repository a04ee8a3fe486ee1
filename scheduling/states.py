"""The state of a provider, derived from its plan and a day: a plan holds none, so that none can be out of date."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from law.dates import year_start
from scheduling.plans import (
    CARRIED_OVER,
    INTERVAL,
    MET,
    NO_RULE,
    NOT_REQUIRED,
    ONCE_BY,
    OPEN,
    PER_YEAR,
    SUSPENDED,
    Item,
    Plan,
)
from scheduling.rules.windows import ONE_DAY

OVERDUE, DUE = "overdue", "due"
STATES = (OVERDUE, DUE, CARRIED_OVER, MET, NOT_REQUIRED, SUSPENDED)


class Standing(NamedTuple):
    """The state on every day that a plan is good for, as three columns.

    Overdue from `overdue_from` on; else due from `due_from` on; else `base`.
    """

    base: str
    due_from: date | None
    overdue_from: date | None


def state(plan: Plan, day: date) -> str:
    """The state on a day from the plan's own up to its `replan_on`."""
    if plan.status == OPEN and (plan.arrears or any(is_overdue(item, day) for item in plan.items)):
        return OVERDUE
    if _base(plan) == MET and any(_falls_due(item) <= day for item in plan.items if _is_of(item, INTERVAL)):
        return DUE
    return _base(plan)


def is_late(item: Item, day: date) -> bool:
    """Its target has passed: wanted, though perhaps not overdue in law."""
    return item.target is not None and item.target < day


def is_overdue(item: Item, day: date) -> bool:
    """Its statutory deadline has passed."""
    return item.statutory_deadline is not None and item.statutory_deadline < day


def standing(plan: Plan) -> Standing:
    """What `state` answers for each day of the plan, without the day."""
    if plan.status != OPEN:
        return Standing(_base(plan), None, None)
    if plan.arrears:
        return Standing(OVERDUE, None, None)
    base = _base(plan)
    due = [_falls_due(item) for item in plan.items if base == MET and _is_of(item, INTERVAL)]
    overdue = [item.statutory_deadline + ONE_DAY for item in plan.items if item.statutory_deadline]
    return Standing(base, min(due, default=None), min(overdue, default=None))


def _base(plan: Plan) -> str:
    """The state while no deadline has passed and, under an interval, before the year of the deadline."""
    if plan.status != OPEN:
        return SUSPENDED if plan.status == SUSPENDED else NOT_REQUIRED
    if plan.rule == NO_RULE or plan.policy_only:
        return NOT_REQUIRED
    if any(item.carried_over for item in plan.items):
        return CARRIED_OVER
    if any(_is_due(item) for item in plan.items):
        return DUE
    return NOT_REQUIRED if plan.counts is not None and plan.counts.required == 0 else MET


def _is_due(item: Item) -> bool:
    """Left of this year and required by law (rule 1), not inspected (rule 3), or with no date known (rule 2)."""
    if _is_of(item, PER_YEAR):
        return not item.next and item.statutory_deadline is not None
    return _is_of(item, ONCE_BY) or (_is_of(item, INTERVAL) and item.statutory_deadline is None)


def _falls_due(item: Item) -> date:
    """Rule 2: the first day of the inspection year of its deadline."""
    return year_start(item.statutory_deadline) if item.statutory_deadline else date.max


def _is_of(item: Item, rule: str) -> bool:
    return item.key.startswith(f"{rule}/")
