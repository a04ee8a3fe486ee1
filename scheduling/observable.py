"""What the planner can still see of a provider: the few things of its facts that can make a difference to its plan.

The planner is pure, so two providers of which it sees the same have the same plan, with the same reasons and the same
`valid_until`. An `Observer` is made once for a law, a day and a service type; its `key` reads the canonical facts of
one provider, days as ISO texts, and answers what is seen, or None when that is not worth working out: a dated fact is
still to come, an inspection is carried over, days suspended count. Keeping more than can be seen costs a little time;
keeping less would give a provider another's plan, so where in doubt a fact is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from law.dates import year_of
from law.model import GOOD, Law
from scheduling.plans import NOT_REQUIRED
from scheduling.rules.asked import SERVED_BY
from scheduling.rules.inspection_year import end_of, start_of

Row = Mapping[str, Any]
Key = tuple[object, ...]
Rated = tuple[str, str, int]  # in force from, awarded on, minus the ordinal: the greatest is in force


class Judged(NamedTuple):
    """The verdict of last year, and the day of this year that served what it had carried over, "" if none."""

    verdict: str
    served_on: str = ""


class Observer:
    """What is common to every kind of rule. `today` and the borders of this year and the last are ISO texts.

    `mark` stands for all that the rules of the service type say: types that say the same may share a mark.
    """

    def __init__(self, law: Law, service_type: str, today: date) -> None:
        year = year_of(today)
        self.now, self.then = law.on(today), law.on(end_of(year - 1))
        self.year, self.service_type = year, service_type
        self.today = today.isoformat()
        self.start, self.next_start = start_of(year).isoformat(), start_of(year + 1).isoformat()
        self.start_then, self.end_then = start_of(year - 1).isoformat(), end_of(year - 1).isoformat()
        follow_up = self.now.follow_up
        follows = follow_up is not None and service_type in follow_up.service_types
        self.follow_up_at = follow_up.rating.value if follow_up and follows else 0
        self.approved = service_type in self.now.approval.service_types
        self.mark: object = self.shape()

    def shape(self) -> Key:
        """All that the rules of this service type say."""
        return (type(self).__name__, self.follow_up_at, self.approved)

    def judge(self, facts: Row, visits: Sequence[Row], suspended: bool) -> Judged | None:
        """Last year, `suspended` on its last day or not; None when it is not worth working out."""
        raise NotImplementedError

    def observe(self, facts: Row, visits: Sequence[Row], judged: Judged) -> Key | None:
        """What is seen of this year and of the years to come; None when it is not worth working out."""
        raise NotImplementedError

    def key(self, facts: Row) -> Key | None:
        """What the planner sees of the provider from today on."""
        visits, ended = facts.get("inspections", ()), facts.get("ended_on")
        if self._is_to_come(facts, visits, ended):
            return None
        suspended = self._suspended(facts) if "suspended" in facts else (False, False)
        judged = CLOSED if self._was_closed(facts, ended) else self.judge(facts, visits, suspended[1])
        if judged is None or suspended[0] is None:
            return None
        if suspended[0]:
            return None if ended else (self.mark, "suspended", judged.verdict)
        if ended:
            return (self.mark, "closed", judged.verdict)
        further, seen = self._further(facts, visits), self.observe(facts, visits, judged)
        return None if further is None or seen is None else (self.mark, judged.verdict, seen, further)

    def _is_to_come(self, facts: Row, visits: Sequence[Row], ended: str | None) -> bool:
        """Anything dated after today, as far as every kind of rule must know. Inspections are in the order of days."""
        today = self.today
        if visits and visits[-1]["on"] > today:
            return True
        if facts.get("registered_on", "") > today or facts.get("history_complete_from", "") > today:
            return True
        ratings = facts.get("ratings", ())
        return (ended is not None and ended >= today) or (len(ratings) > 0 and ratings[-1]["awarded_on"] > today)

    def _was_closed(self, facts: Row, ended: str | None) -> bool:
        return (ended is not None and ended < self.end_then) or facts.get("registered_on", "") > self.end_then

    def _suspended(self, facts: Row) -> tuple[bool | None, bool]:
        """Suspended today without an end, and on the last day of last year; None when an end is still to come."""
        now = then = False
        for start, end in facts["suspended"]:
            if start > self.today or (end is not None and end >= self.today):
                return None, False
            now = now or end is None
            then = then or (start <= self.end_then and (end is None or end >= self.end_then))
        return now, then

    def _further(self, facts: Row, visits: Sequence[Row]) -> Key | None:
        """Rules 4 to 7: an open follow-up, the approval, decisions that stand and visits that are still asked for."""
        further: list[object] = []
        if self.follow_up_at and (awarded := self._open_follow_up(facts.get("ratings", ()), visits)):
            further.append(("follow_up", awarded))
        if self.approved and (approval := facts.get("approval")):
            if approval["from"] > self.today:
                return None
            last = last_of(visits, ("approval",), self.today)
            further.append(("approval", approval["months"], last or approval["from"], last != ""))
        for name, known_on in (("asked", "asked_on"), ("brought_forward", "decided_on")):
            for row in facts.get(name, ()):
                if row[known_on] > self.today or row.get("withdrawn_on", "") > self.today:
                    return None
                if "withdrawn_on" not in row and not (name == "asked" and is_served(row, visits)):
                    further.append((name, *row.items()))
        return tuple(further)

    def _open_follow_up(self, ratings: Sequence[Row], visits: Sequence[Row]) -> str:
        """The day of the latest award, if one of that day was poor and nothing has been inspected since, else ""."""
        for row in reversed(ratings):
            if row["awarded_on"] != ratings[-1]["awarded_on"]:
                break
            if row["ordinal"] <= self.follow_up_at:
                return "" if visits and visits[-1]["on"] > row["awarded_on"] else str(row["awarded_on"])
        return ""


CLOSED = Judged(NOT_REQUIRED)


def is_alone(facts: Row) -> bool:
    """No decision and no asked visit that could move a target."""
    return "asked" not in facts and "brought_forward" not in facts


def is_complete(facts: Row, start: str) -> bool:
    """Whether the history of the year that starts there is complete."""
    since = facts.get("history_complete_from", "")
    return bool(start >= since or facts.get("registered_on", "") >= since)


def in_force(ratings: Iterable[Row], day: str) -> Rated | None:
    """The rating in force on a day, as the planner ranks them."""
    found: Rated | None = None
    for row in ratings:
        since, awarded = row.get("in_force_from"), row["awarded_on"]
        if since is not None and since <= day and awarded <= day:
            rank = (since, awarded, -row["ordinal"])
            if found is None or rank > found:
                found = rank
    return found


def ordinal_of(rated: Rated | None) -> int:
    """The ordinal by which the rule is looked up."""
    return -rated[2] if rated else GOOD


def last_of(visits: Sequence[Row], types: Iterable[str], day: str) -> str:
    """The day of the last inspection of these types up to a day, "" when there is none."""
    for visit in reversed(visits):
        if visit["on"] <= day and visit["type"] in types:
            return str(visit["on"])
    return ""


def first_of(visits: Sequence[Row], types: Iterable[str], start: str, end: str) -> str:
    """The day of the first inspection of these types from one day to another, "" when there is none."""
    for visit in visits:
        if start <= visit["on"] <= end and visit["type"] in types:
            return str(visit["on"])
    return ""


def is_served(ask: Row, visits: Sequence[Row]) -> bool:
    """Whether an asked visit has been made: a riding one by any that is of its type or fuller."""
    if ask.get("may_ride") and not ask.get("statutory"):
        types, since = SERVED_BY[ask["type"]], ask["asked_on"]
        return any(visit["on"] >= since and visit["type"] in types for visit in visits)
    return any(visit.get("for") == ask["id"] for visit in visits)
