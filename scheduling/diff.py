"""What changed in a plan, and why, as codes that are stored; `diff_words` makes sentences of them. Pure.

*What*: items that came, went or moved, and what else the plan says now. *Why*: the facts that came or went, the law,
the planner, or, when none of these differ, the day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from scheduling.plans import Item, Plan

Entry = dict[str, Any]

FIRST, DAY, LAW, PLANNER, LINEAGE = "first", "day", "law", "planner", "lineage"
# Which cause a part of the facts stands for, in the order in which causes are told.
CAUSES: Mapping[str, str] = {
    "asked": "visit asked",
    "brought_forward": "brought forward",
    "inspections": "inspection",
    "ratings": "rating",
    "suspended": "status",
    "ended_on": "status",
    "registered_on": "registration",
    "service_type": "service type",
    "approval": "approval",
    "history_complete_from": "history",
}


def what_changed(before: Plan | None, after: Plan) -> list[Entry]:
    """The differences that matter to people, in the order of the items' keys; empty when the plans say the same."""
    old = {item.key: item for item in before.items} if before else {}
    new = {item.key: item for item in after.items}
    found = [entry for key in sorted(old.keys() | new.keys()) if (entry := _item(old.get(key), new.get(key)))]
    if before is not None:
        for name in ("status", "previous_year", "arrears"):
            was, now = getattr(before, name), getattr(after, name)
            if was != now:
                found.append({"change": name, "from": was, "to": now})
        if before.counts != after.counts:
            found.append({"change": "counts", "from": before.counts, "to": after.counts})
    return found


def _item(old: Item | None, new: Item | None) -> Entry | None:
    if old is None and new is not None:
        return _whole("came", new)
    if new is None and old is not None:
        return _whole("went", old)
    if old is None or new is None:
        return None
    pairs = {
        "target": (_iso(old.target), _iso(new.target)),
        "deadline": (_iso(old.statutory_deadline), _iso(new.statutory_deadline)),
        "type": (old.type, new.type),
        "basis": (old.basis, new.basis),
    }
    moved = {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}
    return {"change": "moved", "item": new.key, **moved} if moved else None


def _whole(change: str, item: Item) -> Entry:
    return {
        "change": change,
        "item": item.key,
        "type": item.type,
        "target": _iso(item.target),
        "deadline": _iso(item.statutory_deadline),
        "basis": item.basis,
    }


def why_changed(
    before: str | None,
    after: str,
    *,
    law: tuple[str, str] | None,
    planner: bool,
    as_of: date,
    kinds: Iterable[str] = (),
) -> list[Entry]:
    """The causes, the first of them the one to filter by.

    `before` and `after` are canonical texts of facts; `law`: the regimes' ids before and after when the law is another
    one; `planner`: whether its version is; `kinds`: the kinds of news in the outbox.
    """
    if before is None:
        return [{"cause": FIRST}]
    found: list[Entry] = [{"cause": LINEAGE}] if LINEAGE in kinds else []
    if before != after:
        found += _facts(json.loads(before), json.loads(after))
    if law is not None:
        found.append({"cause": LAW, "from": law[0], "to": law[1]})
    if planner:
        found.append({"cause": PLANNER})
    return found or [{"cause": DAY, "on": as_of.isoformat()}]


def _facts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Entry]:
    for name, cause in CAUSES.items():
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        if isinstance(was, list) or isinstance(now, list):
            went = [fact for fact in was or () if fact not in (now or ())]
            came = [fact for fact in now or () if fact not in (was or ())]
            yield {"cause": cause, "fact": name, "came": came, "went": went}
        else:
            yield {"cause": cause, "fact": name, "from": was, "to": now}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
