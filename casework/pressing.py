"""The load of many inspectors at once: what each looks after and what presses in it, by whom it is allocated to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from casework.ahead import Lookout
from providers.dated import on_day
from providers.models import Absence, Allocation
from scheduling.models import Obligation, Plan, PlanChange
from scheduling.querysets import in_state

MINE = "provider__allocations__"


def allocated(inspectors: Collection[int], today: date) -> Q:
    """Rows about a provider that is allocated to one of them on the day."""
    return on_day(today, MINE) & Q(**{f"{MINE}inspector__in": inspectors})


def by_inspector(rows: QuerySet[Any], inspectors: Collection[int], today: date) -> QuerySet[Any]:
    """The rows grouped by `inspector`, to be annotated with counts."""
    return rows.filter(allocated(inspectors, today)).order_by().values(inspector=F(f"{MINE}inspector"))


def held(inspectors: Collection[int], today: date) -> Counter[int]:
    """How many providers on the register each of them looks after. One query."""
    gone = Plan.objects.in_force().filter(closed=True, provider=OuterRef("provider"))
    rows = Allocation.objects.on(today).filter(~Exists(gone), inspector__in=inspectors).order_by()
    return Counter(dict(rows.values_list("inspector").annotate(number=Count("pk"))))


def away(inspectors: Collection[int], today: date) -> dict[int, Absence]:
    """The absence of each who is away, with who stands in. One query."""
    rows = Absence.objects.on(today).filter(user__in=inspectors).select_related("stand_in")
    return {row.user_id: row for row in rows}


def pressing(inspectors: Collection[int], today: date) -> dict[int, Counter[str]]:
    """For each inspector the providers on the register that are `overdue`, `late`, `soon` and `changed` (since
    yesterday). One query; an inspector without providers has zeros.
    """
    ahead = Lookout(today)
    coming = Obligation.objects.filter(target__range=(today, ahead.soon_until)).values("provider")
    changed = PlanChange.objects.filter(at__gte=ahead.since).values("provider")
    rows = by_inspector(Plan.objects.in_force().filter(closed=False), inspectors, today).annotate(
        overdue=Count("pk", filter=in_state("overdue", today)),
        late=Count("pk", filter=Q(late_from__lte=today)),
        soon=Count("pk", filter=Q(provider__in=coming)),
        changed=Count("pk", filter=Q(provider__in=changed)),
    )
    found = {row.pop("inspector"): Counter(row) for row in rows}
    return {inspector: found.get(inspector, Counter()) for inspector in inspectors}
