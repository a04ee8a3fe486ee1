"""Named reads of stored plans."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Case, CharField, F, Max, Q, Value, When
from django.db.models.expressions import RawSQL

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


# Two machines' clocks differ by less; a piece of news is written down in less than an hour.
CLOCKS_DIFFER, LONGEST_NEWS = timedelta(minutes=5), timedelta(hours=1)
# Whether every transaction that began to write before the one of the row has ended.
OVERTAKEN_BY_NONE = "age(scheduling_planchange.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"


class PlanChangeQuerySet(models.QuerySet[Any]):
    """Reads of what changed in plans."""

    def visible_to(self, user: User) -> PlanChangeQuerySet:
        """All of them for the inspectorate, none for anybody else: unannounced means unannounced."""
        return self if user.is_inspectorate else self.none()

    def since(self, moment: datetime) -> PlanChangeQuerySet:
        """Those at that moment or later. One small query tells where to begin in the order of ids.

        A change takes its id after its moment: what is since, has a greater id than any of a run published before.
        """
        before = max(moment, datetime(1900, 1, 1, tzinfo=UTC)) - CLOCKS_DIFFER
        runs = apps.get_model("scheduling", "PlanRun").objects.filter(committed_at__lt=before, changed__gt=0)
        last = self.model.objects.filter(run=runs.order_by("-committed_at").values("pk")[:1]).aggregate(Max("id"))
        return self.filter(at__gte=moment, id__gt=last["id__max"] or 0)

    def settled(self, at: datetime) -> PlanChangeQuerySet:
        """Without those that another, still unwritten, may come before in the order of ids: whoever reads on from the
        last id misses none. They come a moment later.
        """
        certain = RawSQL(OVERTAKEN_BY_NONE, (), output_field=BooleanField())  # noqa: S611 - nothing from outside
        found: PlanChangeQuerySet = self.alias(certain=certain).filter(Q(at__lt=at - LONGEST_NEWS) | Q(certain=True))
        return found


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
