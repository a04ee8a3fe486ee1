"""Which trigger stands behind an item of a plan, or behind a change of it: its name and its paragraph. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casework.inspector.shown import ItemShown
from inspections.models import VisitAsked
from scheduling.reasons import Sentence


def behind_items(items: Iterable[ItemShown], asked: Iterable[VisitAsked]) -> dict[str, list[Sentence]]:
    """For each item that a trigger asked for, or on which its visit rides: what fell. By the item's key."""
    found: dict[str, list[Sentence]] = {}
    triggered = [ask for ask in asked if ask.basis == VisitAsked.Basis.TRIGGER]
    for item in items:
        for ask in triggered:
            own = item.key == f"asked/{ask.pk}"
            rides = ask.may_ride and not item.key.startswith("asked/") and item.target == ask.by_on
            if own or rides:
                found.setdefault(item.key, []).append(Sentence(ask.why, ask.citation))
    return found


def behind_change(why: Iterable[Mapping[str, Any]], asked: Iterable[VisitAsked]) -> Iterator[str]:
    """What fell, for each visit by a trigger among the facts that came."""
    came = {fact["id"] for entry in why if entry.get("fact") == "asked" for fact in entry["came"]}
    for ask in asked:
        if ask.basis == VisitAsked.Basis.TRIGGER and str(ask.pk) in came:
            yield str(Sentence(ask.why.removesuffix("."), ask.citation)) + "."
