"""The observers: what can be seen of a provider under each kind of rule (see `scheduling.observable`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from law.dates import add_months, year_of
from law.model import GOOD, FrequencyRule, Interval, Law, OnceBy, PerYear, Regime
from scheduling.observable import (
    Judged,
    Key,
    Observer,
    Row,
    first_of,
    in_force,
    is_alone,
    is_complete,
    last_of,
    ordinal_of,
)
from scheduling.plans import BELOW_PLAN, MET, MISSED, NOT_KNOWN, NOT_REACHED, NOT_REQUIRED, SUSPENDED
from scheduling.rules.inspection_year import counted, day_in, end_of, is_policy_only, start_of

MOST_PER_YEAR = 12
NEVER = "9"


class Year(NamedTuple):
    """Rule 1 in one inspection year, as it stands on its day `until`; the last three are n of new providers."""

    rule: PerYear
    start: str
    until: str
    cutoff: str
    before: int
    after: int

    @classmethod
    def of(cls, regime: Regime, rule: PerYear, year: int, until: str) -> Year:
        new = regime.new_provider
        cutoff = day_in(year, new.cutoff.value).isoformat()
        return cls(rule, start_of(year).isoformat(), until, cutoff, new.before.value, new.after.value)


class Count(NamedTuple):
    """What one year requires and what is done of it (compare `rules.inspection_year.YearCount`)."""

    usual: int
    new: int | None
    required: int
    done: int
    left: int
    left_by_law: int
    none_by_law: bool
    key_done: bool


class Carrying:
    """Rule 8 at the end of one year: which last visit, below which rating, carries what is left until when."""

    def __init__(self, regime: Regime, service_type: str, year: int) -> None:
        self.end, self.next_start = end_of(year).isoformat(), start_of(year + 1).isoformat()
        self.first = self.last = self.until = NEVER
        self.below = 0
        rule = regime.carry_over
        if rule is not None and service_type in rule.service_types:
            self.first, self.last = (day_in(year, day.value).isoformat() for day in (rule.visit_from, rule.visit_until))
            self.until, self.below = day_in(year + 1, rule.until.value).isoformat(), rule.below.value

    def may(self, ratings: Sequence[Row], last: str) -> bool:
        """Whether what is left may be carried over, if it is one and required by law."""
        return self.first <= last <= self.last and ordinal_of(in_force(ratings, self.end)) < self.below


class PerYearObserver(Observer):
    """Rule 1 today and on the last day of last year. Its plan always changes on the next 1 April."""

    def __init__(self, law: Law, service_type: str, today: date, rule: PerYear, rule_then: PerYear) -> None:
        super().__init__(law, service_type, today)
        year, steps = self.year, range(1, MOST_PER_YEAR + 1)
        self.types, self.one_is_key = self.now.counting.per_year.value, self.now.counting.key_among.value
        self.this = Year.of(self.now, rule, year, self.today)
        self.last = Year.of(self.then, rule_then, year - 1, self.end_then)
        self.law_asks_then = not is_policy_only(rule_then)
        # Inspections 12/n months apart: from which day on one decides this year's targets, and next year's.
        self.earliest = {n: add_months(start_of(year), -(12 // n)).isoformat() for n in steps}
        self.beyond = {n: add_months(start_of(year + 1), -(12 // n)).isoformat() for n in steps}
        self.opens = (end_of(year) - timedelta(days=self.now.window_days.value)).isoformat()
        self.carries = Carrying(self.now, service_type, year)
        self.carried = Carrying(self.then, service_type, year - 1)
        self.carried_before = Carrying(law.on(end_of(year - 2)), service_type, year - 2)
        self.mark = (*self.shape(), self.carries.below, rule_shape(rule), rule_shape(rule_then))

    def judge(self, facts: Row, visits: Sequence[Row], suspended: bool) -> Judged | None:
        if suspended or not self.law_asks_then:
            return Judged(SUSPENDED if self.law_asks_then else NOT_REQUIRED)
        if self.carried_before.below and self._is_served_late(facts, visits, self.carried_before):
            return None
        count = self._count(facts, visits, self.last)
        complete = is_complete(facts, self.start_then)
        if not count.required:
            return Judged(NOT_REQUIRED)
        if not count.left_by_law:
            return Judged(BELOW_PLAN if count.left and complete else MET)
        if not complete:
            return Judged(NOT_KNOWN)
        return self._missed(facts, visits, count)

    def _is_served_late(self, facts: Row, visits: Sequence[Row], year: Carrying) -> bool:
        """Whether a visit of last year may have served what the year before it carried over."""
        if not first_of(visits, self.types, year.next_start, year.until):
            return False
        return year.may(facts.get("ratings", ()), last_of(visits, self.types, year.end))

    def _missed(self, facts: Row, visits: Sequence[Row], count: Count) -> Judged | None:
        """Missed, unless what is left was carried over or could not be reached."""
        ratings, last = facts.get("ratings", ()), last_of(visits, self.types, self.end_then)
        if count.left == count.left_by_law == 1 and self.carried.may(ratings, last):
            served = first_of(visits, self.types, self.start, self.carried.until)
            if served:
                return Judged(MET, served)
            return Judged(MISSED) if self.today > self.carried.until else None
        rating = in_force(ratings, self.end_then)
        rated_then = rating is not None and rating[1] >= self.start_then
        base = last or facts.get("registered_on", "")
        return Judged(NOT_REACHED if rated_then and base >= self.earliest[count.required] else MISSED)

    def observe(self, facts: Row, visits: Sequence[Row], judged: Judged) -> Key | None:
        ratings = facts.get("ratings", ())
        ordinal = ordinal_of(in_force(ratings, self.today))
        count = self._count(facts, visits, self.this, judged.served_on)
        alone = is_alone(facts)
        later = self._later(ratings, ordinal, alone and count.new is None)
        if later is None:
            return None
        base = self._base(facts, visits, count, alone)
        arrears = judged.verdict == MISSED and count.none_by_law
        left = (count.left, count.left_by_law, count.key_done) if count.left else ()
        return (self._class(ordinal), count.new, count.done, left, arrears, base, later)

    def _class(self, ordinal: int) -> tuple[int, int, bool]:
        """How today's rule treats a rating: n, n by law, and whether what is left may be carried over."""
        rule = self.this.rule
        return rule.planned[ordinal].value, rule.statutory[ordinal].value, ordinal < self.carries.below

    def _count(self, facts: Row, visits: Sequence[Row], year: Year, served_on: str = "") -> Count:
        ordinal = ordinal_of(in_force(facts.get("ratings", ()), year.until))
        registered = facts.get("registered_on", "")
        usual, by_law = year.rule.planned[ordinal].value, year.rule.statutory[ordinal].value
        new = None if registered < year.start else year.before if registered < year.cutoff else year.after
        required = usual if new is None else new
        by_law = min(required, by_law)
        planned, planned_key, lawful, lawful_key = self._days(visits, year, served_on)
        done = counted(planned, planned_key, required, self.one_is_key)
        done_by_law = counted(lawful, lawful_key, by_law, self.one_is_key)
        left = required - done if required > done else 0
        left_by_law = by_law - done_by_law if by_law > done_by_law else 0
        return Count(usual, new, required, done, left, left_by_law, done_by_law == 0, planned_key)

    def _days(self, visits: Sequence[Row], year: Year, served_on: str) -> tuple[int, bool, int, bool]:
        """Days with an inspection that counts for the plan, and for the law, each with whether one was a key one."""
        planned, lawful = set(), set()
        planned_key = lawful_key = False
        for visit in visits:
            on, kind = visit["on"], visit["type"]
            if year.start <= on <= year.until and kind in self.types and on != served_on:
                lawful.add(on)
                lawful_key = lawful_key or kind == "key"
                if "for" not in visit:
                    planned.add(on)
                    planned_key = planned_key or kind == "key"
        return len(planned), planned_key, len(lawful), lawful_key

    def _base(self, facts: Row, visits: Sequence[Row], count: Count, alone: bool) -> Key:
        """The day from which targets are spaced, where it makes a difference, and whether it is an inspection's."""
        last = last_of(visits, self.types, self.today)
        base = last or facts.get("registered_on", "")
        if not count.left:
            return (base, last != "") if base > self.beyond[count.usual] else ()
        if base <= self.earliest[count.required]:
            return ()
        at_the_end = count.left == 1 and base >= self.beyond[count.required]
        if at_the_end and alone and last < self.opens and last < self.carries.first:
            return ("end",)
        return (base, last != "")

    def _later(self, ratings: Sequence[Row], ordinal: int, simple: bool) -> Key | None:
        """A rating that comes into force this year and is treated otherwise than the present one: then n differs."""
        come = [row for row in ratings if self.today < row.get("in_force_from", "") < self.next_start]
        rated = self._class(ordinal)
        if all(self._class(row["ordinal"]) == rated for row in come):
            return ()
        then = self._class(come[0]["ordinal"])
        return (come[0]["in_force_from"], then) if simple and len(come) == 1 and then[0] != rated[0] else None


class IntervalObserver(Observer):
    """Rule 2 today and on the last day of last year."""

    def __init__(self, law: Law, service_type: str, today: date, rule: Interval, rule_then: Interval) -> None:
        super().__init__(law, service_type, today)
        self.rule, self.rule_then = rule, rule_then
        self.types = self.now.counting.interval.value
        self.long_ago = add_months(start_of(self.year), -rule_then.months.value).isoformat()
        self.mark = (*self.shape(), rule_shape(rule), rule_shape(rule_then))

    def judge(self, facts: Row, visits: Sequence[Row], suspended: bool) -> Judged | None:
        if suspended or self.rule_then.policy_only:
            return Judged(NOT_REQUIRED if self.rule_then.policy_only else SUSPENDED)
        base = self._base(facts, visits, self.end_then)
        if base >= self.long_ago:
            return Judged(MET)
        if self._is_suspended_since(facts, base, self.end_then):
            return None
        return Judged(MISSED if base and is_complete(facts, self.start_then) else NOT_KNOWN)

    def observe(self, facts: Row, visits: Sequence[Row], judged: Judged) -> Key | None:
        base = self._base(facts, visits, self.today)
        if self._is_suspended_since(facts, base, self.today):
            return None
        complete = self.rule.policy_only or is_complete(facts, self.start)
        if not last_of(visits, self.types, self.today):
            return (base, complete)
        ratings = facts.get("ratings", ())
        months = self.rule.planned[ordinal_of(in_force(ratings, self.today))].value
        come = [row for row in ratings if row.get("in_force_from", "") > self.today]
        if all(self.rule.planned[row["ordinal"]].value == months for row in come):
            return (base, complete, months)
        later = come[0]
        then = self.rule.planned[later["ordinal"]].value
        return (base, complete, months, later["in_force_from"], then) if len(come) == 1 and is_alone(facts) else None

    def _base(self, facts: Row, visits: Sequence[Row], day: str) -> str:
        return last_of(visits, self.types, day) or str(facts.get("registered_on", ""))

    def _is_suspended_since(self, facts: Row, base: str, day: str) -> bool:
        """Whether days after the base and up to a day count as suspended: they move the dates."""
        periods = facts.get("suspended", ())
        return base != "" and any(start <= day and (end is None or end > base) for start, end in periods)


class OnceByObserver(Observer):
    """Rule 3 today and on the last day of last year."""

    def __init__(self, law: Law, service_type: str, today: date, rule: OnceBy, rule_then: OnceBy) -> None:
        super().__init__(law, service_type, today)
        self.rule, self.rule_then = rule, rule_then
        self.types = self.now.counting.interval.value
        self.mark = (*self.shape(), rule_shape(rule), rule_shape(rule_then))

    def judge(self, facts: Row, visits: Sequence[Row], suspended: bool) -> Judged | None:
        if suspended:
            return Judged(SUSPENDED)
        rule = self.rule_then
        if rule.by.value.isoformat() > self.end_then or self._is_served(visits, rule, self.end_then):
            return Judged(MET)
        return Judged(MISSED if is_complete(facts, self.start_then) else NOT_KNOWN)

    def observe(self, facts: Row, visits: Sequence[Row], judged: Judged) -> Key | None:
        return self._is_served(visits, self.rule, self.today), is_complete(facts, self.start)

    def _is_served(self, visits: Sequence[Row], rule: OnceBy, day: str) -> bool:
        return last_of(visits, self.types, day) >= rule.counting_from.value.isoformat()


class NoRuleObserver(Observer):
    """A type of service that neither today's regime nor that of last year names."""

    def judge(self, facts: Row, visits: Sequence[Row], suspended: bool) -> Judged | None:
        return Judged(NOT_REQUIRED)

    def observe(self, facts: Row, visits: Sequence[Row], judged: Judged) -> Key | None:
        return ()


def observer_of(law: Law, service_type: str, today: date) -> Observer | None:
    """The observer of a service type; None where a change of the law would make it look at two rules at once."""
    year = year_of(today)
    now, then = law.on(today), law.on(end_of(year - 1))
    rule, rule_then = now.rules.get(service_type), then.rules.get(service_type)
    changes = law.changes_after(today)
    shows = not changes or law.on(changes[0]).id != now.id
    if isinstance(rule, PerYear) and isinstance(rule_then, PerYear):
        same = now.counting == then.counting == law.on(end_of(year - 2)).counting
        if same and _has_items(rule, rule_then) and (shows or changes[0] >= start_of(year + 1)):
            return PerYearObserver(law, service_type, today, rule, rule_then)
        return None
    if not shows or now.counting != then.counting:
        return None
    if isinstance(rule, Interval) and isinstance(rule_then, Interval):
        return IntervalObserver(law, service_type, today, rule, rule_then)
    if isinstance(rule, OnceBy) and isinstance(rule_then, OnceBy):
        return OnceByObserver(law, service_type, today, rule, rule_then)
    return NoRuleObserver(law, service_type, today) if rule is None and rule_then is None else None


def _has_items(*rules: PerYear) -> bool:
    """Whatever the rating there is an item of rule 1, so that its year shows."""
    return all(1 <= cited.value <= MOST_PER_YEAR for rule in rules for cited in rule.planned.values())


def rule_shape(rule: FrequencyRule) -> Key:
    """What a rule says, and where it says so."""
    if isinstance(rule, OnceBy):
        return rule.by.value, rule.by.reference, rule.counting_from.value
    if isinstance(rule, PerYear):
        tables = (rule.statutory, rule.planned)
    else:
        tables = (rule.planned, {GOOD: rule.months, 0: rule.first_months})
    said = tuple(
        (ordinal, cited.value, cited.reference) for table in tables for ordinal, cited in sorted(table.items())
    )
    return *said, isinstance(rule, Interval) and rule.policy_only
