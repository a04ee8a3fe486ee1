"""Named reads of this room's tables."""

from __future__ import annotations

from typing import Any

from django.db import models


class MailQuerySet(models.QuerySet[Any]):
    """Mail, by where it stands."""

    def given_up(self) -> MailQuerySet:
        """Every attempt failed, and nobody asked for another."""
        return self.filter(sent_at__isnull=True, due_at__isnull=True)

    def lets_people_in(self) -> MailQuerySet:
        """With a link by which the person it was written to comes in."""
        return self.filter(kind__in=LETTING_IN)


LETTING_IN = ("invitation", "password_reset_key")
