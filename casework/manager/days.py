"""Whose figures are shown: those of today, corrected by every piece of news, or those that a run kept for its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.filters import plural
from scheduling.models import PlanRun

_COMMITTED = PlanRun.State.COMMITTED


@dataclass(frozen=True, slots=True)
class Figures:
    """The day and the run of the figures. `live`: today's totals, which news corrects; else the run's own."""

    run: PlanRun
    live: bool

    @property
    def as_of(self) -> date:
        """The day for which states, lateness and gaps were counted."""
        return self.run.as_of

    @property
    def source(self) -> PlanRun | None:
        """The run whose kept totals are read; None for the totals of today."""
        return None if self.live else self.run


def age_of(run: PlanRun, at: datetime) -> str:
    """How long ago a run was committed, in minutes, hours or days; "" for one that was not."""
    if run.committed_at is None:
        return ""
    minutes = max(0, int((at - run.committed_at).total_seconds())) // 60
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * length or (unit == "day" and minutes >= length):
            return f"{plural(minutes // length, unit)} ago"
    return f"{plural(minutes, 'minute')} ago"


@dataclass(frozen=True, slots=True)
class Recent:
    """The last committed run, and the one that is at work now, if any."""

    last: PlanRun | None
    at_work: PlanRun | None


def recent_runs() -> Recent:
    """One query: no more than one run is planning, and it is the newest."""
    found = list(PlanRun.objects.exclude(state=PlanRun.State.ABANDONED).order_by("-id")[:2])
    last = next((run for run in found if run.state == _COMMITTED), None)
    at_work = next((run for run in found if run.state == PlanRun.State.PLANNING), None)
    return Recent(last, at_work)


def run_kept_for(day: date) -> PlanRun | None:
    """The last run committed for that day."""
    return _kept().filter(as_of=day).order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest days before and after a day for which a run was kept."""

    earlier: date | None
    later: date | None


def neighbours(day: date) -> Neighbours:
    """One query."""
    earlier = _kept().filter(as_of__lt=day).order_by("-as_of").values("as_of")[:1]
    later = _kept().filter(as_of__gt=day).order_by("as_of").values("as_of")[:1]
    days = sorted(row["as_of"] for row in earlier.union(later, all=True))
    return Neighbours(
        earlier=next((one for one in days if one < day), None), later=next((one for one in days if one > day), None)
    )


def _kept() -> QuerySet[Any]:
    return PlanRun.objects.filter(Q(state=_COMMITTED, committed_at__isnull=False))
