"""Named reads of imports, of rows kept aside and of tokens."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from core.models import User


class ImportRunQuerySet(models.QuerySet[Any]):
    """Reads of imports."""

    def visible_to(self, user: User) -> ImportRunQuerySet:
        """All of them for the inspectorate, none for anybody else."""
        return self if user.is_inspectorate else self.none()


class KeptRowQuerySet(models.QuerySet[Any]):
    """Reads of rows kept aside."""

    def visible_to(self, user: User) -> KeptRowQuerySet:
        """All of them for the inspectorate, none for anybody else."""
        return self if user.is_inspectorate else self.none()

    def open(self) -> KeptRowQuerySet:
        """Rows that wait to be taken up; those of a trial never do."""
        return self.filter(outcome="open", run__dry_run=False)


class TokenQuerySet(models.QuerySet[Any]):
    """Reads of tokens."""

    def visible_to(self, user: User) -> TokenQuerySet:
        """One's own; an administrator's also those of service accounts."""
        own = models.Q(user=user)
        if user.role == user.Role.ADMINISTRATOR:
            own |= models.Q(user__service_account__isnull=False)
        return self.filter(own)

    def standing(self, at: datetime) -> TokenQuerySet:
        """Neither withdrawn nor expired at that moment."""
        return self.filter(withdrawn_at__isnull=True, expires_at__gt=at)
