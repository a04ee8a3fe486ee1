"""Named reads of imports and of rows kept aside."""

from __future__ import annotations

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
