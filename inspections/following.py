"""What of this room follows when a record of a service is joined into another; see `providers.following`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from providers.following import Follower


def _of_moved_inspection(rows: Any, kept: Any) -> Any:
    return rows.filter(Q(inspection=None) | Q(inspection__provider=kept))


def _not_served_elsewhere(rows: Any, kept: Any) -> Any:
    """A visit that was made for it and stays keeps it: else the kept record would ask for that visit again."""
    return rows.filter(Q(made=None) | Q(made__provider=kept)).distinct()


FOLLOWERS = (
    Follower("inspections.Inspection", "inspections", True, "It took place at the service."),
    Follower("inspections.Rating", "ratings", True, "With its inspection.", only=_of_moved_inspection),
    Follower(
        "inspections.VisitAsked", "visits asked for", True, "It is about the service.", only=_not_served_elsewhere
    ),
    Follower(
        "inspections.HistoryMark", "words of registers", False, "A register said it of the URN, how far it goes back."
    ),
)
