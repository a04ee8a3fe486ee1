"""Runs: one recomputation of plans for one local date, by however many workers there are, published at once.

A run is started (which providers need a plan, cut into slices), worked on (each slice staged by one worker) and
published in one transaction by the worker that finds nothing left. Any number of workers may come, go and be killed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from core.decisions import Refused
from core.models import User
from intelligence.services import news_set_off
from law.loader import Timeline
from scheduling import locks, staging, totals
from scheduling.batch import VERSION, Task
from scheduling.desk import Desk
from scheduling.laws import keep, law_of
from scheduling.models import LawUsed, PlanRun, PlanSlice
from scheduling.publishing import ITEMS, Staged, Stamp, publish

Clock = Callable[[], datetime]
ONE_DAY = timedelta(days=1)
CATCH_UP_DAYS = 31
# Providers of a slice: what a worker holds in memory at a time, however large the register.
SLICE = 2_000
# News kinds that the scheduler writes itself: planned meanwhile by news; and could not be planned, so not before a run.
AGAIN, FAILED = "again", "failed"


def run_start(
    as_of: date, kind: str, *, law: Timeline, at: datetime, by: User | None = None, everything: bool = False
) -> PlanRun:
    """Begin a run: find who needs a plan, in slices. Raises `Refused` when one is open, or committed for that night.

    Who needs one: who is in the outbox (and their successors), whose plan is good until `as_of` or less, was made by
    another law or planner, or is missing; with `everything` whoever is in the register.
    """
    with transaction.atomic():
        locks.start_alone()
        _refuse_a_second(as_of, kind)
        used = keep(law)
        run = PlanRun.objects.create(
            kind=kind,
            as_of=as_of,
            law_fingerprint=law.fingerprint,
            regime_id=law.on(as_of).id,
            planner_version=VERSION,
            code_version=settings.CODE_VERSION[:40],
            everything=everything,
            started_at=at,
            by=by,
        )
        staging.clear()
        news_set_off(None, at=at)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO scheduling_runnews (run_id, outbox_id) SELECT %s, id FROM providers_outbox", [run.id]
            )
            cursor.execute("SELECT count(*) FROM providers_provider")
            run.providers = cursor.fetchone()[0]
        run.to_plan = _cut(run, used)
        run.save(update_fields=["providers", "to_plan"])
    return run


def _refuse_a_second(as_of: date, kind: str) -> None:
    running = open_run()
    if running is not None:
        raise Refused(f"The {running} is still being planned. Wait until it is published.")
    nightly = PlanRun.objects.filter(kind=PlanRun.Kind.NIGHTLY, as_of=as_of, state=PlanRun.State.COMMITTED)
    if kind == PlanRun.Kind.NIGHTLY and nightly.exists():
        raise Refused(f"The nightly run for {as_of} is already published.")


def open_run() -> PlanRun | None:
    """The run that is being planned, if any; there is at most one."""
    return PlanRun.objects.filter(state=PlanRun.State.PLANNING).first()


def _cut(run: PlanRun, used: LawUsed) -> int:
    """Cut those who need a plan into slices; how many they are."""
    wanted = run.providers
    with connection.cursor() as cursor:
        if not run.everything:
            cursor.execute(_TO_PLAN, {"as_of": run.as_of, "law": used.id, "version": VERSION})
            cursor.execute("SELECT count(*) FROM pg_temp.to_plan")
            wanted = cursor.fetchone()[0]
        if wanted <= run.providers // 2:
            cursor.execute(_CUT_WANTED, {"run": run.id, "size": SLICE})
        else:
            cursor.execute(_CUT_ALL, {"run": run.id, "size": SLICE})
    return wanted


def run_work(run_id: int, *, clock: Clock, after_slice: Callable[[], object] = lambda: None) -> None:
    """Plan slices until none is left to claim, then publish if all are staged. Safe to repeat and to do at once."""
    while (task := _task(run_id)) is not None:
        while staging.stage_next(run_id, task):
            after_slice()
        if PlanSlice.objects.filter(run_id=run_id, staged_at__isnull=True).exists():
            return  # others are at work on the rest
        if run_publish(run_id, clock=clock):
            return


def _task(run_id: int) -> Task | None:
    """What there is to do for an open run, by the law it was started with."""
    run = PlanRun.objects.filter(id=run_id, state=PlanRun.State.PLANNING).first()
    if run is None:
        return None
    used = LawUsed.objects.get(fingerprint=run.law_fingerprint)
    first = not PlanRun.objects.filter(state=PlanRun.State.COMMITTED).exists()
    return Task(Desk(law_of(used), run.as_of), used.id, run.everything, tell_first=not first)


def run_publish(run_id: int, *, clock: Clock) -> bool:
    """Put everything staged in force in one transaction. False when slices have to be planned again.

    True also when somebody else has published the run, or is just doing so.
    """
    with transaction.atomic():
        waiting = PlanRun.objects.filter(id=run_id, state=PlanRun.State.PLANNING)
        run = waiting.select_for_update(skip_locked=True, no_key=True).first()
        if run is None:
            return True
        locks.publish_alone()
        if run.slices.filter(staged_at__isnull=True).exists() or staging.unstage(run_id):
            return False
        _publish(run, clock())
    if run.changed > run.providers // 10:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE scheduling_plan, scheduling_obligation")
    return True


def _publish(run: PlanRun, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '128MB'; {staging.FOR_WORKERS}")
        cursor.execute("ANALYZE scheduling_staged_plan, scheduling_staged_change")
        cursor.execute(_DROP_STALE, {"kind": AGAIN})
        cursor.execute(_ITEMS_TABLE)
    used = LawUsed.objects.get(fingerprint=run.law_fingerprint)
    publish(STAGED, Stamp(run.as_of, at, used.id, run.id))
    _settle_news(run, at)
    totals.count_run(run.id, run.as_of)
    sums = run.slices.aggregate(planned=Sum("planned"), changed=Sum("changed"), failed=Sum("failed"))
    run.planned, run.changed, run.failed = (sums[name] or 0 for name in ("planned", "changed", "failed"))
    run.unchanged = max(0, run.providers - run.changed - run.failed)
    run.state, run.committed_at = PlanRun.State.COMMITTED, at
    run.save()
    staging.clear()


def _settle_news(run: PlanRun, at: datetime) -> None:
    """Delete the news that the run has acted on; who could not be planned is news for the next run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM providers_outbox USING scheduling_runnews news"
            " WHERE news.run_id = %s AND providers_outbox.id = news.outbox_id",
            [run.id],
        )
        cursor.execute("DELETE FROM scheduling_runnews WHERE run_id = %s", [run.id])
        cursor.execute(
            "INSERT INTO providers_outbox (kind, provider_id, at)"
            " SELECT %s, provider_id, %s FROM scheduling_planfailure WHERE run_id = %s",
            [FAILED, at, run.id],
        )


def run_abandon(run_id: int) -> None:
    """Give an open run up: nothing of it was ever in force."""
    with transaction.atomic():
        run = PlanRun.objects.select_for_update(no_key=True).get(id=run_id)
        if run.state == PlanRun.State.PLANNING:
            staging.clear()
            run.state = PlanRun.State.ABANDONED
            run.save(update_fields=["state"])


def missing_nights(today: date) -> list[date]:
    """The dates up to `today` without a committed nightly run, in order: at most 31; `today` when there is none."""
    nights = PlanRun.objects.filter(kind=PlanRun.Kind.NIGHTLY, state=PlanRun.State.COMMITTED)
    last = nights.order_by("-as_of").values_list("as_of", flat=True).first()
    if last is None:
        return [today]
    missed = min((today - last).days, CATCH_UP_DAYS)
    return [today - ONE_DAY * back for back in range(missed - 1, -1, -1)]


def is_idle(run: PlanRun) -> bool:
    """Whether nobody works on an open run: none of its waiting slices is locked, and it is not being published."""
    with transaction.atomic():
        if PlanRun.objects.select_for_update(skip_locked=True, no_key=True).filter(id=run.id).first() is None:
            return False
        waiting = run.slices.filter(staged_at__isnull=True)
        return waiting.count() == len(waiting.select_for_update(skip_locked=True).values_list("id"))


STAGED = Staged("scheduling_staged_plan", "scheduling_staged_change", "pg_temp.staged_item")
_ITEMS_TABLE = f"""
DROP TABLE IF EXISTS pg_temp.staged_item;
CREATE TEMPORARY TABLE staged_item ON COMMIT DROP AS {ITEMS.format(plans="scheduling_staged_plan")};
ANALYZE staged_item
"""
# Plans that news has replaced since they were compared: planned again by the next sweep.
_DROP_STALE = """
WITH stale AS (
    DELETE FROM scheduling_staged_plan staged WHERE staged.before_id IS DISTINCT FROM (
        SELECT plan.id FROM scheduling_plan plan
        WHERE plan.provider_id = staged.provider_id AND plan.in_force_until IS NULL
    ) RETURNING provider_id
), changes AS (
    DELETE FROM scheduling_staged_change WHERE provider_id IN (SELECT provider_id FROM stale)
)
INSERT INTO providers_outbox (kind, provider_id, at) SELECT %(kind)s, provider_id, clock_timestamp() FROM stale
"""
_TO_PLAN = """
DROP TABLE IF EXISTS pg_temp.to_plan;
CREATE TEMPORARY TABLE to_plan ON COMMIT DROP AS
WITH RECURSIVE news AS (
    SELECT provider_id AS id FROM providers_outbox
    UNION
    SELECT link.successor_id FROM providers_lineage link JOIN news ON link.predecessor_id = news.id
)
SELECT id FROM news
UNION
SELECT provider.id FROM providers_provider provider
LEFT JOIN scheduling_plan plan ON plan.provider_id = provider.id AND plan.in_force_until IS NULL
WHERE plan.id IS NULL OR plan.valid_until <= %(as_of)s OR plan.law_id <> %(law)s OR plan.planner_version <> %(version)s
"""
_CUT_WANTED = """
INSERT INTO scheduling_planslice (
    run_id, first_id, last_id, provider_ids, providers, attempts, planned, changed, failed, staged_plans, staged_changes
)
SELECT %(run)s, min(id), max(id), array_agg(id ORDER BY id), count(*), 0, 0, 0, 0, 0, 0
FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS part FROM to_plan) AS parts
GROUP BY part ORDER BY part
"""
_CUT_ALL = """
INSERT INTO scheduling_planslice (
    run_id, first_id, last_id, providers, attempts, planned, changed, failed, staged_plans, staged_changes
)
SELECT %(run)s, min(id), max(id), count(*), 0, 0, 0, 0, 0, 0
FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS part FROM providers_provider) AS parts
GROUP BY part ORDER BY part
"""
