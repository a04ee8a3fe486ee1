"""A small register and runs over it, for tests of runs."""

from datetime import date
from random import Random
from typing import Any

from core.law import law_in_force
from inspections.models import Inspection
from providers.models import Provider
from scheduling import runs
from scheduling.models import PlanRun
from tests.scheduling import stored
from tests.scheduling.population import register
from tests.scheduling.register import storable, store

TODAY = date(2026, 9, 1)


def fill(count: int = 12, seed: int = 1) -> list[Provider]:
    """Providers with a few things to do."""
    return [
        store(storable(facts), f"{number:07d}")[0] for number, facts in enumerate(register(Random(seed), count, TODAY))
    ]


def inspected(provider: Provider, on: date = TODAY) -> Inspection:
    return Inspection.objects.create(provider=provider, type="key", started_on=on)


def begin(day: date = TODAY, kind: str = "nightly", **more: Any) -> PlanRun:
    return runs.run_start(day, kind, law=law_in_force(), at=stored.at(day), **more)


def work(run: PlanRun, day: date = TODAY) -> None:
    runs.run_work(run.pk, clock=lambda: stored.at(day))
    run.refresh_from_db()
