"""The inspections that the forecast counts: obligations of the plans in force now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from casework.manager.forms import NO_TARGET, month_of
from casework.manager.totals import Scope
from law.dates import add_months
from providers.names import NOBODY
from scheduling.models import ForecastCell, Obligation

if TYPE_CHECKING:
    from core.models import User

LAW_BASES, POLICY_BASES = ("statutory", "approval"), ("policy", "rating uplift")
COLUMNS = ("type", "window_opens", "target", "statutory_deadline", "basis")
PLACE = {"urn": F("provider__urn"), "name": F("provider__name"), "region": F("provider__region_id")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Targets from the first day `since` to before `until` (None: open), or those without one; and the ground."""

    scope: Scope
    since: date | None = None
    until: date | None = None
    without_target: bool = False
    ground: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any], scope: Scope) -> Wanted:
        """From the cleaned values of `PlannedForm`; a month alone is stronger than from and to."""
        ground = said.get("ground") or ""
        month = said.get("month") or ""
        if month == NO_TARGET:
            return cls(scope, without_target=True, ground=ground)
        if first := month_of(month):
            return cls(scope, first, add_months(first, 1), ground=ground)
        until = said.get("until")
        return cls(scope, said.get("since"), add_months(until, 1) if until else None, ground=ground)


def planned_now(user: User, wanted: Wanted) -> QuerySet[Any]:
    """Obligations of the plans in force, as dictionaries of `PLACE`, `service_type`, `COLUMNS` and `id`."""
    rows = Obligation.objects.visible_to(user).filter(_targets(wanted), _scope(wanted.scope))
    if wanted.ground:
        rows = rows.alias(ground=ground()).filter(ground=wanted.ground)
    return rows.values("id", *COLUMNS, **PLACE, service_type=F("provider__service_type_id"))


def ground() -> Case:
    """Why an obligation is planned, as `scheduling.totals` counts it."""
    return Case(
        When(basis__in=LAW_BASES, then=Value(ForecastCell.Ground.LAW.value)),
        When(basis__in=POLICY_BASES, then=Value(ForecastCell.Ground.POLICY.value)),
        default=Value(ForecastCell.Ground.ASKED.value),
        output_field=CharField(),
    )


def _targets(wanted: Wanted) -> Q:
    if wanted.without_target:
        return Q(target__isnull=True)
    condition = Q(target__gte=wanted.since) if wanted.since else Q()
    return condition & Q(target__lt=wanted.until) if wanted.until else condition


def _scope(scope: Scope) -> Q:
    condition = Q()
    for column, value in scope.conditions():
        isnull = value == NOBODY
        condition &= Q(**{f"provider__{column}{'__isnull' if isnull else ''}": True if isnull else value})
    return condition
