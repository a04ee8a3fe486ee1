"""What changed in a plan, and why, as codes that are stored and sentences that are shown. Pure.

*What*: items that came, went or moved, and what else the plan says now. *Why*: the facts that came or went, the law,
the planner, or, when none of these differ, the day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from scheduling.plans import Item, Plan
from scheduling.wording import day_name

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
CAUSE_NAMES: Mapping[str, str] = {
    FIRST: "planned for the first time",
    LINEAGE: "lineage",
    "visit asked": "visit asked for",
    "brought forward": "brought forward",
    "inspection": "inspection",
    "rating": "rating",
    "status": "status",
    "registration": "registration",
    "service type": "service type",
    "approval": "approval interval",
    "history": "known history",
    LAW: "law",
    PLANNER: "planner",
    DAY: "the day came",
}
_DATED = {"target": "target", "deadline": "deadline"}


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


def what_sentence(entry: Entry) -> str:
    """One line of what changed."""
    change = entry["change"]
    if change in ("came", "went"):
        now = "is now planned" if change == "came" else "is no longer planned"
        return f"{_kind(entry['type'])} inspection {_wanted(entry)} {now}."
    if change == "moved":
        return _moved_sentence(entry)
    if change == "counts":
        return f"Inspections this year: {_counts(entry['from'])}, now {_counts(entry['to'])}."
    if change == "previous_year":
        return f"The verdict of the year before was {_words(entry['from'])}, is now {_words(entry['to'])}."
    if change == "arrears":
        return "In arrears from the year before." if entry["to"] else "No longer in arrears from the year before."
    return f"The registration was {_words(entry['from'])}, is now {_words(entry['to'])}."


def why_sentence(entry: Entry) -> str:
    """One line of why it changed."""
    cause = entry["cause"]
    if cause == FIRST:
        return "It was planned for the first time."
    if cause == DAY:
        return f"{day_name(date.fromisoformat(entry['on']))} came: nothing was changed, but dates moved with the year."
    if cause == LAW:
        return (
            f"The law is {entry['to']}, before {entry['from']}."
            if entry["from"] != entry["to"]
            else "The text of the law was changed."
        )
    if cause == PLANNER:
        return "The planner itself was changed by a new version of the product."
    if cause == LINEAGE:
        return "It carries on from another provider."
    return _fact_sentence(entry)


def _fact_sentence(entry: Entry) -> str:
    name = CAUSE_NAMES[entry["cause"]].capitalize()
    if "came" in entry:
        came = [f"new: {_fact(fact)}" for fact in entry["came"]]
        went = [f"no longer: {_fact(fact)}" for fact in entry["went"]]
        return f"{name}: {'; '.join(came + went)}."
    return f"{name} ({_words(entry['fact'])}): {_plain(entry['to'])}, before {_plain(entry['from'])}."


def _fact(fact: Any) -> str:
    if isinstance(fact, list):
        return (
            f"suspended from {_plain(fact[0])} to {_plain(fact[1])}" if fact[1] else f"suspended from {_plain(fact[0])}"
        )
    return ", ".join(f"{_words(name)} {_plain(value)}" for name, value in fact.items())


def _moved_sentence(entry: Entry) -> str:
    parts = [
        f"{name} {_day(entry[key][1])}, before {_day(entry[key][0])}" for key, name in _DATED.items() if key in entry
    ]
    parts += [
        f"{key} {_words(entry[key][1])}, before {_words(entry[key][0])}" for key in ("type", "basis") if key in entry
    ]
    return f"Item {entry['item']}: {'; '.join(parts)}."


def _wanted(entry: Entry) -> str:
    deadline = f", statutory deadline {_day(entry['deadline'])}" if entry["deadline"] else ""
    return f"by {_day(entry['target'])}{deadline} ({entry['basis']})" if entry["target"] else f"({entry['basis']})"


def _kind(type: str) -> str:
    return {"key_or_random": "A key or random", "any": "An"}.get(type, f"A {type}")


def _counts(counts: list[int] | None) -> str:
    return f"{counts[1]} of {counts[0]} done" if counts else "not counted"


def _words(code: str) -> str:
    return str(code).replace("_", " ")


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return _fact(value)
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        return _day(value)
    return "none" if value is None else _words(str(value))


def _day(iso: str | None) -> str:
    return day_name(date.fromisoformat(iso)) if iso else "none"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
