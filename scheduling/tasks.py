"""What beat and the broker start, and what follows a commit. The clock is read here and passed on.

Every task is safe to repeat and to run at once: a broker that is down or sends twice loses and spoils nothing.
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from celery import Task, shared_task
from django.db import DatabaseError
from django.dispatch import receiver
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.decisions import Refused
from core.law import changed as law_changed
from core.law import law_in_force
from providers.news import arrived
from scheduling import news, runs
from scheduling.models import PlanRun

log = logging.getLogger(__name__)
# The nightly run of a London date begins at this time in UTC, when that date has begun in London, summer and winter.
NIGHTLY_UTC = time(0, 30)
# Messages sent for one run: workers without a slice to claim are done at once.
FAN_OUT = 16


@shared_task(name="scheduling.nightly")
def nightly() -> None:
    """Start the run that is missing, if none is open, and have it worked on. For beat, each minute.

    Missing is that of a night, and one by the law now in force: its choice may have come while a run was open, or while
    the broker was down.
    """
    run = runs.open_run()
    if run is None:
        run = _start_missing_night() or _start_by_new_law()
    elif not runs.is_idle(run):
        return
    if run is not None:
        dispatch(run.id)


def _start_missing_night() -> PlanRun | None:
    for night in runs.missing_nights(due_night(timezone.now())):
        try:
            return runs.run_start(night, PlanRun.Kind.NIGHTLY, law=law_in_force(), at=timezone.now())
        except Refused:  # another beat was faster
            return None
    return None


def _start_by_new_law() -> PlanRun | None:
    committed = PlanRun.objects.filter(state=PlanRun.State.COMMITTED).order_by("-id")
    last, law = committed.values_list("law_fingerprint", flat=True).first(), law_in_force()
    if last is None or last == law.fingerprint:
        return None
    try:
        return runs.run_start(timezone.localdate(), PlanRun.Kind.MANUAL, law=law, at=timezone.now())
    except Refused:  # another beat was faster
        return None


def due_night(now: datetime) -> date:
    """The latest London date whose nightly run is due at an instant."""
    in_utc = now.astimezone(UTC)
    return in_utc.date() if in_utc.time() >= NIGHTLY_UTC else in_utc.date() - timedelta(days=1)


def dispatch(run_id: int) -> None:
    """Call all workers to a run. Without a broker the run waits for `nightly` or `manage.py recompute`."""
    for _ in range(FAN_OUT):
        if not _send(work, run_id):
            return


@shared_task(name="scheduling.work")
def work(run_id: int) -> None:
    """Work on a run until nothing is left to claim; then start the night that is still missing, if any."""
    runs.run_work(run_id, clock=timezone.now)
    if PlanRun.objects.filter(id=run_id, state=PlanRun.State.COMMITTED).exists() and runs.open_run() is None:
        nights = runs.missing_nights(due_night(timezone.now()))
        if nights and PlanRun.objects.filter(id=run_id, kind=PlanRun.Kind.NIGHTLY, as_of__lt=nights[-1]).exists():
            _send(nightly)


@shared_task(name="scheduling.sweep_news")
def sweep_news() -> None:
    """Plan what is left in the outbox. Beat, each minute, and whenever there is more news than is planned at once."""
    news.news_sweep(law=law_in_force(), as_of=timezone.localdate(), at=timezone.now())


@receiver(arrived)
def on_news(provider_ids: tuple[int, ...], **_: Any) -> None:
    """Plan what has just changed: a few providers here and now, more by Celery. What fails is swept later."""
    if len(provider_ids) > news.AT_ONCE:
        _send(sweep_news)
        return
    try:
        news.news_plan(provider_ids, law=law_in_force(), as_of=timezone.localdate(), at=timezone.now())
    except DatabaseError:
        log.exception("news of %s providers is left to the sweep", len(provider_ids))


@shared_task(name="scheduling.recompute")
def recompute() -> None:
    """Make every plan anew whose law is another one now."""
    try:
        run = runs.run_start(timezone.localdate(), PlanRun.Kind.MANUAL, law=law_in_force(), at=timezone.now())
    except Refused as refusal:
        log.info("no run after the change of the law: %s", refusal.reason)
        return
    dispatch(run.id)


@receiver(law_changed)
def on_law_changed(**_: Any) -> None:
    """A choice of regime: every plan made by the law until now is made anew, now or by the next nightly run."""
    _send(recompute)


def _send(task: Task, *arguments: int) -> bool:
    """Send a task; False, logged, when there is no broker: whatever it was for is swept by beat."""
    try:
        task.delay(*arguments)
    except OperationalError:
        log.warning("no broker: %s was not sent and is left to beat", task.name)
        return False
    return True
