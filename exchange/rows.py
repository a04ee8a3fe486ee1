"""One row of a register made clean: what it says of a provider, what is odd in it, or why it is kept aside.

Words stay as published here; what they mean is looked up when the register is made from all that was said
(`exchange.history`), so that a synonym added later reaches back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.numbers import whole_number
from exchange.days import in_words, read_day
from exchange.reading import Row
from exchange.words import JUDGEMENTS, Words
from providers.wording import fold

URN = re.compile(r"(SC[0-9]{6}|[0-9]{6,7})")
_TEXTS = (
    "status", "name", "postcode", "region", "inspectorate_region", "government_region", "authority",
    "constituency", "sector", "owner", "education_urn",
)  # fmt: skip
_ADDRESS = ("address_1", "address_2", "address_3", "town", "county")
_SIGNS_OF_A_VISIT = ("inspected_on", "number", "overall")
LONGEST = {"name": 200, "owner": 200, "postcode": 10, "constituency": 80, "sector": 40, "education_urn": 10}


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd in a row that was taken all the same: a code to count by and a sentence."""

    line: int
    urn: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that is not taken: a code to count by, and the reason as a sentence."""

    line: int
    urn: str
    code: str
    reason: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Clean:
    """A row that is taken: its URN and what it says, as plain JSON (no key: no such column; None: redacted)."""

    line: int
    urn: str
    said: dict[str, Any]
    cells: Mapping[str, str]
    oddities: list[Oddity] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The published words that reference data knows, folded, with what they mean."""

    types: Mapping[str, str]
    regions: Mapping[str, str]
    authorities: Mapping[str, str]


def clean(row: Row, *, day: date, series: str, words: Words, vocabulary: Vocabulary) -> Clean | Kept:
    """A row of the register of a day made clean, or kept aside with the reason."""
    urn = row.cells.get("urn", "").upper().replace(" ", "")
    if _is_blank(urn, words):
        return Kept(row.line, "", "no_urn", "The row has no URN.", row.cells)
    if not URN.fullmatch(urn):
        return Kept(row.line, urn[:20], "urn_form", f"{urn!r} is not a URN: SC and 6 digits, or 7 digits.", row.cells)
    word = row.cells.get("type", "")
    if _is_blank(word, words):
        return Kept(row.line, urn, "no_type", "The row does not say what type of service it is.", row.cells)
    if fold(word) not in vocabulary.types:
        return Kept(row.line, urn, "unknown_type", f"The type of service {word!r} is not known.", row.cells)
    notes = _Notes(row.line, urn)
    said = _said(row.cells, notes, series, words)
    _compare(said, notes, words, vocabulary)
    for visit in said["visits"]:
        _compare_visit(said, visit, day, notes)
    return Clean(row.line, urn, said, row.cells, notes.made)


class _Notes:
    """Collects the oddities of one row."""

    def __init__(self, line: int, urn: str) -> None:
        self.line, self.urn = line, urn
        self.made: list[Oddity] = []

    def add(self, code: str, sentence: str) -> None:
        self.made.append(Oddity(self.line, self.urn, code, sentence))


def _is_blank(text: str, words: Words) -> bool:
    return text.casefold() in words.blank


def _text(text: str, words: Words) -> str | None:
    if text.casefold() in words.redacted:
        return None
    return "" if _is_blank(text, words) else text


def _said(cells: Mapping[str, str], notes: _Notes, series: str, words: Words) -> dict[str, Any]:
    said: dict[str, Any] = {"type": cells["type"]}
    for name in _TEXTS:
        if name in cells:
            said[name] = _short(name, _text(cells[name], words), notes)
    if _ADDRESS[0] in cells:
        said["address"] = _address(cells, words)
    if "places" in cells:
        said["places"] = _number(cells["places"], notes, words)
    if "registered_on" in cells:
        said["registered_on"] = _day("registration date", cells["registered_on"], notes, words)
    if "short_breaks" in cells:
        said["short_breaks"] = _short_breaks(cells["short_breaks"], notes, words)
    visit = _visit(cells, notes, series, words)
    said["visits"] = [visit] if visit else []
    if "inspected_on" not in cells:
        said["visits_unread"] = True
    if visit is None and not all(_is_blank(cells.get(name, ""), words) for name in _SIGNS_OF_A_VISIT):
        said["visits_unread"] = True
    return said


def _short(name: str, text: str | None, notes: _Notes) -> str | None:
    longest = LONGEST.get(name)
    if text and longest and len(text) > longest:
        notes.add("too_long", f"The {name.replace('_', ' ')} is longer than {longest} characters and was cut.")
        return text[:longest]
    return text


def _address(cells: Mapping[str, str], words: Words) -> str | None:
    lines = [_text(cells.get(name, ""), words) for name in _ADDRESS]
    if any(line is None for line in lines):
        return None
    return "\n".join(line for line in lines if line)


def _number(text: str, notes: _Notes, words: Words) -> int | None:
    if _is_blank(text, words):
        return None
    if (number := whole_number(text, 5)) is not None:
        return number
    notes.add("places_unread", f"The number of places {text!r} cannot be read.")
    return None


def _day(what: str, text: str, notes: _Notes, words: Words) -> str | None:
    if _is_blank(text, words):
        return None
    day = read_day(text)
    if day is None:
        notes.add("day_unread", f"The {what} {text!r} is not a day.")
        return None
    return day.isoformat()


def _short_breaks(text: str, notes: _Notes, words: Words) -> str:
    if _is_blank(text, words):
        return ""
    meaning = words.short_breaks.get(fold(text))
    if meaning is None:
        notes.add("short_breaks_unread", f"The wording {text!r} for short breaks is not known.")
    return meaning or ""


def _visit(cells: Mapping[str, str], notes: _Notes, series: str, words: Words) -> dict[str, Any] | None:
    text = cells.get("inspected_on", "")
    if _is_blank(text, words):
        if not all(_is_blank(cells.get(name, ""), words) for name in _SIGNS_OF_A_VISIT):
            notes.add("visit_without_day", "The row tells of an inspection without its day: it is left out.")
        return None
    on = _day("inspection date", text, notes, words)
    kind = _text(cells.get("kind", "full inspection"), words) or ""
    if on is None:
        return None
    if fold(kind) not in words.kinds:
        notes.add("kind_unknown", f"The kind of inspection {kind!r} is not known: the inspection is left out.")
        return None
    number = _text(cells.get("number", ""), words) or ""
    return {
        "kind": kind,
        "on": on,
        "until": _day("last day of the inspection", cells.get("inspected_until", ""), notes, words),
        "published_on": _day("publication date", cells.get("published_on", ""), notes, words),
        "number": number[:20],
        "series": series if number else "",
        "judged": _judged(cells, notes, words),
    }


def _judged(cells: Mapping[str, str], notes: _Notes, words: Words) -> dict[str, str]:
    judged = {}
    for name in JUDGEMENTS:
        word = cells.get(name, "")
        if _is_blank(word, words):
            continue
        if fold(word) in words.ratings:
            judged[name] = word
        else:
            notes.add("rating_unknown", f"The judgement {word!r} is not known and is left out.")
    return judged


def _compare(said: Mapping[str, Any], notes: _Notes, words: Words, vocabulary: Vocabulary) -> None:
    """Oddities that show when the fields of a row, or its words and the reference data, are held together."""
    if len(notes.urn) == 6:
        notes.add("urn_unusual", f"The URN {notes.urn} has 6 digits, where others have 7 or SC and 6.")
    if said.get("status") and fold(said["status"]) not in words.statuses:
        notes.add("status_unknown", f"The status {said['status']!r} is not known and is taken as registered.")
    if said.get("authority") and fold(said["authority"]) not in vocabulary.authorities:
        notes.add("authority_unknown", f"The local authority {said['authority']!r} is not known.")
    for name in ("government_region", "inspectorate_region", "region"):
        if said.get(name) and fold(said[name]) not in vocabulary.regions:
            notes.add("region_unknown", f"The region {said[name]!r} is not known.")
    if vocabulary.types[fold(said["type"])] in words.with_places and "places" in said and not said["places"]:
        notes.add("no_places", "The row gives no places.")


def _compare_visit(said: Mapping[str, Any], visit: Mapping[str, Any], day: date, notes: _Notes) -> None:
    on = visit["on"]
    if on > day.isoformat():
        notes.add("visit_after_register", f"The inspection of {_words(on)} is later than the register's own day.")
    if "overall" not in visit["judged"]:
        notes.add("no_rating", f"The inspection of {_words(on)} has no overall judgement.")
    if said.get("registered_on") and on < said["registered_on"]:
        notes.add(
            "visit_before_registration",
            f"The inspection of {_words(on)} was before the registration on {_words(said['registered_on'])}.",
        )
    if visit["published_on"] and visit["published_on"] < on:
        notes.add(
            "published_before_visit",
            f"The report was published on {_words(visit['published_on'])}, before the inspection of {_words(on)}.",
        )
    if visit["until"] and visit["until"] < on:
        notes.add("visit_ends_before_start", f"The inspection of {_words(on)} ends before it starts.")


def _words(iso: str) -> str:
    day = read_day(iso)
    return in_words(day) if day else iso
