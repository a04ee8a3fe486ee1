"""The plans of some providers made anew, as the differences from those in force.

The nightly run and a piece of news go through this one function, so that they cannot disagree.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db import connection

from scheduling import diff
from scheduling.desk import Body, Desk, hash_of
from scheduling.loader import Known, Providers, load
from scheduling.models import FactsText
from scheduling.planner import PLANNER_VERSION
from scheduling.plans import Plan, loads

log = logging.getLogger(__name__)
VERSION = str(PLANNER_VERSION)
REASON_LENGTH = 500
FACTS_TOGETHER = 1 << 20


class Before(NamedTuple):
    """What of the plan in force is compared with the one made anew; hashes in hexadecimal digits."""

    id: int
    law_id: int
    regime_id: str
    planner_version: str
    facts_id: int
    fingerprint: str
    body: str
    valid_until: date | None
    rating: int | None
    last_inspected_on: date | None


class Row(NamedTuple):
    """A plan to be stored; `other_body`: it says something else than the one in force."""

    provider_id: int
    before_id: int | None
    other_body: bool
    facts_id: int
    fingerprint: str
    body: str
    valid_until: date | None
    rating: int | None
    last_inspected_on: date | None


class Change(NamedTuple):
    """What a new plan changes, for `PlanChange`."""

    provider_id: int
    what: list[diff.Entry]
    why: list[diff.Entry]


@dataclass(slots=True)
class Batch:
    """The differences: rows of plans, facts and contents to be stored with them, changes, who could not be planned.

    `facts` are those that no plan in force of these providers was made from, by the id that they are to have.
    """

    rows: list[Row] = field(default_factory=list)
    facts: dict[int, str] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    failures: dict[int, str] = field(default_factory=dict)
    planned: int = 0
    first_facts_id: int = 0


class Task(NamedTuple):
    """By which law and on which day to plan, and how much.

    `everything`: plan anew even where facts, law and planner are those of the plan in force. `tell_first`: a first plan
    is a change, too (not so when a whole register is planned for the first time). `kinds`: news by provider.
    """

    desk: Desk
    law_id: int
    everything: bool = False
    tell_first: bool = True
    kinds: Mapping[int, Iterable[str]] = {}

    @property
    def as_of(self) -> date:
        return self.desk.as_of


def plan_batch(providers: Providers, task: Task) -> Batch:
    """Plan them and gather what differs from the plans in force."""
    before = _in_force(providers)
    batch = Batch()
    replaced: list[tuple[Row, Before]] = []
    for known in load(providers, task.as_of):
        old = before.get(known.provider_id)
        fingerprint = hash_of(known.facts)
        if old is not None and not task.everything and _stands(old, fingerprint, task):
            continue
        row = _planned(known, fingerprint, old, task, batch)
        if row is not None and row.other_body and old is not None:
            replaced.append((row, old))
    batch.bodies = task.desk.take()
    _add_changes(batch, replaced, task)
    return batch


def _stands(old: Before, fingerprint: str, task: Task) -> bool:
    return (
        old.fingerprint == fingerprint
        and old.law_id == task.law_id
        and old.planner_version == VERSION
        and (old.valid_until is None or old.valid_until > task.as_of)
    )


def _planned(known: Known, fingerprint: str, old: Before | None, task: Task, batch: Batch) -> Row | None:
    """Its row, added to the batch, unless it is what is in force or could not be planned."""
    batch.planned += 1
    try:
        body, valid_until = task.desk.make(known.facts)
    except Exception as error:  # whatever one provider's facts bring about must not stop the others
        log.exception("provider %s could not be planned", known.provider_id)
        batch.failures[known.provider_id] = f"{type(error).__name__}: {error}"[:REASON_LENGTH]
        return None
    if known.changes_on is not None and (valid_until is None or known.changes_on < valid_until):
        valid_until = known.changes_on
    if old is not None and (
        (old.law_id, old.planner_version, old.fingerprint, old.body, old.valid_until, old.rating, old.last_inspected_on)
        == (task.law_id, VERSION, fingerprint, body, valid_until, known.rating, known.last_inspected_on)
    ):
        return None
    other_body = old is None or old.body != body
    row = Row(
        known.provider_id,
        old.id if old else None,
        other_body,
        old.facts_id if old and old.fingerprint == fingerprint else _add_facts(batch, known.facts),
        fingerprint,
        body,
        valid_until,
        known.rating,
        known.last_inspected_on,
    )
    batch.rows.append(row)
    return row


def _add_facts(batch: Batch, facts: str) -> int:
    """The id that new facts are to have: a number of the sequence for the batch, and their place in it."""
    if not batch.facts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('scheduling_factstext', 'id'))")
            batch.first_facts_id = cursor.fetchone()[0] * FACTS_TOGETHER
    facts_id = batch.first_facts_id + len(batch.facts)
    batch.facts[facts_id] = facts
    return facts_id


def _in_force(providers: Providers) -> dict[int, Before]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT provider_id, id, law_id, regime_id, planner_version, facts_id,
                encode(uuid_send(fingerprint), 'hex'), encode(uuid_send(body_id), 'hex'), valid_until, rating,
                last_inspected_on FROM scheduling_plan WHERE in_force_until IS NULL AND
                {providers.condition("provider_id")}
            """,
            providers.parameters,
        )
        return {row[0]: Before(*row[1:]) for row in cursor}


def _add_changes(batch: Batch, replaced: list[tuple[Row, Before]], task: Task) -> None:
    first = [row for row in batch.rows if row.before_id is None] if task.tell_first else []
    facts = _facts({old.facts_id for _, old in replaced})
    plans = _Plans(
        batch, {old.body for _, old in replaced} | {row.body for row, _ in replaced} | {r.body for r in first}
    )
    for row, old in replaced:
        what = plans.difference(old.body, row.body)
        if what:
            law = (old.regime_id, plans.read(row.body).regime) if old.law_id != task.law_id else None
            why = diff.why_changed(
                facts[old.facts_id],
                batch.facts.get(row.facts_id, facts[old.facts_id]),
                law=law,
                planner=old.planner_version != VERSION,
                as_of=task.as_of,
                kinds=task.kinds.get(row.provider_id, ()),
            )
            batch.changes.append(Change(row.provider_id, what, why))
    for row in first:
        batch.changes.append(Change(row.provider_id, plans.difference(None, row.body), [{"cause": diff.FIRST}]))


class _Plans:
    """The plans of some contents, each read once, and the differences between them, each worked out once."""

    def __init__(self, batch: Batch, hashes: set[str]) -> None:
        made = {hash: body.text for hash, body in batch.bodies.items() if hash in hashes}
        self.texts = made | _bodies(hashes - made.keys())
        self.plans: dict[str, Plan] = {}
        self.differences: dict[tuple[str | None, str], list[diff.Entry]] = {}

    def read(self, hash: str) -> Plan:
        if hash not in self.plans:
            self.plans[hash] = loads(self.texts[hash])
        return self.plans[hash]

    def difference(self, old: str | None, new: str) -> list[diff.Entry]:
        if (old, new) not in self.differences:
            self.differences[old, new] = diff.what_changed(self.read(old) if old else None, self.read(new))
        return self.differences[old, new]


def _facts(ids: set[int]) -> dict[int, str]:
    return dict(FactsText.objects.filter(id__in=ids).values_list("id", "text")) if ids else {}


def _bodies(hashes: set[str]) -> dict[str, str]:
    if not hashes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(uuid_send(hash), 'hex'), text FROM scheduling_planbody WHERE hash = ANY(%s::uuid[])",
            [list(hashes)],
        )
        return dict(cursor.fetchall())
