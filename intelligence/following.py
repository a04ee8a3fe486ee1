"""What of this room follows when a record of a service is joined into another; see `providers.following`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from providers.following import Follower

ABOUT = "It is about the service."


def _with_its_visit(rows: Any, kept: Any) -> Any:
    return rows.filter(Q(visit=None) | Q(visit__provider=kept))


FOLLOWERS = (
    Follower("intelligence.Record", "intelligence records, with their files", True, ABOUT),
    Follower("intelligence.ContactNote", "notes of contacts, with their files", True, ABOUT),
    Follower("intelligence.Trigger", "triggers", True, "With the visit that it asked for.", only=_with_its_visit),
    Follower("intelligence.ReviewAsked", "reviews asked for", True, ABOUT),
)
