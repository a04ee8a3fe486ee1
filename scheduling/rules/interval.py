"""Rule 2, no more than so many months between key inspections, and rule 3, once by a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from law.dates import add_months
from law.model import Interval, OnceBy, Regime
from scheduling.facts import Facts
from scheduling.plans import INTERVAL, ONCE_BY, POLICY, STATUTORY, Item, Reason
from scheduling.rules.known import days_suspended, first_inspection, last_on, ordinal_in_force
from scheduling.rules.windows import day_after


class Base(NamedTuple):
    """The day from which an interval runs, the last inspection behind it, and the days suspended since."""

    on: date
    last: date | None
    days_suspended: int

    def add(self, months: int) -> date:
        """So many months later, and the days suspended."""
        return add_months(self.on, months) + timedelta(days=self.days_suspended)


def base_of(facts: Facts, regime: Regime, day: date) -> Base | None:
    """The last key inspection, else the registration, as known on `day`; None when neither is."""
    last = last_on(facts, regime.counting.interval.value, day)
    on = last or facts.registered_on
    return None if on is None else Base(on, last, days_suspended(facts, on, day))


def interval_items(facts: Facts, regime: Regime, rule: Interval, day: date) -> list[Item]:
    """The one item of rule 2: the next key inspection."""
    base = base_of(facts, regime, day)
    basis = POLICY if rule.policy_only else STATUTORY
    if base is None:
        why = Reason(2, "no_date_known", rule.months.reference, (rule.months.value,))
        return [Item(f"{INTERVAL}/none", "key", None, None, None, basis, False, (why,))]
    last_day = base.add(rule.months.value)
    target, when = _wanted(facts, rule, base, day)
    why = Reason(2, "interval", rule.months.reference, (rule.months.value, base.days_suspended))
    return [
        Item(
            key=f"{INTERVAL}/{base.on}",
            type="key",
            window_opens=day_after(base.last),
            target=target,
            statutory_deadline=None if rule.policy_only else last_day,
            basis=basis,
            next=False,
            reasons=(why, *when),
        )
    ]


def _wanted(facts: Facts, rule: Interval, base: Base, day: date) -> tuple[date, tuple[Reason, ...]]:
    """The target, and the policy that brings it before the end of the interval, if any."""
    if base.last is None:
        policy, effect, references = rule.first_months, "first", [rule.first_months.reference]
    else:
        policy, effect = rule.planned[ordinal_in_force(facts, day)], "uplift"
        alike = [rule.planned[other] for other in sorted(rule.planned, reverse=True)]
        references = [cited.reference for cited in alike if cited.value == policy.value]
    if policy.value >= rule.months.value:
        return base.add(rule.months.value), ()
    return base.add(policy.value), (Reason(2, effect, "; ".join(dict.fromkeys(references)), (policy.value,)),)


def once_by_items(facts: Facts, regime: Regime, rule: OnceBy, day: date) -> list[Item]:
    """The one item of rule 3, until a key inspection that counts for it is known."""
    if is_served(facts, regime, rule, day):
        return []
    by = rule.by.value
    why = Reason(3, "once_by", rule.by.reference, (by,))
    return [Item(f"{ONCE_BY}/{by}", "key", rule.counting_from.value, by, by, STATUTORY, False, (why,))]


def is_served(facts: Facts, regime: Regime, rule: OnceBy, day: date) -> bool:
    """Whether an inspection that counts for rule 3 has been made, as known on `day`."""
    types = regime.counting.interval.value
    return first_inspection(facts, types, rule.counting_from.value, day) is not None
