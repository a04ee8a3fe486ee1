"""What of all this waits for one person: alerts sent to them, and reviews and records about their providers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from intelligence.models import Alert, Record, ReviewAsked

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.models import User

SHOWN = 20
_PLACE = ("provider", "provider__service_type")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open alerts, reviews of plans soonest first, and records that nobody has looked at yet, the latest first."""

    alerts: list[Any]
    reviews: list[Any]
    records: list[Any]


def waiting_for(user: User, providers: Collection[int]) -> Waiting:
    """What waits for somebody who looks after these providers. Two queries, and no more than twenty of each list."""
    alerted = Exists(Alert.objects.open().sent_to(user).filter(record=OuterRef("pk")))
    theirs = Q(provider__among=providers, triaged_at__isnull=True)
    found = Record.objects.visible_to(user).annotate(alerted=alerted).filter(Q(alerted=True) | theirs)
    rows = list(found.select_related("alert", *_PLACE).order_by("-alerted", "-entered_at", "id")[: 2 * SHOWN])
    alerts = [row.alert for row in rows if row.alerted]
    reviews = _reviews(ReviewAsked.objects.visible_to(user).filter(provider__among=providers))
    return Waiting(alerts, reviews, [row for row in rows if row.triaged_at is None][:SHOWN])


def alerts_for(user: User) -> list[Any]:
    """Alerts sent to this person that nobody has acknowledged."""
    place = (f"record__{name}" for name in _PLACE)
    return list(Alert.objects.open().sent_to(user).select_related("record", *place)[:SHOWN])


def reviews_for(user: User, on: date) -> list[Any]:
    """Reviews of the plans of this person's providers that were asked for."""
    return _reviews(ReviewAsked.objects.visible_to(user).looked_after_by(user, on))


def _reviews(rows: Any) -> list[Any]:
    return list(rows.select_related("trigger", *_PLACE)[:SHOWN])
