"""What of all this waits for one person: alerts sent to them, and reviews and records about their providers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from intelligence.models import Alert, Record, ReviewAsked
from providers.models import Provider

if TYPE_CHECKING:
    from core.models import User

SHOWN = 20
_PLACE = ("provider", "provider__service_type")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open alerts, reviews of plans soonest first, and records that nobody has looked at yet, the latest first."""

    alerts: list[Any]
    reviews: list[Any]
    records: list[Any]


def waiting_for(user: User, on: date) -> Waiting:
    """Two queries, and no more than twenty of each of the lists."""
    alerted = Exists(Alert.objects.open().sent_to(user).filter(record=OuterRef("pk")))
    theirs = Q(provider__in=Provider.objects.looked_after_by(user, on), triaged_at__isnull=True)
    found = Record.objects.visible_to(user).annotate(alerted=alerted).filter(Q(alerted=True) | theirs)
    rows = list(found.select_related("alert", *_PLACE).order_by("-alerted", "-entered_at", "id")[: 2 * SHOWN])
    alerts = [row.alert for row in rows if row.alerted]
    return Waiting(alerts, reviews_for(user, on), [row for row in rows if row.triaged_at is None][:SHOWN])


def alerts_for(user: User) -> list[Any]:
    """Alerts sent to this person that nobody has acknowledged."""
    place = (f"record__{name}" for name in _PLACE)
    return list(Alert.objects.open().sent_to(user).select_related("record", *place)[:SHOWN])


def reviews_for(user: User, on: date) -> list[Any]:
    """Reviews of the plans of this person's providers that were asked for."""
    reviews = ReviewAsked.objects.visible_to(user).looked_after_by(user, on)
    return list(reviews.select_related("trigger", *_PLACE)[:SHOWN])
