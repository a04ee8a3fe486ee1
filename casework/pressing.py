"""The load of many inspectors at once: what each looks after and what presses in it, by whom it is allocated to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from casework.ahead import Lookout
from providers.dated import on_day
from providers.models import Absence, Allocation
from scheduling.models import Obligation, PlanChange
from scheduling.querysets import in_state

MINE = "provider__allocations__"
# A provider that nothing has planned yet counts as on the register.
ON_REGISTER = Count("pk", filter=~Q(plan__closed=True))


def allocated(inspectors: Collection[int], today: date) -> Q:
    """Rows about a provider that is allocated to one of them on the day."""
    return on_day(today, MINE) & Q(**{f"{MINE}inspector__in": inspectors})


def by_inspector(rows: QuerySet[Any], inspectors: Collection[int], today: date) -> QuerySet[Any]:
    """The rows grouped by `inspector`, to be annotated with counts."""
    return rows.filter(allocated(inspectors, today)).order_by().values(inspector=F(f"{MINE}inspector"))


def held(inspectors: Collection[int], today: date) -> Counter[int]:
    """How many providers on the register each of them looks after. One query."""
    rows = _held(inspectors, today).values_list("inspector").annotate(number=ON_REGISTER)
    return Counter(dict(rows))


def away(inspectors: Collection[int], today: date) -> dict[int, Absence]:
    """The absence of each who is away, with who stands in. One query."""
    rows = Absence.objects.on(today).filter(user__in=inspectors).select_related("stand_in")
    return {row.user_id: row for row in rows}


def pressing(inspectors: Collection[int], today: date) -> dict[int, Counter[str]]:
    """For each inspector the `providers` on the register, and those of them that are `overdue`, `late`, `soon` and
    `changed` (since yesterday). One query; an inspector without providers has zeros.
    """
    ahead, planned = Lookout(today), Q(plan__closed=False)
    coming = Obligation.objects.filter(target__range=(today, ahead.soon_until)).values("provider")
    changed = PlanChange.objects.filter(at__gte=ahead.since).values("provider")
    rows = (
        _held(inspectors, today)
        .values("inspector")
        .annotate(
            providers=ON_REGISTER,
            overdue=Count("pk", filter=planned & in_state("overdue", today, "plan__")),
            late=Count("pk", filter=planned & Q(plan__late_from__lte=today)),
            soon=Count("pk", filter=planned & Q(provider__in=coming)),
            changed=Count("pk", filter=planned & Q(provider__in=changed)),
        )
    )
    found = {row.pop("inspector"): Counter(row) for row in rows}
    return {inspector: found.get(inspector, Counter()) for inspector in inspectors}


def _held(inspectors: Collection[int], today: date) -> QuerySet[Any]:
    """What each of them looks after, joined to the `plan` in force of each, if it has one."""
    plan = FilteredRelation("provider__plans", condition=Q(provider__plans__in_force_until__isnull=True))
    return Allocation.objects.on(today).filter(inspector__in=inspectors).annotate(plan=plan).order_by()
