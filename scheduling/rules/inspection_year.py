"""Rule 1's arithmetic: what one inspection year requires and what is done of it; and rule 8, what it may carry over."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from law.model import CarryOver, FrequencyRule, Interval, Law, PerYear, Regime
from scheduling.facts import Facts
from scheduling.rules.known import (
    first_inspection,
    history_is_complete,
    is_closed,
    is_suspended,
    last_on,
    ordinal_in_force,
)


class YearCount(NamedTuple):
    """How a provider stands under rule 1 in one inspection year, on one day of it.

    `required` is n and `required_by_law` n_s, of the year; `usual` and `usual_by_law` the same by rating, also where
    a `new` provider's n is another. `done` and `done_by_law` are what counts for each. `last` is the day of the last
    inspection of a type that counts, in any year.
    """

    year: int
    ordinal: int
    new: bool
    required: int
    required_by_law: int
    usual: int
    usual_by_law: int
    done: int
    done_by_law: int
    key_done: bool
    last: date | None

    @property
    def outstanding(self) -> int:
        return max(0, self.required - self.done)

    @property
    def outstanding_by_law(self) -> int:
        return max(0, self.required_by_law - self.done_by_law)


class Carry(NamedTuple):
    """Rule 8: the one inspection left of a year may be made until `until`; `served_on` is when it was, if known."""

    counted: YearCount
    until: date
    reference: str
    served_on: date | None


def start_of(year: int) -> date:
    """1 April of an inspection year."""
    return date(year, 4, 1)


def end_of(year: int) -> date:
    """31 March that ends an inspection year."""
    return date(year + 1, 3, 31)


def is_policy_only(rule: FrequencyRule) -> bool:
    """The law asks for none, whatever the rating."""
    if isinstance(rule, PerYear):
        return not any(cited.value for cited in rule.statutory.values())
    return isinstance(rule, Interval) and rule.policy_only


def count_year(facts: Facts, law: Law, rule: PerYear, year: int, day: date) -> YearCount:
    """Count what is required and done in `year` as known on `day`, by the law of `day`."""
    regime, ordinal = law.on(day), ordinal_in_force(facts, day)
    usual, usual_by_law = rule.planned[ordinal].value, rule.statutory[ordinal].value
    new = _required_of_new(facts, regime, year)
    required, by_law = (usual, usual_by_law) if new is None else (new, min(new, usual_by_law))
    before = carry_of(facts, law, year - 1)
    planned, lawful = _days_done(facts, regime, year, day, before.served_on if before else None)
    one_is_key = regime.counting.key_among.value
    return YearCount(
        year=year,
        ordinal=ordinal,
        new=new is not None,
        required=required,
        required_by_law=by_law,
        usual=usual,
        usual_by_law=usual_by_law,
        done=counted(len(planned), any(planned.values()), required, one_is_key),
        done_by_law=counted(len(lawful), any(lawful.values()), by_law, one_is_key),
        key_done=not one_is_key or any(planned.values()),
        last=last_on(facts, regime.counting.per_year.value, day),
    )


def _required_of_new(facts: Facts, regime: Regime, year: int) -> int | None:
    """n of a provider registered in this inspection year; None for any other."""
    registered = facts.registered_on
    if registered is None or registered < start_of(year):
        return None
    rule = regime.new_provider
    return rule.before.value if registered < day_in(year, rule.cutoff.value) else rule.after.value


def day_in(year: int, month_and_day: tuple[int, int]) -> date:
    """A day that comes every year, in an inspection year."""
    month, day = month_and_day
    return date(year if month >= 4 else year + 1, month, day)


def _days_done(
    facts: Facts, regime: Regime, year: int, day: date, served: date | None
) -> tuple[dict[date, bool], dict[date, bool]]:
    """Days of the year with an inspection that counts for the plan, and for the law: was it a key inspection?

    One inspection a day counts, the fullest. The day that served what was carried over counts for neither.
    """
    planned: dict[date, bool] = {}
    lawful: dict[date, bool] = {}
    types, start = regime.counting.per_year.value, start_of(year)
    for on, kind, made_for in facts.inspections:
        if on > day:
            break
        if on < start or on == served or kind not in types:
            continue
        is_key = kind == "key"
        lawful[on] = is_key or lawful.get(on, False)
        if made_for is None:
            planned[on] = is_key or planned.get(on, False)
    return planned, lawful


def counted(days: int, any_key: bool, required: int, one_is_key: bool) -> int:
    """How many of the days count: while there is no key inspection among them, one of the n stays outstanding."""
    if one_is_key and not any_key:
        return max(0, min(days, required - 1))
    return days


def carry_now(facts: Facts, regime: Regime, count: YearCount) -> Carry | None:
    """Rule 8 in the year itself: below good, one left and required by law, the last visit late in the year."""
    rule = regime.carry_over
    if rule is None or not _may_carry(facts, rule, count.ordinal, count.last, count.year):
        return None
    if count.outstanding != 1 or count.outstanding_by_law != 1:
        return None
    until = day_in(count.year + 1, rule.until.value)
    served = first_inspection(facts, regime.counting.per_year.value, start_of(count.year + 1), until)
    return Carry(count, until, rule.until.reference, served.on if served else None)


def _may_carry(facts: Facts, rule: CarryOver, ordinal: int, last: date | None, year: int) -> bool:
    if facts.service_type not in rule.service_types or ordinal >= rule.below.value or last is None:
        return False
    return day_in(year, rule.visit_from.value) <= last <= day_in(year, rule.visit_until.value)


def carry_of(facts: Facts, law: Law, year: int) -> Carry | None:
    """What a year that has ended carried over, judged by the law and the facts of its last day.

    A year whose verdict is not to be known carries nothing on. The count of a year looks at the year before it,
    and so on back: it ends at the first year whose last visit was not late in it.
    """
    end = end_of(year)
    regime = law.on(end)
    rule, carry = regime.rules.get(facts.service_type), regime.carry_over
    if carry is None or not isinstance(rule, PerYear):
        return None
    last = last_on(facts, regime.counting.per_year.value, end)
    if not _may_carry(facts, carry, ordinal_in_force(facts, end), last, year):
        return None
    if is_closed(facts, end) or is_suspended(facts, end) or not history_is_complete(facts, year):
        return None
    return carry_now(facts, regime, count_year(facts, law, rule, year, end))
