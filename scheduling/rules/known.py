"""What the facts say on one day: whatever is dated after it is not known yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from law.model import GOOD
from scheduling.facts import Facts, Inspection, Rating


def rating_in_force(facts: Facts, day: date) -> Rating | None:
    """The rating with the latest first day in force; of several the later awarded, then the worse."""
    found, best = None, None
    for rating in facts.ratings:
        since = rating.in_force_from
        if since is not None and since <= day and rating.awarded_on <= day:
            rank = (since, rating.awarded_on, -rating.ordinal)
            if best is None or rank > best:
                found, best = rating, rank
    return found


def ordinal_in_force(facts: Facts, day: date) -> int:
    """The ordinal by which the rule is looked up: not rated yet counts as good."""
    rating = rating_in_force(facts, day)
    return rating.ordinal if rating else GOOD


def latest_award(facts: Facts, day: date) -> Rating | None:
    """The latest rating awarded, provisional or not; of several on one day the worst."""
    known = [rating for rating in facts.ratings if rating.awarded_on <= day]
    return max(known, key=lambda rating: (rating.awarded_on, -rating.ordinal), default=None)


def last_inspection(facts: Facts, types: Collection[str], day: date) -> Inspection | None:
    """The latest inspection of one of these types, on `day` or before."""
    for inspection in reversed(facts.inspections):
        if inspection.on <= day and inspection.type in types:
            return inspection
    return None


def last_on(facts: Facts, types: Collection[str], day: date) -> date | None:
    """The day of that inspection."""
    inspection = last_inspection(facts, types, day)
    return inspection.on if inspection else None


def first_inspection(facts: Facts, types: Collection[str], start: date, end: date) -> Inspection | None:
    """The earliest inspection of one of these types from `start` to `end`, both included."""
    for inspection in facts.inspections:
        if inspection.on > end:
            return None
        if inspection.on >= start and inspection.type in types:
            return inspection
    return None


def is_suspended(facts: Facts, day: date) -> bool:
    """Suspended or dormant on `day`; both ends of a suspension belong to it."""
    return any(start <= day and (end is None or day <= end) for start, end in facts.suspended)


def days_suspended(facts: Facts, base: date, day: date) -> int:
    """Days after `base` and up to `day` on which it was suspended, each counted once."""
    days, counted_to = 0, base
    for start, end in facts.suspended:
        first = max(start.toordinal(), counted_to.toordinal() + 1)
        last = min(end or day, day)
        if last.toordinal() >= first:
            days += last.toordinal() - first + 1
            counted_to = last
    return days


def is_closed(facts: Facts, day: date) -> bool:
    """Ended before `day`, or not registered yet (rule 10)."""
    ended, registered = facts.ended_on, facts.registered_on
    return (ended is not None and ended < day) or (registered is not None and registered > day)


def history_is_complete(facts: Facts, year: int) -> bool:
    """Whether every inspection since 1 April of the year, or since registration in it, is known."""
    since = date(year, 4, 1)
    if facts.registered_on is not None and facts.registered_on > since:
        since = facts.registered_on
    return facts.history_complete_from is None or since >= facts.history_complete_from
