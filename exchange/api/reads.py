"""What the API reads, each list in one query for the page that is asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from inspections.models import Inspection, Rating
from providers.models import Organisation, Provider, StatusPeriod
from scheduling.models import Plan, PlanChange, PlanRun

if TYPE_CHECKING:
    from core.models import User


def _rating(on: date) -> QuerySet[Any]:
    """The rating published for a provider and in force on a day, the latest."""
    given = Rating.objects.filter(provider=OuterRef("pk"), in_force_from__lte=on)
    return given.order_by("-in_force_from", "-awarded_on", "ordinal")


def providers(user: User, on: date) -> QuerySet[Any]:
    """The providers that a person may see, with `rating_now` and `status_now` of a day."""
    rating = JSONObject(
        label="label", ordinal="ordinal", scale="scale", awarded_on="awarded_on", in_force_from="in_force_from"
    )
    status = StatusPeriod.objects.filter(provider=OuterRef("pk"), from_on__lte=on).exclude(until_on__lt=on)
    related = ("service_type", "organisation", "local_authority", "region", "team")
    return (
        Provider.objects.visible_to(user)
        .select_related(*related)
        .annotate(
            rating_now=Subquery(_rating(on).values(made=rating)[:1]),
            status_now=Subquery(status.order_by("-from_on").values("status")[:1]),
        )
    )


def rated(rows: QuerySet[Any], ordinal: int, on: date) -> QuerySet[Any]:
    """Those whose rating in force on a day is that one."""
    return rows.alias(rated=Subquery(_rating(on).values("ordinal")[:1])).filter(rated=ordinal)


def organisations(user: User) -> QuerySet[Any]:
    """The organisations that a person may see."""
    return Organisation.objects.visible_to(user)


def inspections(user: User) -> QuerySet[Any]:
    """The inspections that a person may see, with the rating and the judgements that they gave."""
    seen = Inspection.objects.visible_to(user).annotate(urn=F("provider__urn"))
    return seen.select_related("rating").prefetch_related("judgements")


def plans(user: User, on: date) -> QuerySet[Any]:
    """The plans in force that a person may see, with their `state` on a day, their contents and facts."""
    return Plan.objects.visible_to(user).in_force().select_related("provider", "body", "facts").with_state(on)


def runs() -> QuerySet[Any]:
    """Every run."""
    return PlanRun.objects.all()


def changes(user: User) -> Any:
    """The changes of plans that a person may see, with their providers."""
    return PlanChange.objects.visible_to(user).select_related("provider")
