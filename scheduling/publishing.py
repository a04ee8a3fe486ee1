"""Staged plans put in force: set-based statements that run in one transaction, so that nobody sees half of them.

Staged plans are a relation: the unlogged tables of a run, or a few rows handed over as JSON by a piece of news. The
statements are the same for both. Each replaces the plan that it was compared with (`before_id`); whoever calls sees to
it that this one is still in force.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from scheduling.batch import VERSION, Batch, Change, Row
from scheduling.desk import Body

PLAN_COLUMNS = (
    "provider_id bigint, before_id bigint, other_body boolean, facts_id bigint, fingerprint uuid, body_id uuid,"
    " valid_until date, rating smallint, last_inspected_on date"
)
ITEMS = """
    SELECT b.hash AS body_id, item ->> 0 AS key, item ->> 1 AS type, (item ->> 2)::date AS window_opens,
        (item ->> 3)::date AS target, (item ->> 4)::date AS statutory_deadline, item ->> 5 AS basis,
        (item ->> 6)::boolean AS next
    FROM scheduling_planbody b, jsonb_array_elements(b.text::jsonb -> 'items') AS item
    WHERE b.hash IN (SELECT body_id FROM {plans} staged WHERE other_body)
"""


@dataclass(frozen=True, slots=True)
class Staged:
    """Where the staged plans, their changes and the items of their contents are read from, as SQL."""

    plans: str
    changes: str
    items: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def few(cls, batch: Batch) -> Staged:
        """The rows of a batch themselves."""
        plans = f"(SELECT * FROM jsonb_to_recordset(%(plans)s::jsonb) AS each ({PLAN_COLUMNS}))"
        changes = (
            "(SELECT * FROM jsonb_to_recordset(%(changes)s::jsonb)"
            " AS each (provider_id bigint, what jsonb, why jsonb, cause text))"
        )
        parameters = {
            "plans": json.dumps([_row_as_json(row) for row in batch.rows], default=str),
            "changes": json.dumps([_change_as_json(change) for change in batch.changes]),
        }
        return cls(plans, changes, f"({ITEMS.format(plans=plans)})", parameters)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every plan that is published together carries."""

    as_of: date
    at: datetime
    law_id: int
    run_id: int | None = None


def publish(staged: Staged, stamp: Stamp) -> None:
    """Supersede the plans in force, insert the new ones, bring obligations and changes in line. In a transaction."""
    parameters = {
        **staged.parameters,
        "as_of": stamp.as_of,
        "at": stamp.at,
        "law": stamp.law_id,
        "run": stamp.run_id,
        "version": VERSION,
    }
    with connection.cursor() as cursor:
        for statement in (SUPERSEDE, INSERT_PLANS, DELETE_OBLIGATIONS, UPSERT_OBLIGATIONS, INSERT_CHANGES):
            cursor.execute(statement.format(plans=staged.plans, changes=staged.changes, items=staged.items), parameters)


def keep_texts(batch: Batch) -> None:
    """Write the contents and facts that a batch points at and that are not there yet.

    Contents in the order of their keys, so that writers who write the same ones wait for each other in one order.
    """
    if batch.bodies:
        with connection.cursor() as cursor:
            _insert(cursor, "scheduling_planbody", Body._fields, BODY_TYPES, sorted(batch.bodies.values()))
    copy("scheduling_factstext", "id, text", (f"{id}\t{escaped(text)}" for id, text in batch.facts.items()))


def copy(table: str, columns: str, lines: Iterable[str]) -> None:
    """Write lines by COPY: values with tabs between them, texts `escaped`, \\N for none."""
    text = "\n".join(lines)
    if text:
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(text + "\n"))


def escaped(text: str) -> str:
    """A text as COPY reads it."""
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


def _insert(
    cursor: CursorWrapper, table: str, columns: tuple[str, ...], types: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    arrays = ", ".join(f"%s::{type}[]" for type in types)
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING",
        [list(column) for column in zip(*rows, strict=True)],
    )


def _row_as_json(row: Row) -> dict[str, Any]:
    return row._asdict() | {"body_id": row.body}


def _change_as_json(change: Change) -> dict[str, Any]:
    return {**change._asdict(), "cause": change.why[0]["cause"]}


BODY_TYPES = (
    "uuid",
    "text",
    "text",
    "text",
    "boolean",
    "date",
    "date",
    "date",
    "smallint",
    "smallint",
    "smallint",
    "text",
    "date",
    "date",
    "text",
)
FROM_BODY = (
    "regime_id, base_state, closed, due_from, overdue_from, late_from, required, done, outstanding, next_type, target,"
    " statutory_deadline, previous_year"
)
SUPERSEDE = """
UPDATE scheduling_plan SET in_force_until = %(at)s FROM {plans} staged WHERE scheduling_plan.id = staged.before_id
"""
INSERT_PLANS = f"""
INSERT INTO scheduling_plan (
    provider_id, as_of, in_force_from, run_id, law_id, planner_version, facts_id, fingerprint, body_id, valid_until,
    rating, last_inspected_on, {FROM_BODY}
)
SELECT staged.provider_id, %(as_of)s, %(at)s, %(run)s, %(law)s, %(version)s, staged.facts_id,
    staged.fingerprint, staged.body_id, staged.valid_until, staged.rating, staged.last_inspected_on, {FROM_BODY}
FROM {{plans}} staged JOIN scheduling_planbody body ON body.hash = staged.body_id
JOIN providers_provider provider ON provider.id = staged.provider_id
"""
DELETE_OBLIGATIONS = """
DELETE FROM scheduling_obligation obligation USING {plans} staged
WHERE obligation.provider_id = staged.provider_id AND staged.other_body AND staged.before_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM {items} item WHERE item.body_id = staged.body_id AND item.key = obligation.key)
"""
UPSERT_OBLIGATIONS = """
INSERT INTO scheduling_obligation AS obligation (
    provider_id, key, type, window_opens, target, statutory_deadline, basis, next
)
SELECT staged.provider_id, item.key, item.type, item.window_opens, item.target, item.statutory_deadline, item.basis,
    item.next
FROM {plans} staged JOIN {items} item ON item.body_id = staged.body_id WHERE staged.other_body
ON CONFLICT (provider_id, key) DO UPDATE SET type = excluded.type, window_opens = excluded.window_opens,
    target = excluded.target, statutory_deadline = excluded.statutory_deadline, basis = excluded.basis,
    next = excluded.next
WHERE (obligation.type, obligation.window_opens, obligation.target, obligation.statutory_deadline, obligation.basis,
    obligation.next) IS DISTINCT FROM (excluded.type, excluded.window_opens, excluded.target,
    excluded.statutory_deadline, excluded.basis, excluded.next)
"""
INSERT_CHANGES = """
INSERT INTO scheduling_planchange (provider_id, run_id, before_id, after_id, as_of, at, what, why, cause)
SELECT change.provider_id, %(run)s, staged.before_id, plan.id, %(as_of)s, %(at)s, change.what, change.why, change.cause
FROM {changes} change JOIN {plans} staged ON staged.provider_id = change.provider_id
JOIN scheduling_plan plan ON plan.provider_id = change.provider_id AND plan.in_force_until IS NULL
ORDER BY change.provider_id
"""
