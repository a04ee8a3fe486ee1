"""A provider user's own services. Nothing here reads a plan, a visit or anything that could give one away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery

from inspections.models import Rating
from providers.models import Provider

if TYPE_CHECKING:
    from core.models import User


def own_services(user: User, today: date) -> QuerySet[Any]:
    """The services that this person's memberships let them see, each once, with the `rating` published for each."""
    rating = Rating.objects.filter(provider=OuterRef("pk"), in_force_from__lte=today)
    latest = rating.order_by("-in_force_from", "-awarded_on", "ordinal").values("label")[:1]
    return (
        Provider.objects.visible_to(user)
        .order_by("name", "urn")
        .values(
            "urn",
            "name",
            type=F("service_type__name"),
            owner=F("organisation__name"),
            rating=Subquery(latest, output_field=CharField()),
        )
    )
