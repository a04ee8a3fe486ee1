"""How far a run is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from scheduling.models import PlanRun


@dataclass(frozen=True, slots=True)
class Progress:
    """A run in figures: while it is at work from its slices, afterwards as it was committed."""

    at_work: bool
    slices: int
    staged: int
    planned: int
    changed: int
    unchanged: int
    failed: int


def progress_of(run: PlanRun) -> Progress:
    """One query while the run is at work, none afterwards."""
    if run.state != PlanRun.State.PLANNING:
        return Progress(False, 0, 0, run.planned, run.changed, run.unchanged, run.failed)
    sums = {name: Coalesce(Sum(name), 0) for name in ("planned", "changed", "failed")}
    of = run.slices.aggregate(slices=Count("id"), staged=Count("id", filter=Q(staged_at__isnull=False)), **sums)
    return Progress(at_work=True, unchanged=max(0, of["planned"] - of["changed"] - of["failed"]), **of)
