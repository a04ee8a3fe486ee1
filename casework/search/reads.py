"""The providers that the filters ask for, as conditions that the indexes serve."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from casework.ahead import Lookout
from casework.search.filters import ME, UNPLANNED, Filters
from casework.search.reference import NONE
from providers.models import Allocation, Provider
from scheduling.models import Obligation, PlanChange
from scheduling.querysets import in_state

if TYPE_CHECKING:
    from core.models import User

PLAN = "in_force__"


def providers(user: User) -> QuerySet[Any]:
    """The providers that this person may see, joined to the plan in force of each (`in_force`), if it has one."""
    plan = FilteredRelation("plans", condition=Q(plans__in_force_until__isnull=True))
    return Provider.objects.visible_to(user).annotate(in_force=plan)


def asked_for(user: User, filters: Filters, today: date) -> Q:
    """Everything but the search text as one condition; the plan's state and lateness are those of `today`."""
    return _of_register(filters) & _of_inspector(user, filters.inspector, today) & _of_plan(filters, today)


def _of_register(filters: Filters) -> Q:
    condition = _any_of("service_type", filters.types) & _any_of("region", filters.regions)
    condition &= _any_of("team", filters.teams)
    return condition & _any_of("local_authority", (filters.authority,) if filters.authority else ())


def _any_of(column: str, values: tuple[str, ...]) -> Q:
    if not values:
        return Q()
    named = [value for value in values if value != NONE]
    parts = [Q(**{f"{column}__in": named})] if named else []
    return reduce(or_, parts + ([Q(**{f"{column}__isnull": True})] if NONE in values else []))


def _of_inspector(user: User, inspector: str, today: date) -> Q:
    """Allocated on that day: to this person and those they stand in for, to nobody, or to one inspector."""
    if not inspector:
        return Q()
    allocated = Allocation.objects.on(today)
    if inspector == NONE:
        return ~Q(Exists(allocated.filter(provider=OuterRef("pk"))))
    whose = allocated.acted_on_by(user, today) if inspector == ME else allocated.filter(inspector=int(inspector))
    return Q(pk__in=whose.values("provider"))


def _of_plan(filters: Filters, today: date) -> Q:
    condition = _on_register(filters.register) & _in_states(filters.states, today) & _rated(filters.ratings)
    if filters.previous:
        condition &= Q(in_force__previous_year=filters.previous)
    if filters.never:
        condition &= Q(in_force__last_inspected_on__isnull=True, in_force__closed=False)
    if filters.gap is not None:
        latest = today - timedelta(days=filters.gap)
        condition &= Q(in_force__last_inspected_on__lte=latest, in_force__closed=False)
    if filters.late:
        condition &= Q(Exists(Obligation.objects.filter(provider=OuterRef("pk"), target__lt=today)))
    ahead = Lookout(today)
    if filters.soon:
        coming = Obligation.objects.filter(provider=OuterRef("pk"), target__range=(today, ahead.soon_until))
        condition &= Q(Exists(coming))
    if filters.changed:
        condition &= Q(pk__in=PlanChange.objects.filter(at__gte=ahead.since).values("provider"))
    return condition


def _on_register(which: str) -> Q:
    """A provider that nothing has planned yet counts as on the register."""
    if which == "all":
        return Q()
    if which == "closed":
        return Q(in_force__closed=True)
    return Q(in_force__closed=False) | Q(in_force__id__isnull=True)


def _in_states(states: tuple[str, ...], today: date) -> Q:
    if not states:
        return Q()
    parts = [Q(in_force__id__isnull=True) if state == UNPLANNED else in_state(state, today, PLAN) for state in states]
    return reduce(or_, parts)


def _rated(ratings: tuple[str, ...]) -> Q:
    if not ratings:
        return Q()
    parts = [Q(in_force__rating__in=[int(rating) for rating in ratings if rating != NONE])]
    if NONE in ratings:
        parts.append(Q(in_force__rating__isnull=True))
    return reduce(or_, parts)
