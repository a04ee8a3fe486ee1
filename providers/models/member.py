"""Who, outside the inspectorate, belongs to an organisation."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from providers.models.provider import Organisation


class Membership(models.Model):
    """A provider user belongs to an organisation and sees its services, no more than they may."""

    class Level(models.TextChoices):
        OWNER = "owner", "owner"
        CONTRIBUTOR = "contributor", "contributor"
        VIEWER = "viewer", "viewer"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    level = models.CharField(max_length=12, choices=Level.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.level} of {self.organisation}"
