"""Rule 7, items brought forward by a decision, and rule 6, visits asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from scheduling.facts import Ask, Facts
from scheduling.plans import INTERVAL, PER_YEAR, Item, Reason
from scheduling.rules.known import first_inspection
from scheduling.rules.windows import latest

# Which inspections serve a riding visit of a type, and which items of rule 1 can carry one.
SERVED_BY = {
    "key": ("key",),
    "random": ("key", "random"),
    "monitoring": ("key", "random", "monitoring"),
    "themed": ("themed",),
    "approval": ("approval",),
}
CARRIED_BY: Mapping[str, tuple[str, ...]] = {
    "key": ("key",),
    "random": ("key", "key_or_random"),
    "monitoring": ("key", "key_or_random"),
    "themed": (),
    "approval": (),
}


def with_decisions(facts: Facts, items: Sequence[Item], year: int, day: date) -> list[Item]:
    """The items after rule 7 and then rule 6, with those that asked visits add. `year`: the current one."""
    wanted = _brought_forward(facts, day)
    found = [_brought(item, wanted) for item in items] if wanted else list(items)
    for ask in facts.asked:
        if is_open(facts, ask, day):
            carrier = _carrier(ask, found, year) if ask.rides else None
            if carrier is None:
                found.append(_brought(_own_item(ask), wanted))
            else:
                found[carrier] = _moved(found[carrier], ask.by, 6, "asked_earlier")
    return found


def _brought_forward(facts: Facts, day: date) -> dict[str, date]:
    """By which day each item is wanted, by the decisions that stand."""
    wanted: dict[str, date] = {}
    for item, by, decided_on, withdrawn_on in facts.brought_forward:
        if decided_on <= day and (withdrawn_on is None or withdrawn_on > day):
            wanted[item] = min(by, wanted.get(item, by))
    return wanted


def _brought(item: Item, wanted: Mapping[str, date]) -> Item:
    """Next year's item stays where it is: ask for a visit instead."""
    if item.next or item.key not in wanted:
        return item
    return _moved(item, wanted[item.key], 7, "brought_forward")


def _moved(item: Item, by: date, rule: int, effect: str) -> Item:
    """The item wanted by `by`, if that is earlier; what placed it before no longer matters. The deadline stays."""
    if item.target is not None and item.target <= by:
        return item
    return item._replace(target=by, reasons=(item.reasons[0], Reason(rule, effect, "", (by,))))


def is_open(facts: Facts, ask: Ask, day: date) -> bool:
    """Asked by then, not withdrawn, and not served: an own visit only by the inspection made for it."""
    if ask.asked_on > day or (ask.withdrawn_on is not None and ask.withdrawn_on <= day):
        return False
    if ask.rides:
        return first_inspection(facts, SERVED_BY[ask.type], ask.asked_on, day) is None
    return not any(made_for == ask.id and on <= day for on, _, made_for in facts.inspections)


def _carrier(ask: Ask, items: Sequence[Item], year: int) -> int | None:
    """The fitting item with the earliest target; next year's and one carried over from last year never fit."""
    of_this_year, best = f"{PER_YEAR}/{year}/", None
    for place, item in enumerate(items):
        if item.key.startswith(of_this_year):
            fits = item.type in CARRIED_BY[ask.type]
        else:
            fits = ask.type == "key" and item.key.startswith(f"{INTERVAL}/")
        if fits and (best is None or _earlier(item, items[best])):
            best = place
    return best


def _earlier(item: Item, other: Item) -> bool:
    return item.target is not None and other.target is not None and item.target < other.target


def _own_item(ask: Ask) -> Item:
    return Item(
        key=f"asked/{ask.id}",
        type=ask.type,
        window_opens=latest(ask.not_before, ask.asked_on),
        target=ask.by,
        statutory_deadline=ask.by if ask.statutory and not ask.rides else None,
        basis=ask.basis,
        next=False,
        reasons=(Reason(6, "asked", "", (ask.by,)),),
    )
