"""Runs and news as they are measured: everything anew, a quiet night, a night after much news, one piece of news."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from core.law import law_in_force
from inspections.models import Inspection
from inspectorate.bench import ground
from inspectorate.bench.workers import Worker
from providers.models import Provider
from providers.news import tell
from scheduling.models import Plan, PlanRun
from scheduling.runs import run_start

ONE_DAY = timedelta(days=1)


class Wrong(Exception):
    """What was measured did not do what it is measured for."""


def committed(as_of: date, hands: Sequence[Worker], kind: str = PlanRun.Kind.NIGHTLY) -> tuple[float, PlanRun, float]:
    """A run from its beginning to its commit: seconds, the run, and the most memory that a worker has had, in MiB."""
    began = time.perf_counter()
    run = run_start(as_of, kind, law=law_in_force(), at=timezone.now())
    for worker in hands:
        worker.begin(run.pk)
    peak = max(worker.wait() for worker in hands)
    took = time.perf_counter() - began
    run.refresh_from_db()
    if run.state != PlanRun.State.COMMITTED or run.failed:
        raise Wrong(f"The {run} is {run.state}, and {run.failed} providers could not be planned.")
    return took, run, peak


def full(as_of: date, hands: Sequence[Worker]) -> tuple[float, float]:
    """A full recompute into an empty plan store: seconds and MiB."""
    ground.empty_plan_store()
    took, run, peak = committed(as_of, hands)
    if run.planned != run.providers or Plan.objects.in_force().count() != run.providers:
        raise Wrong(f"{run.planned} of {run.providers} were planned.")
    return took, peak


def quiet_night(as_of: date, hands: Sequence[Worker]) -> tuple[float, PlanRun]:
    """A night on which no fact has changed; what the day itself brings about is planned all the same."""
    ground.settle()
    took, run, _ = committed(as_of, hands)
    return took, run


def night_with_news(as_of: date, hands: Sequence[Worker], part: int) -> tuple[float, PlanRun]:
    """A night after an inspection of one provider in a hundred (another hundredth for each `part`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inspections_inspection (provider_id, type, started_on, result, published_kind, source)"
            " SELECT id, 'random', %s, 'no_judgement', '', '' FROM providers_provider WHERE id %% 100 = %s"
            " ON CONFLICT DO NOTHING",
            [as_of - ONE_DAY, part],
        )
    ground.settle()
    took, run, _ = committed(as_of, hands)
    if run.planned < run.providers // 100:
        raise Wrong(f"{run.planned} of {run.providers} were planned after news of one in a hundred.")
    return took, run


def one_piece_of_news(day: date, number: int) -> list[float]:
    """Seconds from the commit of a new inspection to its stored plan, for so many providers one after the other."""
    step = max(1, Provider.objects.count() // number)
    taken = []
    for place in range(number):
        provider = Provider.objects.order_by("id")[place * step]
        before = _newest(provider)
        with transaction.atomic():
            Inspection.objects.create(provider=provider, type="monitoring", started_on=day, result="no_judgement")
            tell([provider.pk])
            began = time.perf_counter()
        taken.append(time.perf_counter() - began)
        if _newest(provider) == before:
            raise Wrong(f"The news of {provider.urn} has not reached its plan.")
    return taken


def _newest(provider: Provider) -> int:
    return Plan.objects.in_force().values_list("id", flat=True).get(provider=provider)
