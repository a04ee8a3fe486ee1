"""Records of what reached the inspectorate about a provider, notes of contacts, and what records set off."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.history import tracked
from core.models import Attachment
from inspections.models import VisitAsked
from intelligence.catalogue import CODE_LENGTH, Event, events
from intelligence.querysets import (
    AlertQuerySet,
    ContactNoteQuerySet,
    RecordQuerySet,
    ReviewAskedQuerySet,
    TriggerQuerySet,
)
from providers.models import JoiningOfTwo, Organisation, Provider

# Without I, O, 0 and 1, which are read for one another.
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """A random public reference: from one's own nobody learns of another, nor how many there are."""
    return "".join(secrets.choice(_SIGNS) for _ in range(12))


@tracked(of=("provider",))
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
    joined_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeats",
        help_text="The record of the same thing, where it was written down twice.",
    )

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
            models.Index(fields=["-entered_at", "id"], name="record_latest"),
            models.Index(
                fields=["-entered_at", "id"], condition=Q(triaged_at__isnull=True), name="record_to_be_triaged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def notified(self) -> Event | None:
        """The event of the catalogue that it is about."""
        return events().get(self.event)


@tracked(of=("provider",))
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


class Trigger(models.Model):
    """Something fell that set something off: the row for which a visit or a review of the plan was asked.

    `source_kind` and `source_key` name what fell; the same never sets anything off twice.
    """

    class Source(models.TextChoices):
        RECORD = "record", "record"
        POST = "post", "somebody took a post"
        OWNER = "owner", "the owner became another"
        LINEAGE = "lineage", "transfer"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="triggers_fallen", db_index=False)
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=12)
    summary = models.CharField(max_length=200)
    citation = models.CharField(max_length=200)
    source_kind = models.CharField(max_length=12, choices=Source.choices)
    source_key = models.CharField(max_length=40)
    fell_on = models.DateField()
    at = models.DateTimeField()
    visit = models.OneToOneField(VisitAsked, on_delete=models.PROTECT, null=True, blank=True, related_name="trigger")

    objects = TriggerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_kind", "source_key"], name="trigger_falls_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["provider", "-at"], name="trigger_of_provider")]

    def __str__(self) -> str:
        return self.summary


class ReviewAsked(models.Model):
    """The plan of a provider is to be looked at again by a day. What came of it is decided in an upper room."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="reviews_asked", db_index=False)
    trigger = models.OneToOneField(Trigger, on_delete=models.PROTECT, related_name="review")
    asked_on = models.DateField()
    by_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = ReviewAskedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["by_on", "id"]
        verbose_name_plural = "reviews asked"
        constraints: ClassVar = [
            models.CheckConstraint(name="review_days_in_order", condition=Q(by_on__gte=F("asked_on"))),
        ]
        indexes: ClassVar = [models.Index(fields=["provider", "by_on"], name="review_of_provider")]

    def __str__(self) -> str:
        return f"review by {self.by_on}"


class RecordJoining(JoiningOfTwo):
    """Two records of one thing. `visit` and `review`: what the joined one asked for and the kept one asks for too."""

    kept = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="joinings")
    joined = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="joined_by")
    visit = models.ForeignKey(VisitAsked, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review = models.ForeignKey(ReviewAsked, on_delete=models.PROTECT, null=True, blank=True, related_name="+")


class Alert(models.Model):
    """Immediate risk to a child: somebody must act at once. Open until one of those it went to acknowledges it.

    `escalated_at`: when it went to the managers, because nobody looks after the provider or nobody had acknowledged.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="alert")
    raised_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["raised_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="alert_acknowledged_by_somebody",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["raised_at"], condition=Q(acknowledged_at__isnull=True), name="alert_open"),
        ]

    def __str__(self) -> str:
        return f"alert of {self.raised_at:%Y-%m-%d %H:%M}"


class AlertSent(models.Model):
    """An alert went to a person, once."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="sent", db_index=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name_plural = "alerts sent"
        constraints: ClassVar = [models.UniqueConstraint(fields=["alert", "to"], name="alert_sent_once")]

    def __str__(self) -> str:
        return f"to {self.to}"
