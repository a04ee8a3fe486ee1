"""Named reads of stored plans."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When

if TYPE_CHECKING:
    from core.models import User


class PlanQuerySet(models.QuerySet[Any]):
    """Reads of plans."""

    def visible_to(self, user: User) -> PlanQuerySet:
        """All of them for the inspectorate, none for anybody else: unannounced means unannounced."""
        return self if user.is_inspectorate else self.none()

    def in_force(self) -> PlanQuerySet:
        """The one plan of each provider that nothing has superseded."""
        return self.filter(in_force_until__isnull=True)

    def with_state(self, on: date) -> PlanQuerySet:
        """Annotated with `state` on that day, derived from the plan."""
        annotated: PlanQuerySet = self.annotate(state=state_on(on))
        return annotated


class ObligationQuerySet(models.QuerySet[Any]):
    """Reads of obligations."""

    def visible_to(self, user: User) -> ObligationQuerySet:
        """All of them for the inspectorate, none for anybody else: unannounced means unannounced."""
        return self if user.is_inspectorate else self.none()


def state_on(on: date, prefix: str = "") -> Case:
    """The provider's state on a day as SQL, from the dates that `scheduling.states.standing` worked out."""
    return Case(
        When(Q(**{f"{prefix}overdue_from__lte": on}), then=Value("overdue")),
        When(Q(**{f"{prefix}due_from__lte": on}), then=Value("due")),
        default=F(f"{prefix}base_state"),
        output_field=CharField(),
    )


def in_state(state: str, on: date, prefix: str = "") -> Q:
    """Whether the provider is in a state on a day: the same answer as `state_on`, as a condition that indexes serve."""
    overdue = Q(**{f"{prefix}overdue_from__lte": on})
    due = Q(**{f"{prefix}due_from__lte": on})
    not_overdue = _not_before(f"{prefix}overdue_from", on)
    not_due = _not_before(f"{prefix}due_from", on)
    base = Q(**{f"{prefix}base_state": state})
    if state == "overdue":
        return overdue | (base & not_due)
    if state == "due":
        return not_overdue & (due | base)
    return not_overdue & not_due & base


def _not_before(column: str, on: date) -> Q:
    """The column's day has not come by then, or there is none."""
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": on})
