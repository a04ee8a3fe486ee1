"""Why did it say so? A plan made again from what was kept."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from law.model import Law
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.plans import Item, Plan


class Replay(NamedTuple):
    """The plan made again, and where it differs from the one that was kept: empty when they agree."""

    plan: Plan
    differences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences


def replay(facts: Facts, law: Law, day: date, kept: Plan) -> Replay:
    """Make the plan of `day` again from the facts and the law it was made from, and compare."""
    again = plan(facts, law, day)
    found = [
        f"{name}: {was} was kept, {now} follows"
        for name, was, now in zip(Plan._fields, kept, again, strict=True)
        if name != "items" and was != now
    ]
    before, after = ({item.key: item for item in each.items} for each in (kept, again))
    found += [
        f"{key}: {_shown(before.get(key))} was kept, {_shown(after.get(key))} follows"
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
    return Replay(again, tuple(found))


def _shown(item: Item | None) -> str:
    if item is None:
        return "nothing"
    dates = f"by {item.target}, in law by {item.statutory_deadline}, not before {item.window_opens}"
    return f"{item.type} {dates} ({item.basis}: {', '.join(reason.effect for reason in item.reasons)})"
