"""What the planner answers: a plan, its items and their reasons, and the compact text in which they are kept.

A plan holds no today, no age and no count of days left: it says the same until `valid_until`. Its text leaves
`valid_until` and `replan_on` out, so that two plans that say the same are the same text.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

# Kinds of rule (Plan.rule): which of the rules 1 to 3 the provider is under.
PER_YEAR, INTERVAL, ONCE_BY, NO_RULE = "per_year", "interval", "once_by", "none"
# Whether there is anything to plan (Plan.status): rules 9 and 10.
OPEN, SUSPENDED, CLOSED = "open", "suspended", "closed"
# The verdict of the year before (Plan.previous_year).
MET, BELOW_PLAN, NOT_REACHED, CARRIED_OVER, MISSED, NOT_KNOWN, NOT_REQUIRED = (
    "met",
    "below_plan",
    "not_reached",
    "carried_over",
    "missed",
    "not_known",
    "not_required",
)
# Why an item is there (Item.basis), as printed; asked visits bring their own.
STATUTORY, POLICY, RATING_UPLIFT, FOLLOW_UP, APPROVAL = "statutory", "policy", "rating uplift", "follow-up", "approval"


class Reason(NamedTuple):
    """One step of the argument for an item: the rule of the planner (1 to 8), what it did (`effect`), the
    paragraph that says so, and the inputs that decided. Sentences are made from it by `scheduling.reasons`."""

    rule: int
    effect: str
    reference: str
    inputs: tuple[date | int, ...] = ()


class Item(NamedTuple):
    """One inspection that must happen. `next`: the one of next year, when nothing of this year is left."""

    key: str
    type: str
    window_opens: date | None
    target: date | None
    statutory_deadline: date | None
    basis: str
    next: bool
    reasons: tuple[Reason, ...]

    @property
    def carried_over(self) -> bool:
        """Rule 8: of a year, and allowed in the first months of the year after it."""
        return any(reason.effect == "carried_over" for reason in self.reasons)


class Counts(NamedTuple):
    """Rule 1 in the current inspection year: n with uplift, how many of it are done, how many left."""

    required: int
    done: int
    outstanding: int


class Plan(NamedTuple):
    """What must happen for one provider, by the law of one day, and what the year before came to.

    `counts` only under a rule per year. `arrears`: that year was missed and nothing has been done for the law since.
    `policy_only`: the rule asks for nothing by law. `valid_until`: the first day on which what `manage.py plan` prints
    of it will differ, the state apart. `replan_on`: the first day on which anything that is kept of it will, its
    window, its reasons, its status and the law's text included; never after `valid_until`, seldom before.
    """

    regime: str
    status: str
    rule: str
    policy_only: bool
    counts: Counts | None
    arrears: bool
    previous_year: str
    items: tuple[Item, ...]
    valid_until: date | None = None
    replan_on: date | None = None


_WRITER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=date.isoformat)


def printed(plan: Plan) -> tuple[object, ...]:
    """What `manage.py plan --facts` prints of a plan, `state` and `valid_until` apart."""
    items = [(i.key, i.type, i.target, i.statutory_deadline, i.basis, i.next) for i in plan.items]
    return plan.regime, plan.counts, plan.previous_year, items


def dumps(plan: Plan) -> str:
    """The plan as compact JSON without `valid_until` and `replan_on`: equal plans, equal text."""
    return _WRITER.encode(
        {
            "arrears": plan.arrears,
            "counts": plan.counts,
            "items": plan.items,
            "policy_only": plan.policy_only,
            "previous_year": plan.previous_year,
            "regime": plan.regime,
            "rule": plan.rule,
            "status": plan.status,
        }
    )


def loads(text: str, valid_until: date | None = None, replan_on: date | None = None) -> Plan:
    """The plan of a text made by `dumps`. Raises ValueError or KeyError on any other text."""
    raw = json.loads(text)
    return Plan(
        regime=raw["regime"],
        status=raw["status"],
        rule=raw["rule"],
        policy_only=raw["policy_only"],
        counts=Counts(*raw["counts"]) if raw["counts"] else None,
        arrears=raw["arrears"],
        previous_year=raw["previous_year"],
        items=tuple(map(_item, raw["items"])),
        valid_until=valid_until,
        replan_on=replan_on,
    )


def _item(raw: list[Any]) -> Item:
    key, kind, window_opens, target, deadline, basis, is_next, reasons = raw
    return Item(
        key, kind, _day(window_opens), _day(target), _day(deadline), basis, is_next, tuple(map(_reason, reasons))
    )


def _reason(raw: list[Any]) -> Reason:
    rule, effect, reference, inputs = raw
    return Reason(
        rule, effect, reference, tuple(date.fromisoformat(part) if isinstance(part, str) else part for part in inputs)
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
