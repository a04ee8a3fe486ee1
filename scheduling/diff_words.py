"""Sentences for what changed in a plan and why, from the codes that `scheduling.diff` stored. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from law.dates import year_label
from law.model import RATING_NAMES
from scheduling.diff import DAY, FIRST, LAW, LINEAGE, PLANNER, Entry
from scheduling.wording import day_name, months_name

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
KINDS: Mapping[str, str] = {
    "key": "key inspection",
    "random": "random inspection",
    "key_or_random": "key or random inspection",
    "themed": "themed inspection",
    "monitoring": "monitoring visit",
    "approval": "approval inspection",
    "any": "visit of any kind",
}


def what_sentence(entry: Entry) -> str:
    """One line of what changed."""
    change = entry["change"]
    if change in ("came", "went"):
        now = "is now planned" if change == "came" else "is no longer planned"
        return f"{_capital(_a(entry['type']))} {_wanted(entry)} {now}."
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
        return f"{_day(entry['on'])} came; nothing new was written down."
    if cause == LAW:
        if entry["from"] == entry["to"]:
            return "The text of the law was changed."
        return f"The law is {entry['to']}; until then it was {entry['from']}."
    if cause == PLANNER:
        return "The planner itself was changed by a new version of the product."
    if cause == LINEAGE:
        return "It carries on from another provider."
    return f"{_capital(CAUSE_NAMES[cause])}: {_rows(entry) if 'came' in entry else _single(entry)}."


def item_name(key: str) -> str:
    """What people call the item of a key: "inspection 2 of 2026-27", "follow-up of the rating of 20 June 2026"."""
    rule, _, rest = key.partition("/")
    if rule == "per_year":
        year, _, number = rest.partition("/")
        return f"inspection {number} of {year_label(int(year))}"
    if rule == "asked":
        return "visit asked for"
    name, since = _ITEM_NAMES[rule]
    return name if rest == "none" else f"{name} {since} {_day(rest)}"


_ITEM_NAMES: Mapping[str, tuple[str, str]] = {
    "interval": ("next inspection", "reckoned from"),
    "once_by": ("one inspection", "wanted by"),
    "follow_up": ("follow-up", "of the rating of"),
    "approval": ("approval inspection", "reckoned from"),
}


def _moved_sentence(entry: Entry) -> str:
    parts = [_moved(name, *map(_dated, entry[name])) for name in ("target", "deadline") if name in entry]
    parts += [f"now a {_kind(entry['type'][1])}, no longer a {_kind(entry['type'][0])}"] if "type" in entry else []
    parts += [_moved("basis", *entry["basis"])] if "basis" in entry else []
    return f"{_capital(item_name(entry['item']))}: {'; '.join(parts)}."


def _moved(name: str, was: str, now: str) -> str:
    if not was:
        return f"{name} {now}, where there was none"
    return f"{name} moved from {was} to {now}" if now else f"no {name} any more; it was {was}"


def _wanted(entry: Entry) -> str:
    deadline = f", statutory deadline {_day(entry['deadline'])}" if entry["deadline"] else ""
    return f"by {_day(entry['target'])}{deadline} ({entry['basis']})" if entry["target"] else f"({entry['basis']})"


def _counts(counts: list[int] | None) -> str:
    return f"{counts[1]} of {counts[0]} done" if counts else "not counted"


def _rows(entry: Entry) -> str:
    """Facts of which there may be several: those that came and those that went."""
    tell = _ROWS[entry["fact"]]
    went = f"no longer {' and '.join(tell(fact) for fact in entry['went'])}" if entry["went"] else ""
    return "; ".join(part for part in (" and ".join(tell(fact) for fact in entry["came"]), went) if part)


def _single(entry: Entry) -> str:
    """A fact of which there is one: what it is now and what it was."""
    words, tell, absent = _SINGLES[entry["fact"]]
    now, was = (f"{words}{tell(value)}" if value else absent for value in (entry["to"], entry["from"]))
    return f"{now}; until then {was}"


def _inspection(fact: Any) -> str:
    made_for = ", made for a visit that was asked for" if fact.get("for") else ""
    return f"{_a(fact['type'])} on {_day(fact['on'])}{made_for}"


def _rating(fact: Any) -> str:
    force = fact.get("in_force_from")
    since = "provisional" if force is None else f"in force from {_day(force)}"
    return f"{RATING_NAMES[fact['ordinal']]}, awarded at the inspection of {_day(fact['awarded_on'])}, {since}"


def _asked(fact: Any) -> str:
    withdrawn = f", taken back on {_day(fact['withdrawn_on'])}" if fact.get("withdrawn_on") else ""
    return f"{_a(fact['type'])} by {_day(fact['by'])}, asked for on {_day(fact['asked_on'])}{withdrawn}"


def _brought_forward(fact: Any) -> str:
    withdrawn = f", taken back on {_day(fact['withdrawn_on'])}" if fact.get("withdrawn_on") else ""
    return f"{item_name(fact['item'])} to {_day(fact['by'])}, decided on {_day(fact['decided_on'])}{withdrawn}"


def _suspended(fact: Any) -> str:
    return f"suspended from {_day(fact[0])}{f' to {_day(fact[1])}' if fact[1] else ''}"


def _approval(fact: Any) -> str:
    return f"every {months_name(fact['months'])} from {_day(fact['from'])}"


def _words(code: str) -> str:
    return str(code).replace("_", " ")


def _day(iso: str) -> str:
    return day_name(date.fromisoformat(iso))


def _dated(iso: str | None) -> str:
    return _day(iso) if iso else ""


def _kind(code: str) -> str:
    return KINDS[code]


def _a(code: str) -> str:
    return f"an {_kind(code)}" if code == "approval" else f"a {_kind(code)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_ROWS: Mapping[str, Callable[[Any], str]] = {
    "inspections": _inspection,
    "ratings": _rating,
    "asked": _asked,
    "brought_forward": _brought_forward,
    "suspended": _suspended,
}
# The words before a fact, the fact, and what it means that there is none.
_SINGLES: Mapping[str, tuple[str, Callable[[Any], str], str]] = {
    "ended_on": ("ended on ", _day, "not ended"),
    "registered_on": ("registered on ", _day, "the day is not known"),
    "history_complete_from": ("every inspection is known from ", _day, "every inspection was known"),
    "service_type": ("", _words, "none"),
    "approval": ("", _approval, "none"),
}
