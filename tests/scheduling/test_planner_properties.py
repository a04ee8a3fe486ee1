"""What holds for every provider, law and day: the invariants of the planner."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import tests.hypothesis_profiles  # noqa: F401  (chooses the profile, also when this file runs alone)
from law.dates import add_months, year_end, year_of, year_start
from law.model import Interval, Law, OnceBy, PerYear
from scheduling.contract import as_json
from scheduling.facts import Facts, Inspection, Rating
from scheduling.planner import plan, plan_on
from scheduling.plans import MISSED, OPEN, Item, Plan, dumps, loads
from scheduling.replay import replay
from scheduling.rules.known import days_suspended, last_on, ordinal_in_force
from scheduling.states import standing, state
from tests.scheduling.situations import any_law, inspection_types, made_for, providers, todays, without_carry_over

ONE_DAY = timedelta(days=1)
BRUTE_DAYS = 1230
CURRENT_RULES = ("per_year", "interval", "once_by")


def rule_of(item: Item) -> str:
    return item.key.split("/")[0]


@given(providers(), any_law, todays)
def test_no_plan_is_below_the_statutory_minimum(facts: Facts, law: Law, today: date) -> None:
    made = plan_on(facts, law, today)
    rule = law.on(today).rules.get(facts.service_type)
    if made.status != OPEN or rule is None:
        return
    lawful = [
        item for item in made.items if item.statutory_deadline and rule_of(item) in CURRENT_RULES and not item.next
    ]
    if isinstance(rule, PerYear):
        assert len(lawful) >= least_by_law(facts, law, rule, today)
        last_day = max([item.statutory_deadline for item in lawful if item.statutory_deadline], default=date.min)
        assert last_day <= year_end(today) or any(item.carried_over for item in lawful)
    elif isinstance(rule, Interval) and not rule.policy_only:
        base = last_on(facts, ("key",), today) or facts.registered_on
        if base:
            latest = add_months(base, rule.months.value) + timedelta(days=days_suspended(facts, base, today))
            assert [item.statutory_deadline for item in lawful] == [latest]
    elif isinstance(rule, OnceBy):
        served = any(i.type == "key" and rule.counting_from.value <= i.on <= today for i in facts.inspections)
        assert [item.statutory_deadline for item in lawful] == ([] if served else [rule.by.value])


def least_by_law(facts: Facts, law: Law, rule: PerYear, today: date) -> int:
    """What the law asks for this year less each day with a key or random inspection, counted apart from the planner."""
    asked = rule.statutory[ordinal_in_force(facts, today)].value
    if facts.registered_on and facts.registered_on >= year_start(today):
        new = law.on(today).new_provider
        cutoff = date(year_of(today), *new.cutoff.value)
        asked = min(asked, new.before.value if facts.registered_on < cutoff else new.after.value)
    days = {i.on for i in facts.inspections if year_start(today) <= i.on <= today and i.type in ("key", "random")}
    keys = any(i.type == "key" for i in facts.inspections if i.on in days)
    return max(0, asked - len(days), 1 if asked and not keys else 0)


@given(providers(), any_law, todays)
def test_nothing_and_nobody_moves_a_deadline_or_a_target_beyond_it(facts: Facts, law: Law, today: date) -> None:
    alone = plan_on(replace(facts, asked=(), brought_forward=()), law, today)
    made = {item.key: item for item in plan_on(facts, law, today).items}
    for item in alone.items:
        assert made[item.key].statutory_deadline == item.statutory_deadline
        assert item.target is None or (made[item.key].target or date.max) <= item.target
    for item in made.values():
        assert item.target is None or item.statutory_deadline is None or item.target <= item.statutory_deadline


@given(providers(), any_law, todays, st.integers(0, 99))
def test_the_same_facts_in_any_order_give_the_same_bytes(facts: Facts, law: Law, today: date, seed: int) -> None:
    names = ("suspended", "ratings", "inspections", "asked", "brought_forward")
    shuffled = {}
    for name in names:
        rows = list(getattr(facts, name)) * 2
        Random(seed).shuffle(rows)
        shuffled[name] = rows
    single_parts = ("urn", "registered_on", "ended_on", "history_complete_from", "approval")
    other = Facts.of(facts.service_type, **{name: getattr(facts, name) for name in single_parts}, **shuffled)
    assert other == facts
    assert other.canonical() == facts.canonical()
    assert dumps(plan_on(other, law, today)) == dumps(plan_on(facts, law, today))


@given(providers(), any_law, todays)
def test_applying_a_plan_again_changes_nothing(facts: Facts, law: Law, today: date) -> None:
    made = plan(facts, law, today)
    kept = loads(dumps(made), made.valid_until, made.replan_on)
    assert kept == made
    assert plan(facts, law, today) == kept
    assert replay(facts, law, today, kept).agrees


@given(providers(), any_law, todays, inspection_types, made_for, st.integers(0, 700))
def test_an_inspection_never_adds_an_obligation_of_its_rule_and_year(
    facts: Facts, law: Law, today: date, kind: str, purpose: str | None, ago: int
) -> None:
    visit = Inspection(today - timedelta(days=ago), kind, purpose)
    year = year_of(visit.on)
    more = Facts.of(
        facts.service_type,
        **{
            name: getattr(facts, name)
            for name in Facts.__dataclass_fields__
            if name not in ("service_type", "inspections")
        },
        inspections=(*facts.inspections, visit),
    )
    before, after = (obligations(plan_on(each, law, today), year, today) for each in (facts, more))
    for rule, number in after.items():
        assert number <= before[rule], (rule, before, after)


def obligations(made: Plan, year: int, today: date) -> Counter[str]:
    """How many items each rule has of that year; the year before missed counts as one of them.

    Visits asked for are obligations whether they ride on another item or not, so they are left out here.
    """
    found: Counter[str] = Counter()
    for item in made.items:
        rule = rule_of(item)
        if rule == "per_year" and int(item.key.split("/")[1]) == year:
            found[rule] += not item.next
        elif rule not in ("per_year", "asked"):
            found[rule] += 1
    if year == year_of(today) - 1:
        found["per_year"] += made.previous_year == MISSED
    return found


@given(providers(), any_law, todays, st.integers(2, 4), st.integers(0, 400))
def test_a_worse_rating_never_gives_a_later_target(facts: Facts, law: Law, today: date, ordinal: int, ago: int) -> None:
    plain, since = without_carry_over(law), today - timedelta(days=ago)
    better, worse = (
        plan_on(rated(facts, Rating(since, today, number)), plain, today) for number in (ordinal, ordinal - 1)
    )
    for rule in {rule_of(item) for item in better.items if rule_of(item) != "follow_up"}:
        before, after = (sorted_targets(each.items, rule) for each in (better, worse))
        assert len(after) >= len(before)
        assert all(late >= early for late, early in zip(before, after, strict=False))


def rated(facts: Facts, rating: Rating) -> Facts:
    """Rated like this, and with no decision and no asked visit that could move a target."""
    others = tuple(each for each in facts.ratings if each.awarded_on != rating.awarded_on and not each.in_force_from)
    return replace(facts, ratings=tuple(sorted((*others, rating))), asked=(), brought_forward=())


def sorted_targets(items: Iterable[Item], rule: str) -> list[date]:
    return sorted(item.target or date.min for item in items if rule_of(item) == rule)


@given(providers(), any_law, todays)
def test_a_plan_is_good_until_exactly_the_day_it_says(facts: Facts, law: Law, today: date) -> None:
    made = plan(facts, law, today)
    horizon = today + BRUTE_DAYS * ONE_DAY
    replan_on, valid_until = by_brute_force(facts, law, today)
    for said, found in ((made.replan_on, replan_on), (made.valid_until, valid_until)):
        assert (said if said and said <= horizon else None) == found


def by_brute_force(facts: Facts, law: Law, today: date) -> tuple[date | None, date | None]:
    """The first day on which anything that is kept differs, and the first on which what is printed does."""
    now, shown, replan_on = plan_on(facts, law, today), seen(facts, law, today), None
    for day in days_after(today):
        if plan_on(facts, law, day) == now and law.on(day).hash == law.on(today).hash:
            continue
        replan_on = replan_on or day
        if seen(facts, law, day) != shown:
            return replan_on, day
    return replan_on, None


def seen(facts: Facts, law: Law, day: date) -> dict[str, Any]:
    """What the command prints, state and valid_until apart."""
    line = as_json(facts, plan_on(facts, law, day), day)
    return {name: value for name, value in line.items() if name not in ("state", "valid_until")}


def days_after(today: date) -> Iterable[date]:
    return (today + timedelta(days=ahead) for ahead in range(1, BRUTE_DAYS + 1))


@given(providers(), any_law, todays)
def test_no_plan_changes_on_three_days_running_without_a_fact(facts: Facts, law: Law, today: date) -> None:
    facts_come = {*dates_in(facts), *(day + ONE_DAY for day in dates_in(facts)), *law.changes_after(today)}
    plans_made = [plan_on(facts, law, day) for day in (today, *days_after(today))]
    changed = {
        day
        for day, one, other in zip(days_after(today), plans_made[:-1], plans_made[1:], strict=True)
        if one != other and day not in facts_come
    }
    assert not [day for day in changed if {day + ONE_DAY, day + 2 * ONE_DAY} <= changed]


def dates_in(parts: Any) -> set[date]:
    """Every date in the facts, however deep."""
    if isinstance(parts, date):
        return {parts}
    if isinstance(parts, Facts):
        parts = [getattr(parts, name) for name in Facts.__dataclass_fields__]
    return {day for part in parts for day in dates_in(part)} if isinstance(parts, list | tuple) else set()


@given(providers(), any_law, todays)
def test_the_standing_says_what_the_state_says_on_every_day(facts: Facts, law: Law, today: date) -> None:
    made = plan(facts, law, today)
    base, due_from, overdue_from = standing(made)
    for day in (today, *days_after(today)):
        if made.replan_on and day >= made.replan_on:
            break
        overdue = overdue_from is not None and overdue_from <= day
        due = due_from is not None and due_from <= day
        assert state(made, day) == ("overdue" if overdue else "due" if due else base)


@given(providers(), any_law, todays)
def test_the_reasons_alone_give_the_dates_again(facts: Facts, law: Law, today: date) -> None:
    for item in plan_on(facts, law, today).items:
        assert (item.target, item.statutory_deadline) == dates_by_reasons(item)


def dates_by_reasons(item: Item) -> tuple[date | None, date | None]:
    """Target and deadline of an item, worked out from its key, its basis and its stored reasons."""
    why, when = item.reasons[0], item.reasons[-1]
    deadline = deadline_by_reason(item)
    first, *rest = when.inputs
    if when.effect in ("spaced", "from_year_start"):
        return add_months(first, rest[0]), deadline
    if when.effect == "shared_out":
        return first + timedelta(days=rest[0]), deadline
    if when.effect in ("by_end", "at_year_start", "once_by", "asked", "asked_earlier", "brought_forward"):
        return first, deadline
    if when.effect == "no_date_known":
        return None, deadline
    if when.effect == "approval":
        return deadline, deadline
    base = date.fromisoformat(item.key.split("/")[1])
    if when.effect == "follow_up":
        return base + timedelta(days=first), deadline
    assert when.effect in ("interval", "uplift", "first")
    return add_months(base, first) + timedelta(days=why.inputs[1]), deadline


def deadline_by_reason(item: Item) -> date | None:
    why = item.reasons[0]
    if rule_of(item) == "approval":
        return add_months(date.fromisoformat(item.key.split("/")[1]), why.inputs[0])
    if rule_of(item) == "asked":
        return why.inputs[0] if item.statutory_deadline else None
    if item.basis != "statutory" or why.effect == "no_date_known":
        return None
    if rule_of(item) == "interval":
        base = date.fromisoformat(item.key.split("/")[1])
        return add_months(base, why.inputs[0]) + timedelta(days=why.inputs[1])
    if why.effect in ("carried_over", "once_by"):
        return why.inputs[0]
    return date(int(item.key.split("/")[1]) + 1, 3, 31)
