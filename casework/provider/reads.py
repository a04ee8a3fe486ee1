"""A provider user's own services. Nothing here reads a plan, a visit or anything that could give one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery

from inspections.models import Rating
from providers.dated import on_day
from providers.models import Correction, PersonInPost, Provider, StatusPeriod

if TYPE_CHECKING:
    from core.models import User

TOLD_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What one's own people said is wrong. Of the inspectorate's answer no more than that and when there was one."""

    fact: str
    what_is_right: str
    told_at: datetime
    told_by: str
    settled_at: datetime | None


def own_services(user: User, today: date) -> QuerySet[Any]:
    """The services that this person may see, each once, with the `rating` published for it and its `status` today."""
    ratings = _ratings(OuterRef("pk"), today)
    status = StatusPeriod.objects.filter(on_day(today), provider=OuterRef("pk")).values("status")[:1]
    return (
        Provider.objects.visible_to(user)
        .order_by("name", "urn")
        .values(
            "urn",
            "name",
            type=F("service_type__name"),
            owner=F("organisation__name"),
            rating=Subquery(ratings.values("label")[:1], output_field=CharField()),
            status=Subquery(status, output_field=CharField()),
        )
    )


def own_service(user: User, urn: str) -> Provider:
    """One of them. Raises `Provider.DoesNotExist`."""
    found = Provider.objects.visible_to(user).select_related("service_type", "organisation", "local_authority")
    provider: Provider = found.get(urn=urn)
    return provider


def rating_now(provider: Provider, today: date) -> Rating | None:
    """The rating in force, as it was published."""
    return _ratings(provider.pk, today).first()


def status_now(provider: Provider, today: date) -> StatusPeriod | None:
    """The status on that day; None: registered, and nothing else was ever written down."""
    return StatusPeriod.objects.filter(on_day(today), provider=provider).first()


def people_now(provider: Provider, today: date) -> list[PersonInPost]:
    """Who is in post, by post."""
    held = PersonInPost.objects.filter(on_day(today), provider=provider)
    return list(held.select_related("person").order_by("post"))


def told(user: User, provider: Provider) -> list[Told]:
    """What was said to be wrong about it, the latest first."""
    rows = Correction.objects.visible_to(user).filter(provider=provider).select_related("told_by")[:TOLD_SHOWN]
    return [
        Told(str(row.get_fact_display()), row.what_is_right, row.told_at, str(row.told_by), row.settled_at)
        for row in rows
    ]


def _ratings(provider: Any, today: date) -> QuerySet[Rating]:
    rows = Rating.objects.filter(provider=provider, in_force_from__lte=today)
    return rows.order_by("-in_force_from", "-awarded_on", "ordinal")
