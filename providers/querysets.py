"""Named reads of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

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
