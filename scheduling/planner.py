"""The planner: for one provider on one day, which inspections must happen, by when, and why.

A pure function of the facts, the law and the day. The rules are numbered as in `docs/planner.md`:
`per_year` (1), `interval` (2, 3), `further` (4, 5), `asked` (6, 7), `inspection_year` (8), and 9 and 10 here.
"""

from __future__ import annotations

from datetime import date

from law.dates import year_of, year_start
from law.model import FrequencyRule, Interval, Law, PerYear, Regime
from scheduling.facts import Facts
from scheduling.plans import (
    CLOSED,
    INTERVAL,
    MISSED,
    NO_RULE,
    ONCE_BY,
    OPEN,
    PER_YEAR,
    SUSPENDED,
    Counts,
    Item,
    Plan,
    printed,
)
from scheduling.rules.asked import with_decisions
from scheduling.rules.further import approval_items, follow_up_items
from scheduling.rules.inspection_year import Carry, YearCount, carry_now, count_year, end_of, is_policy_only
from scheduling.rules.interval import interval_items, once_by_items
from scheduling.rules.known import is_closed, is_suspended
from scheduling.rules.per_year import year_items
from scheduling.rules.verdict import verdict
from scheduling.rules.windows import with_windows
from scheduling.turning_points import turning_points

# Raise it whenever the same facts, law and day could give another plan than before: every plan is then made anew.
PLANNER_VERSION = 1


def plan(facts: Facts, law: Law, today: date) -> Plan:
    """The plan as it stands on `today`, and until when. Raises `LookupError` when no regime is in force."""
    now = plan_on(facts, law, today)
    replan_on, valid_until = _until(facts, law, today, now)
    return now._replace(valid_until=valid_until, replan_on=replan_on)


def plan_on(facts: Facts, law: Law, day: date) -> Plan:
    """The plan of one day, without `valid_until` and `replan_on`."""
    year = year_of(day)
    regime = law.on(day)
    previous, carry = verdict(facts, law, year - 1, day)
    if is_suspended(facts, day):
        return Plan(regime.id, SUSPENDED, NO_RULE, False, None, False, previous, ())
    if is_closed(facts, day):
        return Plan(regime.id, CLOSED, NO_RULE, False, None, False, previous, ())
    rule = regime.rules.get(facts.service_type)
    count = count_year(facts, law, rule, year, day) if isinstance(rule, PerYear) else None
    items = _of_rule(facts, regime, rule, count, day) + _carried(facts, law, carry)
    items += follow_up_items(facts, regime, day) + approval_items(facts, regime, day)
    items = with_windows(regime, with_decisions(facts, items, year, day))
    return Plan(
        regime=regime.id,
        status=OPEN,
        rule=_kind(rule),
        policy_only=rule is not None and is_policy_only(rule),
        counts=Counts(count.required, count.done, count.outstanding) if count else None,
        arrears=count is not None and previous == MISSED and count.done_by_law == 0,
        previous_year=previous,
        items=tuple(sorted(items, key=lambda item: item.key)),
    )


def _kind(rule: FrequencyRule | None) -> str:
    if rule is None:
        return NO_RULE
    if isinstance(rule, PerYear):
        return PER_YEAR
    return INTERVAL if isinstance(rule, Interval) else ONCE_BY


def _of_rule(
    facts: Facts, regime: Regime, rule: FrequencyRule | None, count: YearCount | None, day: date
) -> list[Item]:
    """The items of rules 1 to 3."""
    if isinstance(rule, PerYear) and count is not None:
        return year_items(facts, regime, rule, count, carry_now(facts, regime, count))
    if isinstance(rule, Interval):
        return interval_items(facts, regime, rule, day)
    return once_by_items(facts, regime, rule, day) if rule is not None and not isinstance(rule, PerYear) else []


def _carried(facts: Facts, law: Law, carry: Carry | None) -> list[Item]:
    """The item that the year before carried over and that is still to be made: by the law of that year."""
    if carry is None:
        return []
    regime = law.on(end_of(carry.counted.year))
    rule = regime.rules[facts.service_type]
    return year_items(facts, regime, rule, carry.counted, carry) if isinstance(rule, PerYear) else []


def _until(facts: Facts, law: Law, today: date, now: Plan) -> tuple[date | None, date | None]:
    """The first day after `today` on which the plan, or the text of its law, differs; and the first on which that
    shows in what is printed."""
    text, replan_on = law.on(today).hash, None
    of_this_year = any(item.key.startswith(PER_YEAR) and not item.carried_over for item in now.items)
    for day, is_dated in turning_points(facts, law, today):
        if not is_dated and (of_this_year or now.rule != PER_YEAR):
            if (of_this_year and day == year_start(day)) or _verdict_differs(facts, law, day, now):
                return replan_on or day, day
            continue
        then = plan_on(facts, law, day)
        if then != now or law.on(day).hash != text:
            replan_on = replan_on or day
            if printed(then) != printed(now):
                return replan_on, day
    return replan_on, None


def _verdict_differs(facts: Facts, law: Law, day: date, now: Plan) -> bool:
    """All that the calendar alone can change but on 1 April, when the items of rule 1 are of another year."""
    return verdict(facts, law, year_of(day) - 1, day)[0] != now.previous_year
