"""Numbers of providers by today's totals, which a large find is not counted one by one for.

They hold type, region, team and state, and one of what else they count.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, Sum

from casework.search.filters import UNPLANNED, Filters
from casework.search.reference import NONE
from scheduling.models import TodayTotal


def number(filters: Filters, today: date) -> int | None:
    """The number by today's totals; None where they do not hold it or are not of today."""
    column = _column(filters)
    if column is None:
        return None
    rows = TodayTotal.objects.filter(_cells(filters), as_of=today)
    return rows.aggregate(number=Sum(column))["number"]


def _column(filters: Filters) -> Any:
    """What to add up; None where the totals were not made for that question."""
    further = [bool(filters.previous), filters.gap is not None, filters.never, filters.late]
    apart = filters.ratings or filters.authority or filters.inspector or filters.soon or filters.changed
    apart = apart or UNPLANNED in filters.states
    if apart or sum(further) > 1:
        return None
    if not any(further):
        return {"all": F("providers"), "closed": F("closed"), "now": F("providers") - F("closed")}[filters.register]
    return _further(filters)


def _further(filters: Filters) -> F | None:
    if filters.previous:
        counted = filters.previous in ("missed", "not_known") and filters.register == "all"
        return F(filters.previous) if counted else None
    if filters.register == "closed":
        return None
    if filters.gap is not None:
        return F(f"gap_{filters.gap}")
    return F("never_inspected") if filters.never else F("late")


def _cells(filters: Filters) -> Q:
    condition = Q(state__in=filters.states) if filters.states else Q()
    condition &= _of("service_type_id", filters.types) & _of("region_id", filters.regions)
    return condition & _of("team_id", filters.teams)


def _of(column: str, values: tuple[str, ...]) -> Q:
    if not values:
        return Q()
    named = Q(**{f"{column}__in": [value for value in values if value != NONE]})
    return named | Q(**{f"{column}__isnull": True}) if NONE in values else named
