"""What of all this waits for one person: alerts sent to them, and reviews and records about their providers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from intelligence.models import Alert, Record, ReviewAsked

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.models import User

SHOWN = 20
NEAR = timedelta(days=14)
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
    theirs = Q(provider__among=providers, triaged_at__isnull=True, joined_into=None)
    found = Record.objects.visible_to(user).annotate(alerted=alerted).filter(Q(alerted=True) | theirs)
    rows = list(found.select_related("alert", *_PLACE).order_by("-alerted", "-entered_at", "id")[: 2 * SHOWN])
    alerts = [row.alert for row in rows if row.alerted]
    reviews = _reviews(ReviewAsked.objects.visible_to(user).filter(provider__among=providers))
    new = [row for row in rows if row.triaged_at is None and row.joined_into_id is None]
    return Waiting(alerts, reviews, new[:SHOWN])


def alerts_for(user: User) -> list[Any]:
    """Alerts sent to this person that nobody has acknowledged."""
    place = (f"record__{name}" for name in _PLACE)
    return list(Alert.objects.open().sent_to(user).select_related("record", *place)[:SHOWN])


def reviews_for(user: User, on: date) -> list[Any]:
    """Reviews of the plans of this person's providers that were asked for."""
    return _reviews(ReviewAsked.objects.visible_to(user).looked_after_by(user, on))


def _reviews(rows: Any) -> list[Any]:
    return list(rows.standing().select_related("trigger", *_PLACE)[:SHOWN])


def near(user: User, record: Any) -> list[Any]:
    """Other records about the same provider that were received within two weeks of it, the latest first."""
    days = (record.received_on - NEAR, record.received_on + NEAR)
    others = Record.objects.visible_to(user).standing().filter(provider=record.provider_id, received_on__range=days)
    return list(others.exclude(pk=record.pk).order_by("-received_on", "-id")[:SHOWN])


def joined_into(record: Any) -> list[Any]:
    """What was joined into a record and is not parted, the latest first."""
    return list(record.joinings.filter(parted_at=None).select_related("joined", "by"))
