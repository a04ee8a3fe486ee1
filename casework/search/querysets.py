"""Named reads of saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from core.models import User


class SavedSearchQuerySet(models.QuerySet[Any]):
    """Reads of saved searches."""

    def visible_to(self, user: User) -> SavedSearchQuerySet:
        """One's own: what somebody looks for is nobody else's business."""
        return self.filter(owner=user)
