"""Plans that are asked about: of any day and under any regime, or those in force. Reads only, writes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from law.model import RATING_NAMES, Law
from scheduling import contract
from scheduling.facts import Facts
from scheduling.loader import CHUNK, Providers, load
from scheduling.models import Plan as StoredPlan
from scheduling.planner import plan, plan_on
from scheduling.plans import loads


def unknown_urns(urns: Sequence[str]) -> list[str]:
    """Those of the URNs that no provider has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT urn FROM providers_provider WHERE urn = ANY(%s)", [list(urns)])
        known = {urn for (urn,) in cursor.fetchall()}
    return [urn for urn in urns if urn not in known]


def facts_of(urns: Sequence[str] | None, as_of: date) -> Iterator[Facts]:
    """The facts of these providers, or of all (`None`), sorted by URN; memory holds a few thousand of them."""
    return (facts for facts, _ in known_of(urns, as_of))


def known_of(urns: Sequence[str] | None, as_of: date) -> Iterator[tuple[Facts, date | None]]:
    """The same, each with the first day on which it will read differently without news (`loader.Known`)."""
    urn_of = dict(_providers(urns))
    ids = list(urn_of)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = {known.provider_id: known for known in load(Providers.of(chunk), as_of)}
        for provider in chunk:
            facts = Facts.from_canonical(json.loads(found[provider].facts))
            yield replace(facts, urn=urn_of[provider]), found[provider].changes_on


def _providers(urns: Sequence[str] | None) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT id, urn FROM providers_provider WHERE %(all)s OR urn = ANY(%(urns)s) ORDER BY urn COLLATE "C"',
            {"all": urns is None, "urns": list(urns or ())},
        )
        return [(provider, urn) for provider, urn in cursor.fetchall()]


def rows(facts: Iterator[Facts], law: Law, as_of: date) -> Iterator[tuple[str, ...]]:
    """The lines of `manage.py plan --format csv`."""
    return (contract.row(each, plan_on(each, law, as_of), as_of) for each in facts)


def as_json(known: Iterator[tuple[Facts, date | None]], law: Law, as_of: date) -> Iterator[dict[str, Any]]:
    """The lines of `manage.py plan --format json`. `valid_until`: the day to plan it again, as for a stored plan."""
    for facts, changes_on in known:
        made = plan(facts, law, as_of)
        until = min((day for day in (made.replan_on, changes_on) if day), default=None)
        yield contract.as_json(facts, made._replace(valid_until=until), as_of)


def stored_rows(urns: Sequence[str] | None, today: date) -> Iterator[tuple[str, ...]]:
    """The same lines for the plans in force, with their states of `today`."""
    for stored in _in_force(urns, today).iterator(chunk_size=CHUNK):
        item = (stored.next_type, _iso(stored.target), _iso(stored.statutory_deadline))
        counts = (
            "" if number is None else str(number) for number in (stored.required, stored.done, stored.outstanding)
        )
        rating = RATING_NAMES[stored.rating] if stored.rating else ""
        what = (stored.provider.urn, stored.provider.service_type_id, rating, stored.regime_id)
        yield (*what, *counts, *item, stored.state, stored.previous_year)


def stored_as_json(urns: Sequence[str] | None, today: date) -> Iterator[dict[str, Any]]:
    """The same as JSON, with every item."""
    for stored in _in_force(urns, today).select_related("body").iterator(chunk_size=CHUNK):
        kept = loads(stored.body.text, stored.valid_until)
        facts = Facts(stored.provider.service_type_id, urn=stored.provider.urn)
        yield contract.as_json(facts, kept, today) | {"state": stored.state}


def _in_force(urns: Sequence[str] | None, today: date) -> Any:
    found = StoredPlan.objects.in_force().with_state(today).select_related("provider")
    if urns is not None:
        found = found.filter(provider__urn__in=urns)
    return found.order_by("provider__urn")


def facts_of_file(lines: Iterable[bytes], name: str) -> list[Facts]:
    """Facts from JSON in UTF-8, one provider a line; empty lines are passed over. Raises ValueError that names the
    line and what is wrong with it.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            if text.strip():
                found.append(Facts.from_json(_read(text)))
        except UnicodeDecodeError as error:
            raise ValueError(f"{name}, line {number}: is not UTF-8, from byte {error.start + 1} on") from None
        except ValueError as error:
            raise ValueError(f"{name}, line {number}: {error}") from None
    return found


def _read(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error.msg}, at character {error.pos + 1}") from None
    except RecursionError:
        raise ValueError("is nested too deeply for facts") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of an object. JSON lets the last of two prevail; a fact must not get lost like that."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice}: is said twice")
    return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
