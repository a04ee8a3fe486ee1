"""The providers of a day gone by, from the versions of the plans that were in force when its run was committed.

Type, state, rating and dates are those of that day. Region, team and name are not kept by the day: they are
today's, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Func, Q, QuerySet, Value

from casework.manager.planned import PLACE
from casework.manager.planned_then import TYPE_IN_FACTS, type_in_facts
from casework.manager.totals import Scope, Tally
from providers.names import NOBODY
from scheduling.models import Plan, PlanRun
from scheduling.querysets import in_state

if TYPE_CHECKING:
    from core.models import User

PROVIDER_COLUMNS = ("state", "rating", "target", "statutory_deadline", "last_inspected_on", "previous_year")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which providers of that day; `register` is now, closed or all, as in the provider list."""

    scope: Scope
    states: tuple[str, ...] = ()
    late: bool = False
    gap: int | None = None
    never: bool = False
    previous: str = ""
    register: str = "now"

    @classmethod
    def of(cls, said: Mapping[str, Any], scope: Scope) -> Asked:
        """From the cleaned values of `PastForm`."""
        return cls(
            scope,
            states=tuple(said.get("state") or ()),
            late=bool(said.get("late")),
            gap=said.get("gap"),
            never=bool(said.get("never")),
            previous=said.get("previous") or "",
            register=said.get("register") or "now",
        )


def providers_then(user: User, run: PlanRun, asked: Asked) -> QuerySet[Any]:
    """Plans in force at the run's commit: dictionaries of `PLACE`, `service_type`, `PROVIDER_COLUMNS` and `id`."""
    condition = _in_force_at(run) & _asked(asked, run) & _scope(asked.scope)
    rows = Plan.objects.visible_to(user).filter(condition).with_state(run.as_of)
    kind = Func(F("facts__text"), Value(TYPE_IN_FACTS), function="substring", output_field=CharField())
    return rows.values("id", *PROVIDER_COLUMNS, **PLACE, service_type=kind)


def counted_then(tally: Tally, asked: Asked) -> int | None:
    """What the run counted for this question; None where it kept no such figure."""
    further = [name for name, value in (("late", asked.late), ("never_inspected", asked.never)) if value]
    further += [f"gap_{asked.gap}"] if asked.gap else []
    further += [asked.previous] if asked.previous else []
    if len(further) > 1 or (further and asked.states) or asked.register != ("all" if asked.previous else "now"):
        return None
    if further:
        return tally.measures[further[0]]
    return sum(tally.state(code) for code in asked.states) if asked.states else tally.registered


def _in_force_at(run: PlanRun) -> Q:
    at = run.committed_at
    return Q(in_force_from__lte=at) & (Q(in_force_until__isnull=True) | Q(in_force_until__gt=at))


def _asked(asked: Asked, run: PlanRun) -> Q:
    condition = {"now": Q(closed=False), "closed": Q(closed=True), "all": Q()}[asked.register]
    if asked.states:
        condition &= reduce(or_, (in_state(code, run.as_of) for code in asked.states))
    if asked.late:
        condition &= Q(late_from__lte=run.as_of)
    if asked.gap:
        condition &= Q(last_inspected_on__lte=run.as_of - timedelta(days=asked.gap), closed=False)
    if asked.never:
        condition &= Q(last_inspected_on__isnull=True, closed=False)
    return condition & Q(previous_year=asked.previous) if asked.previous else condition


def _scope(scope: Scope) -> Q:
    condition = Q(facts__text__contains=type_in_facts(scope.type)) if scope.type else Q()
    for column, value in (("provider__region_id", scope.region), ("provider__team_id", scope.team)):
        if value:
            condition &= Q(**{f"{column}__isnull": True}) if value == NOBODY else Q(**{column: value})
    return condition
