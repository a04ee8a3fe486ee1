"""A stored plan and a change of one as the API tells them: each date with its reasons, a sentence and a paragraph."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from scheduling import plans
from scheduling.changes import told
from scheduling.facts import Facts
from scheduling.reasons import Sentence, item_sentences, plan_sentences
from scheduling.states import is_late, is_overdue

COPIED = (
    "as_of", "required", "done", "outstanding", "target", "statutory_deadline", "rating", "last_inspected_on",
    "previous_year", "valid_until", "in_force_from", "planner_version",
)  # fmt: skip


def plan_told(stored: Any, on: date) -> dict[str, Any]:
    """A `scheduling.models.Plan` with its body, facts, provider and `state`, as it stands on a day."""
    plan, facts = _plan(stored.body.text), _facts(stored.facts.text)
    return {
        "provider": provider_named(stored.provider),
        "regime": stored.regime_id,
        "state": None if stored.closed else stored.state,
        "closed": stored.closed,
        "next_type": stored.next_type or None,
        "run": stored.run_id,
        **{name: getattr(stored, name) for name in COPIED},
        "why": _sentences(plan_sentences(plan, facts, stored.as_of)),
        "items": [_item(item, facts, stored.as_of, on) for item in plan.items],
    }


def provider_named(provider: Any) -> dict[str, Any]:
    """A provider where another thing is told of it."""
    return {"urn": provider.urn, "name": provider.name, "service_type": provider.service_type_id}


def change_told(change: Any) -> dict[str, Any]:
    """A `scheduling.models.PlanChange` with its provider."""
    words = told(change)
    return {
        "id": change.pk,
        "at": change.at,
        "as_of": change.as_of,
        "provider": provider_named(change.provider),
        "run": change.run_id,
        "cause": change.cause,
        "what": words.what,
        "why": words.why,
    }


def _item(item: plans.Item, facts: Facts, made_on: date, on: date) -> dict[str, Any]:
    return {
        "key": item.key,
        "type": item.type,
        "basis": item.basis,
        "window_opens": item.window_opens,
        "target": item.target,
        "statutory_deadline": item.statutory_deadline,
        "next": item.next,
        "late": is_late(item, on),
        "overdue": is_overdue(item, on),
        "why": _sentences(item_sentences(item, facts, made_on)),
    }


def _sentences(reasons: Iterable[Sentence]) -> list[dict[str, str]]:
    return [{"sentence": reason.text, "citation": reason.reference} for reason in reasons]


@lru_cache(maxsize=2000)
def _plan(text: str) -> plans.Plan:
    return plans.loads(text)


@lru_cache(maxsize=2000)
def _facts(text: str) -> Facts:
    return Facts.from_canonical(json.loads(text))
