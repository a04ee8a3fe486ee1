"""What `manage.py plan` prints: the rows of its CSV and the JSON of `plan --facts`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from law.model import RATING_NAMES
from scheduling.facts import Facts
from scheduling.plans import INTERVAL, ONCE_BY, PER_YEAR, Item, Plan
from scheduling.rules.known import rating_in_force
from scheduling.states import state

COLUMNS = (
    "urn",
    "service_type",
    "rating",
    "regime",
    "required",
    "done",
    "outstanding",
    "next_type",
    "target",
    "statutory_deadline",
    "state",
    "previous_year",
)
_RULES_1_TO_3 = tuple(f"{rule}/" for rule in (PER_YEAR, INTERVAL, ONCE_BY))


def row(facts: Facts, plan: Plan, day: date) -> tuple[str, ...]:
    """One line of the CSV, in the order of `COLUMNS`: ISO dates, empty where there is none.

    `rating` is the word for the ordinal in force on `day`, on whatever scale it was given.
    """
    rating = rating_in_force(facts, day)
    name = RATING_NAMES[rating.ordinal] if rating else ""
    return (facts.urn, facts.service_type, name, plan.regime, *plan_columns(plan), state(plan, day), plan.previous_year)


def plan_columns(plan: Plan) -> tuple[str, ...]:
    """The columns `required` to `statutory_deadline`: rules 1 to 3 and 8 alone, after rules 6 and 7."""
    counts = map(str, plan.counts) if plan.counts else ("", "", "")
    item = first_item(plan.items)
    dates = (item.type, _iso(item.target) or "", _iso(item.statutory_deadline) or "") if item else ("", "", "")
    return (*counts, *dates)


def first_item(items: Iterable[Item]) -> Item | None:
    """The item of rules 1 to 3 with the lowest key, outstanding or next; items come sorted by key."""
    return next((item for item in items if item.key.startswith(_RULES_1_TO_3)), None)


def as_json(facts: Facts, plan: Plan, day: date) -> dict[str, Any]:
    """One line of `plan --facts`, for `json.dumps`."""
    counts = plan.counts or (None, None, None)
    return {
        "urn": facts.urn,
        "regime": plan.regime,
        "required": counts[0],
        "done": counts[1],
        "outstanding": counts[2],
        "previous_year": plan.previous_year,
        "state": state(plan, day),
        "valid_until": _iso(plan.valid_until),
        "items": [_item(item) for item in plan.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "type": item.type,
        "target": _iso(item.target),
        "statutory_deadline": _iso(item.statutory_deadline),
        "basis": item.basis,
        "next": item.next,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
