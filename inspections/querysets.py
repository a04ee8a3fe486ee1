"""Named reads of inspections and of visits asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from core.models import User


class InspectionQuerySet(models.QuerySet[Any]):
    """Reads of inspections."""

    def visible_to(self, user: User) -> InspectionQuerySet:
        """All of them for the inspectorate; for a provider user the published ones of their own services."""
        if user.is_inspectorate:
            return self
        own = apps.get_model("providers", "Provider").objects.visible_to(user)
        return self.filter(provider__in=own, published_on__isnull=False)


class VisitAskedQuerySet(models.QuerySet[Any]):
    """Reads of visits asked for."""

    def visible_to(self, user: User) -> VisitAskedQuerySet:
        """All of them for the inspectorate, none for anybody else: unannounced means unannounced."""
        return self if user.is_inspectorate else self.none()

    def standing(self, on: date) -> VisitAskedQuerySet:
        """Asked and not withdrawn on that day."""
        return self.filter(asked_on__lte=on).exclude(withdrawn_on__lte=on)
