"""Stored plans and their obligations, the runs that made them and what each changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from providers.models import Provider
from providers.outbox import news_triggers
from scheduling.querysets import ObligationQuerySet, PlanQuerySet


class PlanRun(models.Model):
    """One recomputation of every provider's plan for one local (London) date.

    At most one is committed for a date (a repeat by hand supersedes nothing: it is a run of kind `manual`).
    """

    class Kind(models.TextChoices):
        NIGHTLY = "nightly", "nightly"
        MANUAL = "manual", "by hand"

    class State(models.TextChoices):
        PLANNING = "planning", "planning"
        COMMITTED = "committed", "committed"
        ABANDONED = "abandoned", "abandoned"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNING)
    law_fingerprint = models.CharField(max_length=64)
    regime_id = models.CharField(max_length=60)
    planner_version = models.CharField(max_length=20)
    code_version = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    providers = models.PositiveIntegerField(default=0)
    planned = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["as_of"], condition=Q(kind="nightly") & ~Q(state="abandoned"), name="one_nightly_run_a_date"
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="planning"), name="one_run_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} run for {self.as_of}"


class PlanSlice(models.Model):
    """A part of a run: the providers to be planned with ids from `first_id` to `last_id`.

    Locked by the worker that plans it; `staged_at` is set in the transaction that stages its differences.
    """

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="slices")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    staged_at = models.DateTimeField(null=True, blank=True)
    planned = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.first_id}..{self.last_id}"


class PlanBody(models.Model):
    """The text of a plan with its reasons, kept once for all the providers whose situation is the same."""

    hash = models.BinaryField(primary_key=True, max_length=16)
    text = models.TextField()

    def __str__(self) -> str:
        return bytes(self.hash).hex()


class Plan(models.Model):
    """One version of a provider's plan. The one in force has no `in_force_until`; superseded ones are kept.

    `facts` are the compact facts it was made from, so that "why did it say so?" replays. It stores no state:
    `base_state`, `due_from` and `overdue_from` say from which day on which state follows (scheduling.states).
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="plans", db_index=False)
    as_of = models.DateField()
    in_force_from = models.DateTimeField()
    in_force_until = models.DateTimeField(null=True, blank=True)
    run = models.ForeignKey(PlanRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    regime_id = models.CharField(max_length=60)
    law_fingerprint = models.CharField(max_length=64)
    planner_version = models.CharField(max_length=20)
    facts = models.TextField()
    fingerprint = models.BinaryField(max_length=16)
    body = models.ForeignKey(PlanBody, on_delete=models.PROTECT, related_name="+", db_index=False)
    valid_until = models.DateField(null=True, blank=True)
    base_state = models.CharField(max_length=12)
    due_from = models.DateField(null=True, blank=True)
    overdue_from = models.DateField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    required = models.PositiveSmallIntegerField(null=True, blank=True)
    done = models.PositiveSmallIntegerField(null=True, blank=True)
    outstanding = models.PositiveSmallIntegerField(null=True, blank=True)
    next_type = models.CharField(max_length=14, blank=True)
    target = models.DateField(null=True, blank=True)
    statutory_deadline = models.DateField(null=True, blank=True)
    previous_year = models.CharField(max_length=14, blank=True)
    last_inspected_on = models.DateField(null=True, blank=True)
    closed = models.BooleanField(default=False, help_text="Ended, or not registered yet: nothing is planned (rule 10).")

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider"], condition=Q(in_force_until__isnull=True), name="one_plan_in_force"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["provider", "-in_force_from"], name="plan_versions"),
            models.Index(fields=["valid_until"], condition=Q(in_force_until__isnull=True), name="plan_valid_until"),
        ]

    def __str__(self) -> str:
        return f"plan of {self.provider_id} as of {self.as_of}"


class Obligation(models.Model):
    """What the plan in force says must happen: one item of it. Stores no status: late and overdue are derived.

    `key` stays the same from night to night, so that a booking can hold on to (provider, key).
    """

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="obligations", db_index=False)
    key = models.CharField(max_length=40)
    type = models.CharField(max_length=14)
    window_opens = models.DateField(null=True, blank=True)
    target = models.DateField(null=True, blank=True)
    statutory_deadline = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=20)
    next = models.BooleanField(default=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "key"], name="obligation_once")]
        indexes: ClassVar = [models.Index(fields=["target"], name="obligation_by_target")]

    def __str__(self) -> str:
        return f"{self.key} of {self.provider_id}"


class BroughtForward(models.Model):
    """A person's decision that an item of the plan be done earlier; it never moves a statutory deadline."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="brought_forward")
    item = models.CharField(max_length=40)
    by_on = models.DateField("to be done by")
    why = models.TextField()
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "brought forward"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "item"],
                condition=Q(withdrawn_on__isnull=True),
                name="brought_forward_once",
            ),
        ]
        triggers: ClassVar = news_triggers("brought_forward")

    def __str__(self) -> str:
        return f"{self.item} by {self.by_on}"


class PlanChange(models.Model):
    """What a run or a piece of news changed in one provider's plan, and why: codes, with sentences made when shown."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="plan_changes")
    run = models.ForeignKey(PlanRun, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    before = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    after = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    as_of = models.DateField()
    at = models.DateTimeField()
    what = models.JSONField(help_text="Which items came, went or moved, with their dates before and after.")
    why = models.JSONField(help_text="Which facts, which day or which law made the difference.")
    cause = models.CharField(max_length=24, help_text="The first of the reasons, to filter by.")

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["provider", "-id"], name="plan_changes_of_provider"),
            models.Index(fields=["run", "id"], name="plan_changes_of_run"),
            BrinIndex(fields=["at"], name="plan_changes_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.cause}"


class PlanFailure(models.Model):
    """A provider that a run could not plan, with the reason; its last plan stays in force."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="failures")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.reason}"


class TotalCell(models.Model):
    """How many providers of a team, type and region are in a state on a day, and what else is counted of them.

    Readers add the rows up, so a correction may be a row of its own with negative numbers. `closed` ones (ended, or not
    registered yet) stand among the not required; the never inspected and the gaps leave them out. A gap is the days
    since the last inspection of any type, at least so many (para 3.1.15). `missed` and `not_known` are verdicts
    of the inspection year before, closed ones included.
    """

    team_id = models.BigIntegerField(null=True, blank=True)
    service_type_id = models.CharField(max_length=40)
    region_id = models.CharField(max_length=40, null=True, blank=True)
    state = models.CharField(max_length=12)
    providers = models.IntegerField()
    closed = models.IntegerField(default=0)
    late = models.IntegerField(default=0, help_text="An item's target is before the day.")
    never_inspected = models.IntegerField(default=0)
    gap_365 = models.IntegerField(default=0)
    gap_730 = models.IntegerField(default=0)
    gap_1095 = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    not_known = models.IntegerField(default=0)

    class Meta:
        abstract = True


class RunTotal(TotalCell):
    """The totals of a committed run; they never change afterwards."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="totals")

    def __str__(self) -> str:
        return f"{self.state}: {self.providers}"


class TodayTotal(TotalCell):
    """A copy of the last run's totals that each piece of news corrects; the manager's page reads it."""

    as_of = models.DateField()

    def __str__(self) -> str:
        return f"{self.state}: {self.providers}"


class ForecastCell(models.Model):
    """How many inspections of a team, type and region have their target in a month, by why they are planned.

    Counts obligations, not providers. Depends on no day. Readers add the rows up, as with `TotalCell`.
    """

    class Ground(models.TextChoices):
        LAW = "law", "required by law"
        POLICY = "policy", "rating uplift and policy"
        ASKED = "asked", "follow-up and asked for"

    team_id = models.BigIntegerField(null=True, blank=True)
    service_type_id = models.CharField(max_length=40)
    region_id = models.CharField(max_length=40, null=True, blank=True)
    month = models.DateField(null=True, blank=True, help_text="First day of the month; none without a target.")
    ground = models.CharField(max_length=6, choices=Ground.choices)
    inspections = models.IntegerField()

    class Meta:
        abstract = True


class RunForecast(ForecastCell):
    """The forecast of a committed run; it never changes afterwards."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="forecast")

    def __str__(self) -> str:
        return f"{self.month} {self.ground}: {self.inspections}"


class TodayForecast(ForecastCell):
    """A copy of the last run's forecast that each piece of news corrects."""

    def __str__(self) -> str:
        return f"{self.month} {self.ground}: {self.inspections}"
