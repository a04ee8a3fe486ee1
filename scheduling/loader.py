"""The facts of many providers in a constant number of set-based queries.

PostgreSQL writes each provider's facts as the canonical text of `scheduling.facts`, so that Python only passes it on.
Facts dated after the day are in it: the planner leaves them out itself and needs them for `valid_until`. What depends
on the day in another way (the type it had, the approval interval, how far back the history is known, an end that was
taken back, lineage) is read as of the day, and `changes_on` says when the first of these will read differently.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from inspections.models import Inspection
from providers.models import StatusPeriod
from scheduling.facts import Facts
from scheduling.lineage import Link, flatten
from scheduling.rules.known import rating_in_force

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Providers:
    """Which providers: those with ids from `first` to `last`, or, when given, those of `ids`."""

    first: int = 0
    last: int = 0
    ids: tuple[int, ...] | None = None

    @classmethod
    def of(cls, ids: Iterable[int]) -> Providers:
        """These providers."""
        return cls(ids=tuple(sorted(set(ids))))

    def condition(self, column: str) -> str:
        """SQL that picks them by a column, with the parameters of `parameters`."""
        return f"{column} BETWEEN %(first)s AND %(last)s" if self.ids is None else f"{column} = ANY(%(ids)s)"

    @property
    def parameters(self) -> dict[str, Any]:
        return {"first": self.first, "last": self.last, "ids": list(self.ids or ())}


class Known(NamedTuple):
    """One provider's facts: the canonical text, the rating in force and the last inspection of any type as of the day,
    and the first day on which the text, or one of these two, will read differently without news."""

    provider_id: int
    facts: str
    rating: int | None
    last_inspected_on: date | None
    changes_on: date | None


def load(providers: Providers, as_of: date) -> list[Known]:
    """Their facts, by id. Two queries, five when some of them have predecessors."""
    with connection.cursor() as cursor:
        cursor.execute(facts_query(providers), {**_constants(as_of), **providers.parameters})
        found = [Known(*row) for row in cursor]
    successors = _with_predecessors(providers)
    if not successors:
        return found
    inherited = _inherited(successors, as_of)
    return [inherited.get(known.provider_id, known) for known in found]


def facts_query(providers: Providers) -> str:
    """The SELECT that yields the columns of `Known`, lineage apart, in the order of the providers' ids."""
    picked = {name: providers.condition(column) for name, column in (("id", "p.id"), ("provider", "provider_id"))}
    return _FACTS.format(**picked)


def facts_sql(providers: Providers, as_of: date) -> str:
    """The same with its parameters filled in, for COPY."""
    with connection.cursor() as cursor:
        filled = cursor.mogrify(facts_query(providers), {**_constants(as_of), **providers.parameters})
    return filled.decode() if isinstance(filled, bytes) else str(filled)


def slices(size: int) -> list[Providers]:
    """Ranges that cover every provider of the register, `size` of them in each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id), max(id) FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS part"
            " FROM providers_provider) AS parts GROUP BY part ORDER BY part",
            [size],
        )
        return [Providers(first, last) for first, last in cursor.fetchall()]


def _constants(as_of: date) -> dict[str, Any]:
    return {
        "as_of": as_of,
        "counted": [str(result) for result in Inspection.COUNTED],
        "paused": [str(status) for status in StatusPeriod.PAUSED],
        "ended": [str(status) for status in StatusPeriod.ENDED],
    }


def _with_predecessors(providers: Providers) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT successor_id FROM providers_lineage WHERE {providers.condition('successor_id')}",
            providers.parameters,
        )
        return {successor for (successor,) in cursor.fetchall()}


def _links_up(successors: set[int]) -> list[tuple[int, int, date, str]]:
    """Every link from these providers up to the first of their lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE line AS (
                SELECT successor_id, predecessor_id, "on", kind FROM providers_lineage WHERE successor_id = ANY(%s)
                UNION
                SELECT up.successor_id, up.predecessor_id, up."on", up.kind
                FROM providers_lineage up JOIN line ON up.successor_id = line.predecessor_id
            )
            SELECT successor_id, predecessor_id, "on", kind FROM line ORDER BY "on", predecessor_id
            """,
            [sorted(successors)],
        )
        return [(successor, predecessor, on, kind) for successor, predecessor, on, kind in cursor.fetchall()]


def _inherited(successors: set[int], as_of: date) -> dict[int, Known]:
    links = _links_up(successors)
    everybody = Providers.of({*successors, *(predecessor for _, predecessor, _, _ in links)})
    with connection.cursor() as cursor:
        cursor.execute(facts_query(everybody), {**_constants(as_of), **everybody.parameters})
        own = {known.provider_id: known for known in (Known(*row) for row in cursor)}
    facts = {provider: Facts.from_canonical(json.loads(known.facts)) for provider, known in own.items()}
    lines: dict[int, list[Link]] = {}
    for successor, predecessor, on, kind in links:
        lines.setdefault(successor, []).append(Link(predecessor, on, kind))
    return {successor: _flattened(successor, own, facts, lines, as_of) for successor in successors if successor in own}


def _flattened(
    provider: int, own: dict[int, Known], facts: dict[int, Facts], lines: dict[int, list[Link]], as_of: date
) -> Known:
    flat = flatten(provider, facts, lines, as_of)
    days = [known.changes_on for known in map(own.get, _family(provider, lines)) if known and known.changes_on]
    days += [link.on for member in _family(provider, lines) for link in lines.get(member, ()) if link.on > as_of]
    rating = rating_in_force(flat, as_of)
    inspected = [inspection.on for inspection in flat.inspections if inspection.on <= as_of]
    return Known(
        provider_id=provider,
        facts=flat.canonical(),
        rating=rating.ordinal if rating else None,
        last_inspected_on=max(inspected, default=None),
        changes_on=min(days, default=None),
    )


def _family(provider: int, lines: dict[int, list[Link]]) -> set[int]:
    """The provider and all its predecessors."""
    found, open_ends = {provider}, [provider]
    while open_ends:
        for link in lines.get(open_ends.pop(), ()):
            if link.predecessor not in found:
                found.add(link.predecessor)
                open_ends.append(link.predecessor)
    return found


def with_successors(ids: Sequence[int]) -> list[int]:
    """These providers and all that come after them: a predecessor's fact is a successor's, too."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE line AS (
                SELECT unnest(%s::bigint[]) AS id
                UNION
                SELECT down.successor_id FROM providers_lineage down JOIN line ON down.predecessor_id = line.id
            )
            SELECT id FROM line ORDER BY id
            """,
            [list(ids)],
        )
        return [provider for (provider,) in cursor.fetchall()]


def stream(providers: Iterable[Providers], as_of: date) -> Iterator[Known]:
    """The facts of one slice after another: memory holds one of them."""
    for part in providers:
        yield from load(part, as_of)


# Keys in the order of the alphabet; what is absent is left out; lists sorted with absent values first.
_FACTS = """
SELECT
    p.id,
    '{{'
    || coalesce('"approval":{{"from":"' || a.from_on || '","months":' || a.months || '}},', '')
    || coalesce('"asked":[' || v.list || '],', '')
    || coalesce('"brought_forward":[' || b.list || '],', '')
    || coalesce('"ended_on":"' || s.ended_on || '",', '')
    || coalesce('"history_complete_from":"' || h.complete_from || '",', '')
    || coalesce('"inspections":[' || i.list || '],', '')
    || coalesce('"ratings":[' || r.list || '],', '')
    || coalesce('"registered_on":"' || p.registered_on || '",', '')
    || '"service_type":"' || coalesce(t.service_type_id, p.service_type_id) || '"'
    || coalesce(',"suspended":[' || s.list || ']', '')
    || '}}',
    9 - (r.in_force & 15),
    i.last_on,
    least(i.changes_on, r.changes_on, h.changes_on, s.changes_on, a.changes_on, t.changes_on)
FROM providers_provider p
LEFT JOIN (
    SELECT provider_id,
        string_agg(
            '{{' || coalesce('"for":"' || made_for_id || '",', '') || '"on":"' || started_on || '","type":"' || type
            || '"}}', ',' ORDER BY started_on, type
        ) AS list,
        max(started_on) FILTER (WHERE started_on <= %(as_of)s) AS last_on,
        min(started_on) FILTER (WHERE started_on > %(as_of)s) AS changes_on
    FROM inspections_inspection WHERE {provider} AND result = ANY(%(counted)s) GROUP BY provider_id
) i ON i.provider_id = p.id
LEFT JOIN (
    SELECT provider_id,
        string_agg(
            '{{"awarded_on":"' || awarded_on || '",' || coalesce('"in_force_from":"' || in_force_from || '",', '')
            || '"ordinal":' || ordinal || '}}', ',' ORDER BY awarded_on, in_force_from NULLS FIRST, ordinal
        ) AS list,
        -- the latest in force; of several the later awarded, then the worse: as one number
        max(((in_force_from - date '0001-01-01')::bigint << 28) + ((awarded_on - date '0001-01-01') << 4) + 9 - ordinal)
            FILTER (WHERE in_force_from <= %(as_of)s AND awarded_on <= %(as_of)s) AS in_force,
        least(
            min(in_force_from) FILTER (WHERE in_force_from > %(as_of)s),
            min(awarded_on) FILTER (WHERE awarded_on > %(as_of)s)
        ) AS changes_on
    FROM (
        SELECT DISTINCT provider_id, awarded_on, in_force_from, ordinal FROM inspections_rating WHERE {provider}
    ) AS ratings GROUP BY provider_id
) r ON r.provider_id = p.id
LEFT JOIN (
    SELECT DISTINCT ON (provider_id) provider_id, complete_from,
        min(register_on) FILTER (WHERE register_on > %(as_of)s) OVER (PARTITION BY provider_id) AS changes_on
    FROM inspections_historymark WHERE {provider}
    ORDER BY provider_id, register_on <= %(as_of)s DESC,
        CASE WHEN register_on <= %(as_of)s THEN register_on END DESC, register_on
) h ON h.provider_id = p.id
LEFT JOIN (
    SELECT provider_id,
        min(from_on) FILTER (WHERE status = ANY(%(ended)s) AND coalesce(until_on >= %(as_of)s, true)) AS ended_on,
        string_agg(
            '["' || from_on || '",' || coalesce('"' || until_on || '"', 'null') || ']', ',' ORDER BY from_on
        ) FILTER (WHERE status = ANY(%(paused)s)) AS list,
        min(until_on + 1) FILTER (WHERE status = ANY(%(ended)s) AND until_on >= %(as_of)s) AS changes_on
    FROM providers_statusperiod WHERE {provider} GROUP BY provider_id
) s ON s.provider_id = p.id
LEFT JOIN (
    SELECT provider_id,
        min(from_on) FILTER (WHERE from_on <= %(as_of)s AND coalesce(until_on >= %(as_of)s, true)) AS from_on,
        min(months) FILTER (WHERE from_on <= %(as_of)s AND coalesce(until_on >= %(as_of)s, true)) AS months,
        least(
            min(from_on) FILTER (WHERE from_on > %(as_of)s), min(until_on + 1) FILTER (WHERE until_on >= %(as_of)s)
        ) AS changes_on
    FROM providers_approvalinterval WHERE {provider} GROUP BY provider_id
) a ON a.provider_id = p.id
LEFT JOIN (
    SELECT provider_id,
        string_agg(
            '{{"asked_on":"' || asked_on || '","basis":"' || basis || '","by":"' || by_on || '","id":"' || id || '",'
            || CASE WHEN may_ride THEN '"may_ride":true,' ELSE '' END
            || coalesce('"not_before":"' || not_before || '",', '')
            || CASE WHEN statutory THEN '"statutory":true,' ELSE '' END
            || '"type":"' || type || '"' || coalesce(',"withdrawn_on":"' || withdrawn_on || '"', '') || '}}',
            ',' ORDER BY by_on, id::text COLLATE "C"
        ) AS list
    FROM inspections_visitasked WHERE {provider} GROUP BY provider_id
) v ON v.provider_id = p.id
LEFT JOIN (
    SELECT provider_id,
        string_agg(
            '{{"by":"' || by_on || '","decided_on":"' || decided_on || '","item":' || to_json(item)
            || coalesce(',"withdrawn_on":"' || withdrawn_on || '"', '') || '}}',
            ',' ORDER BY item COLLATE "C", by_on, decided_on, withdrawn_on NULLS FIRST
        ) AS list
    FROM (
        SELECT DISTINCT provider_id, item, by_on, decided_on, withdrawn_on FROM scheduling_broughtforward
        WHERE {provider}
    ) AS decisions GROUP BY provider_id
) b ON b.provider_id = p.id
LEFT JOIN (
    SELECT provider_id,
        min(service_type_id) FILTER (WHERE %(as_of)s BETWEEN from_on AND until_on) AS service_type_id,
        least(
            min(until_on + 1) FILTER (WHERE until_on >= %(as_of)s), min(from_on) FILTER (WHERE from_on > %(as_of)s)
        ) AS changes_on
    FROM providers_pasttype WHERE {provider} GROUP BY provider_id
) t ON t.provider_id = p.id
WHERE {id}
ORDER BY p.id
"""
