"""The slices of a run: claimed by a worker, planned, and their differences staged where nobody sees them.

A slice is locked by the transaction that plans it. When its worker dies the transaction is rolled back, the lock is
gone and the next worker takes the slice: nothing has to notice the death.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from scheduling.batch import Batch, Task, plan_batch
from scheduling.loader import Providers
from scheduling.models import PlanFailure, PlanSlice
from scheduling.publishing import copy, escaped, keep_texts

log = logging.getLogger(__name__)
ATTEMPTS = 3
NONE = r"\N"
# What a dead worker was about is ended at once, though one statement of it may take minutes.
FOR_WORKERS = "SET LOCAL jit = off; SET LOCAL client_connection_check_interval = '1s'"
REASON_LENGTH = 500


def stage_next(run_id: int, task: Task) -> bool:
    """Claim one slice, plan and stage it; False when there is none to claim.

    A slice that fails is tried again, in the end provider by provider, and gives no plans when even that fails: a run
    always ends.
    """
    claimed: PlanSlice | None = None
    try:
        with transaction.atomic():
            claimed = _claim(run_id)
            if claimed is None:
                return False
            batch = _plan(claimed, task)
            stage(claimed, batch)
    except Exception as error:  # one slice's facts must not stop the others
        task.desk.forget()
        if claimed is None:
            raise
        _put_back(claimed, error)
    return True


def _put_back(part: PlanSlice, error: Exception) -> None:
    log.exception("slice %s could not be staged", part.id)
    with transaction.atomic():
        if PlanSlice.objects.select_for_update(skip_locked=True).filter(id=part.id, staged_at__isnull=True).first():
            PlanSlice.objects.filter(id=part.id).update(attempts=F("attempts") + 1)
            if part.attempts > ATTEMPTS:
                stage(part, Batch(planned=part.providers, failures=dict.fromkeys(_ids(part), _reason(error))))


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip()[:REASON_LENGTH]


def _claim(run_id: int) -> PlanSlice | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit = off; {FOR_WORKERS}")
    waiting = PlanSlice.objects.filter(run_id=run_id, staged_at__isnull=True)
    return waiting.order_by("id").select_for_update(skip_locked=True, of=("self",)).first()


def _plan(part: PlanSlice, task: Task) -> Batch:
    if part.attempts < ATTEMPTS:
        return plan_batch(providers_of(part), task)
    return _one_by_one(part, task)


def _one_by_one(part: PlanSlice, task: Task) -> Batch:
    """After some attempts: find the provider whose facts the database cannot even read, and plan the others."""
    whole = Batch()
    for provider in _ids(part):
        try:
            with transaction.atomic():
                batch = plan_batch(Providers.of([provider]), task)
        except Exception as error:  # as above
            whole.planned += 1
            whole.failures[provider] = _reason(error)
            continue
        whole.rows += batch.rows
        whole.changes += batch.changes
        whole.facts |= batch.facts
        whole.bodies |= batch.bodies
        whole.failures |= batch.failures
        whole.planned += batch.planned
    return whole


def providers_of(part: PlanSlice) -> Providers:
    """The providers of a slice."""
    return Providers(part.first_id, part.last_id, None if part.provider_ids is None else tuple(part.provider_ids))


def _ids(part: PlanSlice) -> list[int]:
    if part.provider_ids is not None:
        return list(part.provider_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM providers_provider WHERE id BETWEEN %s AND %s ORDER BY id", [part.first_id, part.last_id]
        )
        return [provider for (provider,) in cursor.fetchall()]


def stage(part: PlanSlice, batch: Batch) -> None:
    """Write a batch to the staging tables and mark its slice, in the transaction that claimed it."""
    keep_texts(batch)
    copy(
        "scheduling_staged_plan",
        "slice_id, provider_id, before_id, other_body, facts_id, fingerprint, body_id, valid_until, rating,"
        " last_inspected_on",
        (
            f"{part.id}\t{provider}\t{before or NONE}\t{other}\t{facts}\t{fingerprint}\t{body}\t{valid_until or NONE}\t"
            f"{rating or NONE}\t{last_inspected_on or NONE}"
            for provider, before, other, facts, fingerprint, body, valid_until, rating, last_inspected_on in batch.rows
        ),
    )
    copy(
        "scheduling_staged_change",
        "slice_id, provider_id, cause, what, why",
        (
            f"{part.id}\t{each.provider_id}\t{each.why[0]['cause']}\t{_json(each.what)}\t{_json(each.why)}"
            for each in batch.changes
        ),
    )
    PlanFailure.objects.bulk_create(
        PlanFailure(run_id=part.run_id, provider_id=provider, reason=reason)
        for provider, reason in sorted(batch.failures.items())
    )
    PlanSlice.objects.filter(id=part.id).update(
        staged_at=Now(),
        planned=batch.planned,
        changed=sum(row.other_body for row in batch.rows),
        failed=len(batch.failures),
        staged_plans=len(batch.rows),
        staged_changes=len(batch.changes),
    )


def unstage(run_id: int) -> int:
    """Have slices planned again whose staged rows are gone (a server's crash empties unlogged tables); how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH plans AS (SELECT slice_id, count(*) AS n FROM scheduling_staged_plan GROUP BY slice_id),
            changes AS (SELECT slice_id, count(*) AS n FROM scheduling_staged_change GROUP BY slice_id)
            SELECT slice.id FROM scheduling_planslice slice
            LEFT JOIN plans ON plans.slice_id = slice.id LEFT JOIN changes ON changes.slice_id = slice.id
            WHERE slice.run_id = %s AND slice.staged_at IS NOT NULL
                AND (coalesce(plans.n, 0), coalesce(changes.n, 0)) <> (slice.staged_plans, slice.staged_changes)
            """,
            [run_id],
        )
        lost = [slice_id for (slice_id,) in cursor.fetchall()]
        for table in ("scheduling_staged_plan", "scheduling_staged_change"):
            cursor.execute(f"DELETE FROM {table} WHERE slice_id = ANY(%s)", [lost])
    for part in PlanSlice.objects.filter(id__in=lost):
        ids = _ids(part)
        PlanFailure.objects.filter(run_id=run_id, provider_id__in=ids).delete()
    return PlanSlice.objects.filter(id__in=lost).update(
        staged_at=None, planned=0, changed=0, failed=0, staged_plans=0, staged_changes=0
    )


def clear() -> None:
    """Empty the staging tables, in the transaction that publishes or abandons a run."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE scheduling_staged_plan, scheduling_staged_change")


def _json(value: Any) -> str:
    return escaped(json.dumps(value, separators=(",", ":"), ensure_ascii=False))
