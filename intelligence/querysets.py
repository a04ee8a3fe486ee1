"""Named reads of records and contact notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from providers.models import Membership, Provider
from providers.querysets import JoinableQuerySet

if TYPE_CHECKING:
    from core.models import User


class RecordQuerySet(JoinableQuerySet):
    """Reads of records."""

    def visible_to(self, user: User) -> RecordQuerySet:
        """All of them for the inspectorate; for a provider user what their own organisation wrote of their services."""
        if user.is_inspectorate:
            return self
        organisations = Membership.objects.of(user).values("organisation")
        return self.filter(organisation__in=organisations, provider__in=Provider.objects.visible_to(user))

    def to_be_triaged(self) -> RecordQuerySet:
        """Those that nobody of the inspectorate has looked at yet; a thing written down twice counts once."""
        return self.filter(triaged_at__isnull=True, joined_into=None)

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

    def standing(self) -> ReviewAskedQuerySet:
        """Those that are still asked for."""
        return self.filter(withdrawn_on=None)

    def looked_after_by(self, user: User, on: date) -> ReviewAskedQuerySet:
        """Those about a provider of this inspector's caseload on a day, or of whomever they stand in for."""
        return self.filter(provider__in=Provider.objects.looked_after_by(user, on))


class TriggerQuerySet(models.QuerySet[Any]):
    """Reads of triggers that fell."""

    def of_record(self, record: Any) -> Any:
        """What a record set off, with its visit and its review; None where it was nothing."""
        found = self.filter(source_kind="record", source_key=str(record.pk))
        return found.select_related("visit", "review").first()


class AlertQuerySet(models.QuerySet[Any]):
    """Reads of alerts."""

    def visible_to(self, user: User) -> AlertQuerySet:
        """All of them for the inspectorate, none for anybody else."""
        return self if user.is_inspectorate else self.none()

    def of_record(self, record: Any) -> Any:
        """The alert of a record with who has it; None where there is none."""
        found = self.filter(record=record).select_related("acknowledged_by").prefetch_related("sent__to")
        return found.first()

    def open(self) -> AlertQuerySet:
        """Those that nobody has acknowledged."""
        return self.filter(acknowledged_at__isnull=True)

    def sent_to(self, user: User) -> AlertQuerySet:
        """Those that went to this person."""
        return self.filter(sent__to=user)
