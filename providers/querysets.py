"""Named reads of the register."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from providers.dated import on_day

if TYPE_CHECKING:
    from core.models import User


class OrganisationQuerySet(models.QuerySet[Any]):
    """Reads of organisations."""

    def visible_to(self, user: User) -> OrganisationQuerySet:
        """All of them for the inspectorate; for a provider user those they belong to."""
        if user.is_inspectorate:
            return self
        return self.filter(memberships__user=user)


class ProviderQuerySet(models.QuerySet[Any]):
    """Reads of providers."""

    def visible_to(self, user: User) -> ProviderQuerySet:
        """All of them for the inspectorate; for a provider user the services of their organisations."""
        if user.is_inspectorate:
            return self
        return self.filter(organisation__memberships__user=user)

    def looked_after_by(self, user: User, on: date) -> ProviderQuerySet:
        """Those of this inspector's caseload on a day, and of whomever they stand in for on it."""
        allocations = apps.get_model("providers", "Allocation").objects.on(on).acted_on_by(user, on)
        return self.filter(Exists(allocations.filter(provider=OuterRef("pk"))))

    def nobodys(self, on: date) -> ProviderQuerySet:
        """Those that no inspector looks after on a day."""
        allocations = apps.get_model("providers", "Allocation").objects.on(on)
        return self.filter(~Exists(allocations.filter(provider=OuterRef("pk"))))


class AllocationQuerySet(models.QuerySet[Any]):
    """Reads of who looks after what."""

    def on(self, day: date) -> AllocationQuerySet:
        """Those that hold on a day."""
        return self.filter(on_day(day))

    def acted_on_by(self, user: User, on: date) -> AllocationQuerySet:
        """The inspector's own, and those of whomever they stand in for on that day."""
        absent = apps.get_model("providers", "Absence").objects.on(on).filter(stand_in=user)
        return self.filter(models.Q(inspector=user) | models.Q(inspector__in=absent.values("user")))


class AbsenceQuerySet(models.QuerySet[Any]):
    """Reads of who is away."""

    def on(self, day: date) -> AbsenceQuerySet:
        """Those that hold on a day."""
        return self.filter(on_day(day))
