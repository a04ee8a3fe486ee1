"""The part of the administrator's first page that is about imports and service types."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from core.administering import FAILED_FOR, LINES_SHOWN, Figure, Part
from core.counting import counts
from core.filters import moment
from exchange.models import ImportRun, KeptRow
from providers.models import ServiceType


def imports(at: datetime) -> Part:
    """Imports, those that failed in the last thirty days, and the rows that wait. Two queries."""
    every = ImportRun.objects.filter(dry_run=False)
    failed = every.filter(state=ImportRun.State.FAILED, asked_at__gte=at - FAILED_FOR).order_by("-pk")
    lines = tuple(
        (f"{run.file_name} ({moment(run.asked_at)})", reverse("exchange:import", args=[run.pk]))
        for run in failed[:LINES_SHOWN]
    )
    number, failures, kept = counts(every, failed, KeptRow.objects.open())
    return Part(
        (
            Figure(number, "imports", reverse("exchange:imports")),
            Figure(failures, f"failed in the last {FAILED_FOR.days} days", reverse("exchange:imports")),
            Figure(kept, "rows kept aside", reverse("exchange:kept")),
        ),
        lines,
        (("Import a register", reverse("exchange:new")),),
    )


def types(at: datetime) -> Part:
    """Service types. One query."""
    return Part((Figure(ServiceType.objects.count(), "service types", reverse("exchange:types")),))


def programs(at: datetime) -> Part:
    """The ways to the accounts of programs and to what they may read. No query."""
    ways = (("Service accounts", reverse("exchange:service_accounts")), ("The API", reverse("exchange:developers")))
    return Part((), ways=ways)
