"""What of this room follows when a record of a service is joined into another; see `providers.following`."""

from __future__ import annotations

from exchange.models import RegisterEntry
from providers.following import Follower
from providers.models import Provider

FOLLOWERS = (
    Follower("exchange.RegisterEntry", "entries of registers", False, "A register said it of the URN."),
    Follower("exchange.Contradiction", "contradictions", False, "They are made anew at each import."),
)


def named(provider: Provider) -> bool:
    """Whether a published register names this record."""
    return RegisterEntry.objects.filter(provider=provider).exists()
