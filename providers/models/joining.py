"""Two organisations that are one: what was moved when they were joined, so that they can be parted again exactly."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from providers.models.provider import Organisation


class OrganisationEvent(models.Model):
    """One line of an organisation's own history: what happened, on which day, who wrote it down and why."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()
    summary = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        indexes: ClassVar = [models.Index(fields=["organisation", "-on", "-id"], name="history_of_organisation")]

    def __str__(self) -> str:
        return f"{self.on} {self.summary}"


class Joining(models.Model):
    """`joined` was found to be the same organisation as `kept`, and everything of it was moved there."""

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="joinings")
    joined = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="joined_by")
    why = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    parted_at = models.DateTimeField(null=True, blank=True)
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    parted_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="joining_of_two", condition=~Q(kept=F("joined"))),
            models.UniqueConstraint(fields=["joined"], condition=Q(parted_at=None), name="joined_once"),
        ]

    def __str__(self) -> str:
        return f"{self.joined_id} joined into {self.kept_id}"


class JoinedRow(models.Model):
    """One row that was moved: to `kept` when two were joined, and back when they are parted."""

    class Table(models.TextChoices):
        PROVIDER = "provider", "service"
        MEMBERSHIP = "membership", "person who signs in"
        INVITATION = "invitation", "invitation"
        ORGANISATION = "organisation", "organisation joined earlier"

    joining = models.ForeignKey(Joining, on_delete=models.CASCADE, related_name="rows")
    table = models.CharField(max_length=12, choices=Table.choices)
    row_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["joining", "table", "row_id"], name="joined_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
