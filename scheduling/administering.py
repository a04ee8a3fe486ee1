"""The part of the administrator's first page that is about the nightly run."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from core.administering import Figure, Part
from core.filters import day
from scheduling.models import PlanRun


def runs(at: datetime) -> Part:
    """Providers that the last run could not plan; a line when tonight's run is missing. One query."""
    last = PlanRun.objects.filter(state=PlanRun.State.COMMITTED).order_by("-as_of", "-pk").first()
    if last is None:
        return Part((Figure(0, "runs", reverse("scheduling:runs")),), (("No run has been made yet.", ""),))
    today, every = localtime(at).date(), reverse("scheduling:runs")
    late = ((f"The last run was for {day(last.as_of)}; none has been made for today.", every),)
    return Part(
        (Figure(last.failed, "providers that could not be planned", reverse("scheduling:failures", args=[last.pk])),),
        late if last.as_of < today else (),
        (("All runs", every),),
    )
