"""Records of what reached the inspectorate about a provider, and notes of contacts with it."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import Attachment
from intelligence.catalogue import CODE_LENGTH, Event, events
from intelligence.querysets import ContactNoteQuerySet, RecordQuerySet
from providers.models import Organisation, Provider

# Without I, O, 0 and 1, which are read for one another.
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """A random public reference: from one's own nobody learns of another, nor how many there are."""
    return "".join(secrets.choice(_SIGNS) for _ in range(12))


class Record(models.Model):
    """A complaint, concern, notification or change about a provider.

    `organisation` is that whose people wrote it, None when staff did: what others wrote, a provider never sees.
    `triaged_at`: when somebody of the inspectorate had looked at it and said what follows.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", "complaint"
        CONCERN = "concern", "concern"
        NOTIFICATION = "notification", "notification"
        CHANGE = "change", "change"

    class Severity(models.TextChoices):
        MINOR = "minor", "minor"
        SIGNIFICANT = "significant", "significant"
        SERIOUS = "serious", "serious"
        IMMEDIATE = "immediate", "immediate risk to a child"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="intelligence", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    event = models.CharField(max_length=CODE_LENGTH, blank=True, help_text="Its code in the catalogue of events.")
    severity = models.CharField(max_length=12, choices=Severity.choices)
    received_on = models.DateField()
    received_time = models.TimeField(null=True, blank=True)
    occurred_on = models.DateField(null=True, blank=True)
    text = models.TextField()
    attachments = models.ManyToManyField(Attachment, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    triaged_at = models.DateTimeField(null=True, blank=True)
    triaged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    triage_note = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="record_days_in_order",
                condition=Q(occurred_on__isnull=True) | Q(occurred_on__lte=F("received_on")),
            ),
            models.CheckConstraint(
                name="record_triaged_by_somebody",
                condition=Q(triaged_at__isnull=True, triaged_by__isnull=True)
                | Q(triaged_at__isnull=False, triaged_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["provider", "-received_on", "id"], name="record_of_provider"),
            models.Index(fields=["-received_on", "id"], name="record_latest"),
            models.Index(
                fields=["-received_on", "id"], condition=Q(triaged_at__isnull=True), name="record_to_be_triaged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def notified(self) -> Event | None:
        """The event of the catalogue that it is about."""
        return events().get(self.event)


class ContactNote(models.Model):
    """A meeting, a call or advice given between inspections (paras 3.1.13 and 3.1.18)."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "meeting"
        CALL = "call", "call"
        ADVICE = "advice", "advice"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="contact_notes", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    with_whom = models.CharField(max_length=150)
    text = models.TextField()
    attachments = models.ManyToManyField(Attachment, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        indexes: ClassVar = [models.Index(fields=["provider", "-on", "-id"], name="contact_note_of_provider")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.on}"
