"""What a provider's own people say is wrong in what the inspectorate knows of their service."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from providers.models.provider import Provider
from providers.querysets import CorrectionQuerySet


class Correction(models.Model):
    """One fact that a provider says is wrong, and what is right; an inspector looks at it and settles it."""

    class Fact(models.TextChoices):
        NAME = "name", "name of the service"
        ADDRESS = "address", "address"
        PLACES = "places", "number of places"
        REGISTERED = "registered_on", "day of registration"
        STATUS = "status", "status"
        PEOPLE = "people", "people in post"
        RATING = "rating", "quality rating"
        ORGANISATION = "organisation", "organisation"
        OTHER = "something_else", "something else"

    class Outcome(models.TextChoices):
        PUT_RIGHT = "put_right", "put right"
        LEFT = "left_as_it_was", "left as it was"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="corrections")
    fact = models.CharField("what is wrong", max_length=20, choices=Fact.choices)
    what_is_right = models.TextField()
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    settled_why = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="correction_settled_wholly",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="") & ~Q(settled_why="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["provider"], condition=Q(settled_at__isnull=True), name="correction_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()} of {self.provider_id}"
