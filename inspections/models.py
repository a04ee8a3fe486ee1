"""Visits asked for, inspections that took place, their judgements and the ratings awarded."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.history import tracked
from inspections.querysets import InspectionQuerySet, VisitAskedQuerySet
from providers.models import Provider
from providers.outbox import news_triggers


class InspectionType(models.TextChoices):
    """The kinds of visit of domain.md; key is fuller than random, random than monitoring."""

    KEY = "key", "key"
    RANDOM = "random", "random"
    THEMED = "themed", "themed"
    MONITORING = "monitoring", "monitoring"
    APPROVAL = "approval", "approval"


class Scale(models.TextChoices):
    """The rating scales met in registers; each keeps its own labels, all map to the ordinals 4..1."""

    CSCI = "csci", "excellent, good, adequate, poor"
    OFSTED_2007 = "ofsted_2007", "outstanding, good, satisfactory, inadequate"
    OFSTED_2011 = "ofsted_2011", "outstanding, good, adequate, inadequate"
    OFSTED_2015 = "ofsted_2015", "outstanding, good, requires improvement to be good, inadequate"


@tracked(of=("provider",))
class VisitAsked(models.Model):
    """Somebody asks for a visit: trigger, discretion, enforcement, milestone, draw or programme.

    `may_ride`: it may be served by one already due, else it is on its own. `source_kind` and `source_key` name
    the reason's row in an upper room as text; a foreign key, if any, stands there and points down.
    """

    class Basis(models.TextChoices):
        TRIGGER = "trigger", "trigger"
        DISCRETION = "discretion", "discretion"
        ENFORCEMENT = "enforcement", "enforcement"
        REQUIREMENT = "requirement", "requirement"
        MILESTONE = "milestone", "milestone"
        ANNUAL_ASSESSMENT = "annual assessment", "annual assessment"
        RANDOM_DRAW = "random draw", "random draw"
        THEMED_PROGRAMME = "themed programme", "themed programme"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="visits_asked")
    type = models.CharField(max_length=12, choices=InspectionType.choices)
    asked_on = models.DateField()
    not_before = models.DateField(null=True, blank=True)
    by_on = models.DateField("wanted by")
    may_ride = models.BooleanField(default=False)
    statutory = models.BooleanField(default=False)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    citation = models.CharField(max_length=200, blank=True)
    why = models.TextField()
    source_kind = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.TextField(blank=True)

    objects = VisitAskedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["by_on", "id"]
        verbose_name_plural = "visits asked"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="visit_asked_days_in_order",
                condition=Q(by_on__gte=models.F("asked_on"))
                & (Q(not_before__isnull=True) | Q(by_on__gte=models.F("not_before"))),
            ),
            models.CheckConstraint(
                name="visit_asked_statutory_does_not_ride", condition=~Q(may_ride=True, statutory=True)
            ),
        ]
        triggers: ClassVar = news_triggers("visit_asked")

    def __str__(self) -> str:
        return f"{self.type} wanted by {self.by_on}"


@tracked(of=("provider",))
class Inspection(models.Model):
    """A visit that took place, or was to. `started_on` is the first day on site.

    Judged ones and those without judgement count; aborted and missed ones do not (planner.md, "Facts").
    `event_numbers` of several published series may name the same visit: see `EventNumber`.
    """

    class Result(models.TextChoices):
        JUDGED = "judged", "judged"
        NO_JUDGEMENT = "no_judgement", "no judgement"
        ABORTED = "aborted", "aborted"
        MISSED = "missed", "missed"

    COUNTED: ClassVar = (Result.JUDGED, Result.NO_JUDGEMENT)

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="inspections")
    type = models.CharField(max_length=12, choices=InspectionType.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=12, choices=Result.choices, default=Result.JUDGED)
    made_for = models.ForeignKey(
        VisitAsked, on_delete=models.PROTECT, null=True, blank=True, related_name="made", db_index=False
    )
    published_kind = models.CharField(max_length=60, blank=True, help_text="The published wording of its kind.")
    source = models.CharField(max_length=120, blank=True, help_text="Where this was learned.")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-started_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "started_on", "type"], name="inspection_once"),
            models.CheckConstraint(
                name="inspection_days_in_order",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["made_for"], name="inspection_made_for", condition=Q(made_for__isnull=False)),
        ]
        triggers: ClassVar = news_triggers("inspection")

    def __str__(self) -> str:
        return f"{self.type} inspection of {self.started_on}"


class EventNumber(models.Model):
    """The number under which a register published an inspection; one visit may have one in each series.

    A register may give one number to the visits of two providers, so a number alone is not a key.
    """

    number = models.CharField(max_length=20)
    series = models.CharField(max_length=20, help_text="Which numbering: the numbers of 2015 are another series.")
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="event_numbers")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "series", "number"], name="event_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["number"], name="event_number_search")]

    def __str__(self) -> str:
        return self.number


@tracked(of=("inspection",))
class Judgement(models.Model):
    """One judgement of an inspection, other than the overall one (which is the rating)."""

    class Area(models.TextChoices):
        OUTCOMES = "outcomes", "outcomes for children and young people"
        QUALITY = "quality", "quality of care"
        PROTECTION = "protection", "how well children and young people are helped and protected"
        LEADERSHIP = "leadership", "the effectiveness of leaders and managers"
        EDUCATION = "education", "outcomes in education and related learning activities"
        HEALTH = "health", "health services"

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="judgements")
    area = models.CharField(max_length=12, choices=Area.choices)
    label = models.CharField(max_length=40, help_text="As published; 'Not judged' has no ordinal.")
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "area"], name="judgement_once"),
            models.CheckConstraint(
                name="judgement_ordinal", condition=Q(ordinal__isnull=True) | Q(ordinal__range=(1, 4))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.label}"


@tracked(of=("provider",))
class Rating(models.Model):
    """A quality rating awarded by an inspection. In force from the final report; until then provisional.

    In an imported register `in_force_from` is the inspection's day. `ordinal`: 4 excellent .. 1 poor.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="ratings")
    inspection = models.OneToOneField(
        Inspection, on_delete=models.CASCADE, null=True, blank=True, related_name="rating"
    )
    scale = models.CharField(max_length=12, choices=Scale.choices)
    label = models.CharField(max_length=40)
    ordinal = models.PositiveSmallIntegerField()
    awarded_on = models.DateField()
    in_force_from = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-awarded_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="rating_ordinal", condition=Q(ordinal__range=(1, 4))),
        ]
        indexes: ClassVar = [models.Index(fields=["provider", "-awarded_on"], name="rating_of_provider")]
        triggers: ClassVar = news_triggers("rating")

    def __str__(self) -> str:
        return f"{self.label}, {self.awarded_on}"


class HistoryMark(models.Model):
    """What one register says of how far back a provider's history is known.

    A register holds the latest full inspection only: nothing after `complete_from` up to `register_on` is
    missing, anything before may be (planner.md, `history_complete_from`). A provider without a mark has its
    whole history here.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="history_marks")
    register_on = models.DateField()
    complete_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "register_on"], name="history_mark_once")]
        triggers: ClassVar = news_triggers("history_mark")

    def __str__(self) -> str:
        return f"{self.register_on}: from {self.complete_from}"
