"""Named reads of records and contact notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from providers.models import Provider

if TYPE_CHECKING:
    from core.models import User


class RecordQuerySet(models.QuerySet[Any]):
    """Reads of records."""

    def visible_to(self, user: User) -> RecordQuerySet:
        """All of them for the inspectorate; for a provider user what their own organisation wrote of their services."""
        if user.is_inspectorate:
            return self
        organisations = user.memberships.values("organisation")
        return self.filter(organisation__in=organisations, provider__in=Provider.objects.visible_to(user))

    def to_be_triaged(self) -> RecordQuerySet:
        """Those that nobody of the inspectorate has looked at yet."""
        return self.filter(triaged_at__isnull=True)

    def looked_after_by(self, user: User, on: date) -> RecordQuerySet:
        """Those about a provider of this inspector's caseload on a day, or of whomever they stand in for."""
        return self.filter(provider__in=Provider.objects.looked_after_by(user, on))


class ContactNoteQuerySet(models.QuerySet[Any]):
    """Reads of contact notes."""

    def visible_to(self, user: User) -> ContactNoteQuerySet:
        """All of them for the inspectorate, none for anybody else."""
        return self if user.is_inspectorate else self.none()


class ReviewAskedQuerySet(models.QuerySet[Any]):
    """Reads of reviews of the plan that were asked for."""

    def visible_to(self, user: User) -> ReviewAskedQuerySet:
        """All of them for the inspectorate, none for anybody else."""
        return self if user.is_inspectorate else self.none()

    def looked_after_by(self, user: User, on: date) -> ReviewAskedQuerySet:
        """Those about a provider of this inspector's caseload on a day, or of whomever they stand in for."""
        return self.filter(provider__in=Provider.objects.looked_after_by(user, on))


class AlertQuerySet(models.QuerySet[Any]):
    """Reads of alerts."""

    def open(self) -> AlertQuerySet:
        """Those that nobody has acknowledged."""
        return self.filter(acknowledged_at__isnull=True)

    def sent_to(self, user: User) -> AlertQuerySet:
        """Those that went to this person."""
        return self.filter(sent__to=user)
