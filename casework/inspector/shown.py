"""A plan as a page shows it: each item with its dates and, sentence by sentence, why, with the paragraph."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from core.glossary import terms
from core.law import law_in_force
from scheduling.explaining import facts_now
from scheduling.facts import Facts
from scheduling.planner import plan_on
from scheduling.plans import Item, Plan, loads
from scheduling.reasons import Sentence, item_sentences, plan_sentences
from scheduling.states import is_late, is_overdue

FAR = date.max


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One inspection that must happen. `title` in words; `late` and `overdue` on the day it is shown.

    `movable`: there is a day left to which it could be brought forward.
    """

    key: str
    title: str
    basis: str
    window_opens: date | None
    target: date | None
    statutory_deadline: date | None
    next: bool
    late: bool
    overdue: bool
    movable: bool
    why: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan in words: its items, soonest first, and what holds for the whole of it."""

    plan: Plan
    items: tuple[ItemShown, ...]
    why: tuple[Sentence, ...]

    def item(self, key: str) -> ItemShown | None:
        """The item of that key."""
        return next((item for item in self.items if item.key == key), None)


def plan_shown(stored: Any, today: date) -> PlanShown:
    """A stored plan (`scheduling.models.Plan` with its body and facts) on a day."""
    return shown(_plan(stored.body.text), _facts(stored.facts.text), stored.as_of, today)


def plan_now(urn: str, today: date) -> PlanShown:
    """The plan made now from what is known now; nothing is stored. Raises `LookupError` for an unknown URN."""
    facts = facts_now(urn, today)
    return shown(plan_on(facts, law_in_force(), today), facts, today, today)


def shown(plan: Plan, facts: Facts, made_on: date, today: date) -> PlanShown:
    """A plan made on a day from these facts, as it stands on another one."""
    items = sorted(plan.items, key=lambda item: (item.target or FAR, item.key))
    return PlanShown(
        plan,
        tuple(_item(item, facts, made_on, today) for item in items),
        plan_sentences(plan, facts, made_on),
    )


def _item(item: Item, facts: Facts, made_on: date, today: date) -> ItemShown:
    return ItemShown(
        key=item.key,
        title=type_words(item.type),
        basis=item.basis,
        window_opens=item.window_opens,
        target=item.target,
        statutory_deadline=item.statutory_deadline,
        next=item.next,
        late=is_late(item, today),
        overdue=is_overdue(item, today),
        movable=item.target is not None and item.target > today and not item.next,
        why=item_sentences(item, facts, made_on),
    )


def type_words(code: str) -> str:
    """ "Key inspection", "Key or random inspection", "Any visit"."""
    word = terms()[code].word if code in terms() else "any visit"
    return word[:1].upper() + word[1:]


@lru_cache(maxsize=500)
def _plan(text: str) -> Plan:
    return loads(text)


@lru_cache(maxsize=500)
def _facts(text: str) -> Facts:
    return Facts.from_canonical(json.loads(text))
