"""What presses in the caseloads of many inspectors at once: counted by whom each provider is allocated to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from casework.ahead import Lookout
from providers.dated import on_day
from scheduling.models import Obligation, Plan, PlanChange
from scheduling.querysets import in_state

MINE = "provider__allocations__"


def allocated(inspectors: Collection[int], today: date) -> Q:
    """Rows about a provider that is allocated to one of them on the day."""
    return on_day(today, MINE) & Q(**{f"{MINE}inspector__in": inspectors})


def by_inspector(rows: QuerySet[Any], inspectors: Collection[int], today: date) -> QuerySet[Any]:
    """The rows grouped by `inspector`, to be annotated with counts."""
    return rows.filter(allocated(inspectors, today)).order_by().values(inspector=F(f"{MINE}inspector"))


def pressing(inspectors: Collection[int], today: date) -> dict[int, Counter[str]]:
    """For each inspector: providers that are `gone`, and of those on the register the `overdue`, `late`, `soon` and
    `changed` since yesterday. One query; an inspector without providers has zeros.
    """
    ahead, on_register = Lookout(today), Q(closed=False)
    coming = Obligation.objects.filter(target__range=(today, ahead.soon_until)).values("provider")
    changed = PlanChange.objects.filter(at__gte=ahead.since).values("provider")
    rows = by_inspector(Plan.objects.in_force(), inspectors, today).annotate(
        gone=Count("pk", filter=Q(closed=True)),
        overdue=Count("pk", filter=on_register & in_state("overdue", today)),
        late=Count("pk", filter=on_register & Q(late_from__lte=today)),
        soon=Count("pk", filter=on_register & Q(provider__in=coming)),
        changed=Count("pk", filter=on_register & Q(provider__in=changed)),
    )
    found = {row.pop("inspector"): Counter(row) for row in rows}
    return {inspector: found.get(inspector, Counter()) for inspector in inspectors}
