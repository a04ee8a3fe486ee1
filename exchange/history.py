"""One provider's place in the register, made from what all registers say of it: pure, and the same for any order.

The newest register decides what the provider is now; earlier ones give old names, types and owners. A provider that a
later complete register does not list, and no later one lists again, is gone: it ended between the two days.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from exchange.days import in_words
from exchange.presence import INSPECTIONS, Entry, Event, Period, presence_of
from exchange.rows import Vocabulary
from exchange.visits import Contradiction, Visit, contradictions_of, report_of, visits_of
from exchange.words import Words
from providers.wording import fold, organisation_key


@dataclass(frozen=True, slots=True)
class Past:
    """A name or type code that a provider had, with the days of the first and the last register that say so."""

    value: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class History:
    """Everything that registers tell of one provider."""

    now: Mapping[str, Any]
    past_names: tuple[Past, ...]
    past_types: tuple[Past, ...]
    periods: tuple[Period, ...]
    visits: tuple[Visit, ...]
    marks: tuple[tuple[date, date | None], ...]
    events: tuple[Event, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """What the words of registers mean, by reference data.

    `regions_of_two` are regions made of two government regions; `authority_on` gives the authority that stood at a
    place on a day, where one took over from another of the same name.
    """

    vocabulary: Vocabulary
    type_names: Mapping[str, str]
    region_of_authority: Mapping[str, str]
    regions_of_two: frozenset[str]
    authority_on: Callable[[str, date], str]


def history_of(entries: Iterable[Entry], complete_days: Sequence[date], reference: Reference, words: Words) -> History:
    """All that the registers tell of one provider.

    `complete_days`: the days of all complete registers in order, whether or not they list this provider.
    """
    listed = sorted(entries, key=_by_day)
    read = [entry for entry in listed if entry.is_read]
    visits = visits_of((report_of(visit, e.on, words) for e in read for visit in e.said["visits"]), words)
    periods, presence_events = presence_of(listed, [visit.started_on for visit in visits], complete_days, words)
    now = attributes(read, reference)
    names = _runs(_told(read, "name"), fold)
    owners = _runs(_told(read, "owner"), organisation_key)
    types = _runs(_types(read, reference), str)
    events = (
        *_arrival(read, now.get("registered_on"), reference),
        *_changes("name_changed", "Name changed", names, str),
        *_changes("type_changed", "Type of service changed", types, lambda code: reference.type_names[code]),
        *_changes("owner_changed", "Owner changed", owners, str),
        *presence_events,
    )
    return History(
        now=now,
        past_names=tuple(names[:-1]),
        past_types=tuple(types[:-1]),
        periods=periods,
        visits=tuple(visits),
        marks=tuple(_marks(read, visits, now.get("registered_on")).items()),
        events=tuple(sorted(events, key=lambda event: (event.on, event.kind, event.summary))),
        contradictions=(
            *_registrations(read),
            *_before_registration(read, visits, now.get("registered_on")),
            *(told for visit in visits for told in contradictions_of(visit)),
        ),
    )


def _by_day(entry: Entry) -> tuple[date, bool]:
    return entry.on, entry.kind != INSPECTIONS


def attributes(entries: Iterable[Entry], reference: Reference) -> dict[str, Any]:
    """What the provider is now: of each field the newest that a register tells; empty without a readable entry."""
    read = sorted((entry for entry in entries if entry.is_read), key=_by_day)
    if not read:
        return {}
    authority = _newest_known(read, ("authority",), reference.vocabulary.authorities)
    types = _types(read, reference)
    return {
        "name": _newest(read, "name") or "",
        "service_type_id": types[-1][1] if types else None,
        "owner": _newest(read, "owner") or "",
        "local_authority_id": reference.authority_on(authority, read[-1].on) if authority else None,
        "region_id": _region(read, authority, reference),
        "sector": (_newest(read, "sector") or "").capitalize(),
        "places": _newest(read, "places"),
        "address": _newest(read, "address") or "",
        "postcode": _newest(read, "postcode") or "",
        "constituency": _newest(read, "constituency") or "",
        "short_breaks": next((e.said["short_breaks"] for e in reversed(read) if "short_breaks" in e.said), ""),
        "linked_education_urn": _newest(read, "education_urn") or "",
        "registered_on": _day(_newest(read, "registered_on")),
    }


def _newest(read: Sequence[Entry], name: str) -> Any:
    return next((value for e in reversed(read) if (value := e.said.get(name)) not in (None, "")), None)


def _newest_known(read: Sequence[Entry], names: Sequence[str], meanings: Mapping[str, str]) -> str | None:
    for entry in reversed(read):
        for name in names:
            code = meanings.get(fold(entry.said.get(name) or ""))
            if code:
                return code
    return None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _region(read: Sequence[Entry], authority: str | None, reference: Reference) -> str | None:
    """The government region; a region that is two of them gives way to the one of the local authority."""
    code = _newest_known(read, ("government_region", "region", "inspectorate_region"), reference.vocabulary.regions)
    if code is None or code in reference.regions_of_two:
        return reference.region_of_authority.get(authority or "", code)
    return code


def _told(read: Iterable[Entry], name: str) -> list[tuple[date, str]]:
    return [(entry.on, entry.said[name]) for entry in read if entry.said.get(name)]


def _types(read: Iterable[Entry], reference: Reference) -> list[tuple[date, str]]:
    known = reference.vocabulary.types
    return [(entry.on, code) for entry in read if (code := known.get(fold(entry.said["type"])))]


def _runs(told: Iterable[tuple[date, str]], key: Callable[[str], str]) -> list[Past]:
    """Values told on following days as runs; a run has its newest spelling."""
    runs: list[Past] = []
    for on, value in dict(told).items():
        if runs and key(runs[-1].value) == key(value):
            runs[-1] = Past(value, runs[-1].from_on, on)
        else:
            runs.append(Past(value, on, on))
    return runs


def _arrival(read: Sequence[Entry], registered_on: date | None, reference: Reference) -> Iterator[Event]:
    types = _types(read, reference)
    if not types:
        return
    first_on, code = types[0]
    name = reference.type_names[code].lower()
    if registered_on:
        yield Event("registered", registered_on, f"Registered: {name}", first_on)
    else:
        yield Event("first_seen", first_on, f"First seen in a published register: {name}", first_on)


def _changes(kind: str, label: str, runs: Sequence[Past], shown: Callable[[str], str]) -> Iterator[Event]:
    for before, after in itertools.pairwise(runs):
        since = f"{label} from {_cut(shown(before.value))} to {_cut(shown(after.value))}"
        yield Event(kind, after.from_on, since, after.from_on)


def _cut(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"


def _marks(read: Sequence[Entry], visits: Iterable[Visit], registered_on: date | None) -> dict[date, date | None]:
    """By register day the day from which history is known: its latest full inspection, else the registration."""
    started: dict[date, date] = {}
    for visit in visits:
        for report in visit.reports:
            latest = started.get(report.register_on)
            started[report.register_on] = max(latest, visit.started_on) if latest else visit.started_on
    return {
        entry.on: entry.on if entry.said.get("visits_unread") else started.get(entry.on, registered_on)
        for entry in read
    }


def _before_registration(
    read: Iterable[Entry], visits: Iterable[Visit], registered_on: date | None
) -> Iterator[Contradiction]:
    """Visits before the registration date, as one register or two tell of them."""
    told_on = max((on for on, _ in _told(read, "registered_on")), default=None)
    for visit in visits:
        if registered_on and told_on and visit.started_on < registered_on:
            first, second = sorted((visit.source_on, told_on))
            yield Contradiction(
                "before_registration",
                first,
                second,
                f"inspection of {in_words(visit.started_on)}",
                "took place",
                f"registered on {in_words(registered_on)}",
            )


def _registrations(read: Iterable[Entry]) -> Iterator[Contradiction]:
    told = _told(read, "registered_on")
    for (first_on, first), (second_on, second) in itertools.pairwise(told):
        if first != second:
            one, two = (in_words(date.fromisoformat(text)) for text in (first, second))
            yield Contradiction("registration_day", first_on, second_on, "registration date", one, two)
