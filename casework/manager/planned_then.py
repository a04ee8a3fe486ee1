"""The inspections that the plans of a day gone by wanted, from the contents of the versions in force at its run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from casework.manager.planned import COLUMNS, LAW_BASES, POLICY_BASES, Wanted
from providers.names import NOBODY
from scheduling.models import PlanRun

NAMES = ("urn", "name", "service_type", "region", *COLUMNS)
Clause = tuple[str, Any]


class PlannedThen:
    """What the forecast of a run counted, soonest target first; counted, sliced and walked like a list."""

    def __init__(self, run: PlanRun, wanted: Wanted) -> None:
        clauses = [*_in_force(run), *_targets(wanted), *_scope(wanted)]
        self._where = " AND ".join(text for text, _ in clauses)
        self._values = [value for _, value in clauses if value is not None]

    def count(self) -> int:
        """How many there are. One query."""
        with connection.cursor() as cursor:
            cursor.execute(_SQL.format(columns="count(*)", where=self._where), self._values)
            return int(cursor.fetchone()[0])

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        start = part.start or 0
        with connection.cursor() as cursor:
            cursor.execute(f"{self._listed} LIMIT %s OFFSET %s", [*self._values, part.stop - start, start])
            return [dict(zip(NAMES, row, strict=True)) for row in cursor.fetchall()]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._listed, self._values)
            while rows := cursor.fetchmany(2000):
                yield from (dict(zip(NAMES, row, strict=True)) for row in rows)

    @property
    def _listed(self) -> str:
        return f"{_SQL.format(columns=_COLUMNS, where=self._where)} ORDER BY item->>3, provider.urn, item->>0"


def type_in_facts(code: str) -> str:
    """How the text of a provider's facts names its service type (scheduling.facts.Facts.canonical)."""
    return f'"service_type":"{code}"'


TYPE_IN_FACTS = type_in_facts('([^"]+)')


def _in_force(run: PlanRun) -> Iterator[Clause]:
    yield "plan.in_force_from <= %s", run.committed_at
    yield "(plan.in_force_until IS NULL OR plan.in_force_until > %s)", run.committed_at


def _targets(wanted: Wanted) -> Iterator[Clause]:
    if wanted.without_target:
        yield "item->>3 IS NULL", None
    if wanted.since:
        yield "item->>3 >= %s", wanted.since.isoformat()
    if wanted.until:
        yield "item->>3 < %s", wanted.until.isoformat()
    if wanted.ground:
        yield f"{_GROUND} = %s", wanted.ground


def _scope(wanted: Wanted) -> Iterator[Clause]:
    for column, value in (("region_id", wanted.scope.region), ("team_id", wanted.scope.team)):
        if value == NOBODY:
            yield f"provider.{column} IS NULL", None
        elif value:
            yield f"provider.{column} = %s", value
    if wanted.scope.type:
        yield "strpos(facts.text, %s) > 0", type_in_facts(wanted.scope.type)


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


# An item of a stored plan is an array: key, type, window, target, deadline, basis (scheduling.plans.Item).
_GROUND = f"""CASE WHEN item->>5 IN ({_quoted(LAW_BASES)}) THEN 'law'
    WHEN item->>5 IN ({_quoted(POLICY_BASES)}) THEN 'policy' ELSE 'asked' END"""
_COLUMNS = f"""provider.urn, provider.name, substring(facts.text, '{TYPE_IN_FACTS}'), provider.region_id, item->>1,
    (item->>2)::date, (item->>3)::date, (item->>4)::date, item->>5"""
_SQL = """
    SELECT {columns}
    FROM scheduling_planbody AS body
    CROSS JOIN LATERAL jsonb_array_elements(body.text::jsonb -> 'items') AS item
    JOIN scheduling_plan AS plan ON plan.body_id = body.hash
    JOIN scheduling_factstext AS facts ON facts.id = plan.facts_id
    JOIN providers_provider AS provider ON provider.id = plan.provider_id
    WHERE {where}
"""
