"""What a rehearsed change would do to each plan, as rows of a table: each inspection now and then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.inspector.shown import type_words
from core.filters import day
from law.model import RATING_NAMES
from scheduling.diff_words import item_name
from scheduling.plans import OPEN, Item, Plan
from scheduling.rehearsal import Made, Rehearsed

NOT_THERE, NOT_PLANNED = "Not registered yet", "Not planned"


@dataclass(frozen=True, slots=True)
class Line:
    """One inspection of a plan: what it is, and its days before and after."""

    what: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Effect:
    """What the change would do to one provider: its plan in lines, what differs, and the clock and rating."""

    urn: str
    name: str
    lines: tuple[Line, ...]
    what: tuple[str, ...]
    why: tuple[str, ...]
    clock: tuple[Line, ...]
    new: bool


def effects(rehearsed: list[Rehearsed], today: date) -> list[Effect]:
    """One for each provider that the change touches."""
    return [_effect(each, today) for each in rehearsed]


def _effect(each: Rehearsed, today: date) -> Effect:
    return Effect(
        urn=each.urn,
        name=each.name,
        lines=_lines(each.before.plan if each.before else None, each.after.plan),
        what=each.what,
        why=each.why,
        clock=_clock(each.before, each.after, today),
        new=each.before is None,
    )


def _lines(before: Plan | None, after: Plan) -> tuple[Line, ...]:
    old = {item.key: item for item in before.items} if before else {}
    new = {item.key: item for item in after.items}
    keys = sorted(old.keys() | new.keys(), key=lambda key: (_first_day(new.get(key) or old[key]), key))
    return tuple(_line(key, old.get(key), new.get(key), before) for key in keys)


def _line(key: str, old: Item | None, new: Item | None, before: Plan | None) -> Line:
    name, some = item_name(key), new or old
    what = f"{type_words(some.type if some else 'any')}: {name}"
    return Line(what, _days(old) if before else NOT_THERE, _days(new))


def _first_day(item: Item) -> date:
    return item.target or item.statutory_deadline or date.max


def _days(item: Item | None) -> str:
    if item is None:
        return NOT_PLANNED
    target = f"By {day(item.target)}" if item.target else "No target"
    law = f"in law by {day(item.statutory_deadline)}" if item.statutory_deadline else "no statutory deadline"
    return f"{target}, {law}"


def _clock(before: Made | None, after: Made, today: date) -> tuple[Line, ...]:
    return tuple(Line(what, tell(before, today) if before else NOT_THERE, tell(after, today)) for what, tell in _CLOCK)


def _status(made: Made, today: date) -> str:
    return "On the register" if made.plan.status == OPEN else str(made.plan.status).capitalize()


def _rating(made: Made, today: date) -> str:
    rating = made.rating(today)
    if rating is None:
        return "Not rated"
    return f"{RATING_NAMES[rating.ordinal].capitalize()}, awarded at the inspection of {day(rating.awarded_on)}"


def _inspected(made: Made, today: date) -> str:
    return str(day(made.last_inspected_on(today)) or "Never")


def _registered(made: Made, today: date) -> str:
    return str(day(made.facts.registered_on) or "Not known")


_CLOCK = (
    ("Status", _status),
    ("Rating in force", _rating),
    ("Last inspected", _inspected),
    ("Registered, in all of its line", _registered),
)
