"""Who acts for a provider on a day: its inspector, or whoever stands in while that one is away."""

from __future__ import annotations

from datetime import date

from core.models import User
from providers.models import Absence, Allocation, Provider


def inspector_of(provider: Provider, on: date) -> User | None:
    """The inspector to whom the provider is allocated on a day; None when nobody is."""
    allocation = Allocation.objects.on(on).filter(provider=provider).select_related("inspector").first()
    return allocation.inspector if allocation else None


def acting_for(provider: Provider, on: date) -> User | None:
    """Who acts for the provider on a day: the inspector, or who stands in. None when nobody looks after it.

    Where the stand-in is away as well, their stand-in acts; where that leads in a circle, the inspector does.
    """
    inspector = inspector_of(provider, on)
    return present(inspector, on) if inspector else None


def present(user: User, on: date) -> User:
    """The person, or who stands in for them on a day."""
    away = {row.user_id: row.stand_in for row in Absence.objects.on(on).select_related("stand_in")}
    found, met = user, {user.pk}
    while (stand_in := away.get(found.pk)) is not None:
        if stand_in.pk in met:
            return user
        met.add(stand_in.pk)
        found = stand_in
    return found
