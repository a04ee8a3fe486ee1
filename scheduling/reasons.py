"""Sentences for the reasons of a plan, each with its paragraph.

A stored reason is a code with the inputs that decided; whatever else a sentence names (since when a rating holds, at
which inspection it was given) is read from the facts that the plan was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from law.dates import year_label, year_of
from law.model import RATING_NAMES
from scheduling import plans
from scheduling.facts import Facts
from scheduling.plans import Item, Plan, Reason
from scheduling.rules.known import last_inspection, rating_in_force
from scheduling.wording import counted, day_name, months_name

# Where the planner's own rules come from, for reasons that no value of a regime stands behind.
BASIS_REFERENCES: Mapping[str, str] = {
    "trigger": "para 3.1.2; para 3.1.20",
    "discretion": "para 3.1.8; para 3.1.13",
    "enforcement": "para 3.3.3",
    "requirement": "para 3.3.3",
    "milestone": "para 3.3.1",
    "annual assessment": "para 3.1.17; para 3.1.19",
    "random draw": "para 3.1.15, second bullet",
    "themed programme": "para 3.1.15, third bullet",
}
EARLIER = "para 3.1.13; para 3.1.20"
SPACING = "the planner, rule 1"
NOTHING_MEANWHILE = "the planner, rule 9"
NOT_IN_THE_REGISTER = "the planner, rule 10"
VERDICT = "the planner, verdict of the year before"

VERDICTS: Mapping[str, str] = {
    plans.MET: "{year}: what the law required was done.",
    plans.BELOW_PLAN: "{year}: what the law required was done; what policy had planned beyond it was not.",
    plans.NOT_REACHED: "{year}: not missed; the rating came so late in it that what it asks for falls into the next.",
    plans.CARRIED_OVER: "{year}: one inspection is still to be made and may be, until the day given.",
    plans.MISSED: "{year}: an inspection that the law required was not made.",
    plans.NOT_KNOWN: "{year}: not known, because the history of inspections does not go back far enough.",
    plans.NOT_REQUIRED: "{year}: the law required no inspection.",
    plans.SUSPENDED: "{year}: suspended on its last day, so not judged.",
}


class Sentence(NamedTuple):
    """One step of an explanation, with the paragraph that says so."""

    text: str
    reference: str

    def __str__(self) -> str:
        return f"{self.text} ({self.reference})" if self.reference else self.text


class Told(NamedTuple):
    """One reason with all that its sentence may draw on."""

    reason: Reason
    item: Item
    facts: Facts
    day: date


def item_sentences(item: Item, facts: Facts, day: date) -> tuple[Sentence, ...]:
    """Why this item, and why by that day. `facts` and `day` are those that the plan was made from and on."""
    return tuple(
        Sentence(_TELL[reason.effect](Told(reason, item, facts, day)), reason.reference or _reference(reason, item))
        for reason in item.reasons
    )


def plan_sentences(plan: Plan, facts: Facts, day: date) -> tuple[Sentence, ...]:
    """What holds for the plan as a whole: why there is nothing to plan, if so, and what last year came to."""
    return (*_status(plan, facts, day), *_counts(plan, facts, day), Sentence(verdict_sentence(plan, day), VERDICT))


def verdict_sentence(plan: Plan, day: date) -> str:
    """What the year before the one of `day` came to."""
    return VERDICTS[plan.previous_year].format(year=year_label(year_of(day) - 1))


def _status(plan: Plan, facts: Facts, day: date) -> Iterator[Sentence]:
    if plan.status == plans.SUSPENDED:
        since = min(start for start, end in facts.suspended if start <= day and (end is None or day <= end))
        yield Sentence(f"Suspended since {day_name(since)}, so nothing is planned meanwhile.", NOTHING_MEANWHILE)
    elif plan.status == plans.CLOSED and facts.registered_on and facts.registered_on > day:
        text = f"Registered from {day_name(facts.registered_on)}, so nothing is planned before."
        yield Sentence(text, NOT_IN_THE_REGISTER)
    elif plan.status == plans.CLOSED and facts.ended_on:
        yield Sentence(f"Ended on {day_name(facts.ended_on)}, so nothing is planned any more.", NOT_IN_THE_REGISTER)
    elif plan.rule == plans.NO_RULE:
        yield Sentence("The regime in force has no rule for this type of service.", plan.regime)


def _counts(plan: Plan, facts: Facts, day: date) -> Iterator[Sentence]:
    if plan.counts:
        required, done, left = plan.counts
        year, which = year_label(year_of(day)), "that counts" if done == 1 else "that count"
        text = f"{year}: {counted(required)} planned, {done} done {which}, {left} left."
        yield Sentence(text, _year_reference(plan, facts, day))


def _year_reference(plan: Plan, facts: Facts, day: date) -> str:
    """The paragraph that sets this year's number: that of its items or, once nothing is left, of next year's, which is
    planned by the same rating. The number of a new provider's first year is another.
    """
    new = facts.registered_on is not None and year_of(facts.registered_on) == year_of(day)
    items = (item for item in plan.items if item.key.startswith("per_year/") and not (new and item.next))
    return next((reason.reference for item in items for reason in item.reasons if reason.reference), SPACING)


def _reference(reason: Reason, item: Item) -> str:
    if reason.effect == "asked":
        return BASIS_REFERENCES[item.basis]
    return SPACING if reason.rule == 1 else EARLIER


def _rated(told: Told) -> str:
    """ "Rated good since 10 May 2026", or what an unrated provider is treated as."""
    rating = rating_in_force(told.facts, told.day)
    if rating is None or rating.in_force_from is None:
        return "Not rated yet, which counts as good"
    return f"Rated {RATING_NAMES[rating.ordinal]} since {day_name(rating.in_force_from)}"


def _year(item: Item) -> str:
    return year_label(int(item.key.split("/")[1]))


def _since(told: Told, on: object) -> str:
    """What happened on the day from which a date is reckoned."""
    assert isinstance(on, date)
    found = [inspection.type for inspection in told.facts.inspections if inspection.on == on]
    for kind in ("key", "random", *found):
        if kind in found:
            return f"Last {kind} inspection on {day_name(on)}"
    return f"Registered on {day_name(on)} and not inspected since"


def _number(told: Told, place: int = 0) -> int:
    number = told.reason.inputs[place]
    assert isinstance(number, int)
    return number


def _target(told: Told) -> str:
    return f"by {day_name(told.item.target)}" if told.item.target else "with no date"


def _required(told: Told) -> str:
    return f"The law requires {counted(_number(told))} in the inspection year {_year(told.item)}."


def _required_at_rating(told: Told) -> str:
    return f"{_rated(told)}, so the law requires {counted(_number(told))} in the inspection year {_year(told.item)}."


def _uplift(told: Told) -> str:
    if told.reason.rule == 2:
        return f"{_rated(told)}, so policy wants one every {months_name(_number(told))}: {_target(told)}."
    return f"Policy plans {counted(_number(told))} in {_year(told.item)}; the law does not ask for this one."


def _uplift_at_rating(told: Told) -> str:
    year = _year(told.item)
    return f"{_rated(told)}, so policy plans {counted(_number(told))} in {year}; the law does not ask for this one."


def _new_provider(told: Told) -> str:
    registered = told.facts.registered_on
    since = f"Registered on {day_name(registered)}" if registered else "Newly registered"
    return f"{since}, so {counted(_number(told))} in its first inspection year, {_year(told.item)}."


def _next_year(told: Told) -> str:
    return f"Nothing is left of this year; {counted(_number(told))} in the inspection year {_year(told.item)}."


def _next_year_at_rating(told: Told) -> str:
    year = _year(told.item)
    return f"Nothing is left of this year. {_rated(told)}, so {counted(_number(told))} in the inspection year {year}."


def _carried_over(told: Told) -> str:
    last = last_inspection(told.facts, ("key", "random"), date(int(told.item.key.split("/")[1]) + 1, 3, 31))
    since = f"Last inspected on {day_name(last.on)}, late in the year" if last else "Inspected late in the year"
    until = told.item.statutory_deadline
    assert until is not None
    return f"{since}, and rated below good: the one left of {_year(told.item)} may be made until {day_name(until)}."


def _spaced(told: Told) -> str:
    start, months = told.reason.inputs[0], months_name(_number(told, 1))
    return f"{_since(told, start)}, so this one is wanted {months} later, {_target(told)}."


def _from_year_start(told: Told) -> str:
    return f"No inspection counts towards this year's spacing, which begins with the year: wanted {_target(told)}."


def _by_end(told: Told) -> str:
    return f"The usual interval would end after the last day allowed, so it is wanted {_target(told)}."


def _shared_out(told: Told) -> str:
    return f"{_since(told, told.reason.inputs[0])}; what is left is shared out over what remains: {_target(told)}."


def _at_year_start(told: Told) -> str:
    return f"The usual interval ends before that year begins, so it is wanted from its first day, {_target(told)}."


def _interval(told: Told) -> str:
    base = date.fromisoformat(told.item.key.split("/")[1])
    suspended = _number(told, 1)
    longer = f" and {suspended} days suspended" if suspended else ""
    deadline = told.item.statutory_deadline
    within = f"within {months_name(_number(told))}{longer}"
    if deadline is None:
        return f"{_since(told, base)}; the next is expected {within}."
    return f"{_since(told, base)}; the law requires the next {within}, by {day_name(deadline)}."


def _first(told: Told) -> str:
    return (
        f"Never inspected: policy wants the first within {months_name(_number(told))} of registration, {_target(told)}."
    )


def _no_date_known(told: Told) -> str:
    every = months_name(_number(told))
    return f"One is due every {every}, but neither an inspection nor the registration has a known date."


def _once_by(told: Told) -> str:
    return f"Must be inspected once, {_target(told)}, and no inspection that counts is known."


def _follow_up(told: Told) -> str:
    awarded = date.fromisoformat(told.item.key.split("/")[1])
    return f"Rated poor at the inspection of {day_name(awarded)}: inspectors return within {_number(told)} days."


def _approval(told: Told) -> str:
    base = date.fromisoformat(told.item.key.split("/")[1])
    made = any(inspection.type == "approval" and inspection.on == base for inspection in told.facts.inspections)
    since = f"Last approval inspection on {day_name(base)}" if made else f"Approved from {day_name(base)}"
    return f"{since}; the next is due {months_name(_number(told))} later, {_target(told)}."


def _asked(told: Told) -> str:
    ask = next(ask for ask in told.facts.asked if told.item.key == f"asked/{ask.id}")
    return f"Asked for on {day_name(ask.asked_on)} ({ask.basis}), {_target(told)}."


def _asked_earlier(told: Told) -> str:
    found = [ask for ask in told.facts.asked if ask.by == told.item.target and ask.rides and ask.asked_on <= told.day]
    which = (
        f"A {found[0].type} visit asked for on {day_name(found[0].asked_on)} ({found[0].basis})"
        if found
        else "A visit asked for"
    )
    return f"{which} rides on it, so it is wanted {_target(told)}."


def _brought_forward(told: Told) -> str:
    found = [row for row in told.facts.brought_forward if row.item == told.item.key and row.by == told.item.target]
    decided = f" by a decision of {day_name(found[0].decided_on)}" if found else ""
    return f"Brought forward{decided}: wanted {_target(told)}."


_TELL: Mapping[str, Callable[[Told], str]] = {
    "required": _required,
    "required_at_rating": _required_at_rating,
    "uplift": _uplift,
    "uplift_at_rating": _uplift_at_rating,
    "new_provider": _new_provider,
    "next_year": _next_year,
    "next_year_at_rating": _next_year_at_rating,
    "carried_over": _carried_over,
    "spaced": _spaced,
    "from_year_start": _from_year_start,
    "by_end": _by_end,
    "shared_out": _shared_out,
    "at_year_start": _at_year_start,
    "interval": _interval,
    "first": _first,
    "no_date_known": _no_date_known,
    "once_by": _once_by,
    "follow_up": _follow_up,
    "approval": _approval,
    "asked": _asked,
    "asked_earlier": _asked_earlier,
    "brought_forward": _brought_forward,
}
