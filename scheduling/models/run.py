"""The runs that make plans for a date: their slices, what they staged and what they could not plan."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from providers.models import Provider


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
    everything = models.BooleanField(default=False, help_text="Whether plans were made anew that nothing asked for.")
    started_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    providers = models.PositiveIntegerField(default=0, help_text="Providers of the register when it began.")
    to_plan = models.PositiveIntegerField(default=0, help_text="Those that news, the day or the law gave a reason for.")
    planned = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["as_of"],
                condition=Q(kind="nightly") & ~Q(state="abandoned"),
                name="one_nightly_run_a_date",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="planning"),
                name="one_run_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} run for {self.as_of}"


class PlanSlice(models.Model):
    """A part of a run: the providers with ids from `first_id` to `last_id`, or of those only `provider_ids`.

    Locked by the worker that plans it; `staged_at` is set in the transaction that stages its differences, with the
    counts of staged rows (unlogged tables are empty after a server crash: then the slice is planned again).
    `attempts` counts the times its transaction failed; after some of them its providers are planned one by one.
    """

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="slices")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    provider_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    providers = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    staged_at = models.DateTimeField(null=True, blank=True)
    planned = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    staged_plans = models.PositiveIntegerField(default=0)
    staged_changes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.first_id}..{self.last_id}"


class PlanFailure(models.Model):
    """A provider that a run could not plan, with the reason; its last plan stays in force."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="failures")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.reason}"


class RunNews(models.Model):
    """A row of the outbox that a run has read before it read any facts: deleted with it when the run is published."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="+")
    outbox_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.outbox_id} of run {self.run_id}"


class StagedPlan(models.Model):
    """A plan that a slice made and nobody sees yet. The table is unlogged; the columns of its body are not repeated.

    `before_id` is the plan that was in force when it was made: published only if it still is. `other_body`: its content
    differs from that one's, not only the facts or the law behind it.
    """

    provider_id = models.BigIntegerField(primary_key=True)
    slice_id = models.BigIntegerField()
    before_id = models.BigIntegerField(null=True)
    other_body = models.BooleanField()
    facts_id = models.BigIntegerField()
    fingerprint = models.UUIDField()
    body_id = models.UUIDField()
    valid_until = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    last_inspected_on = models.DateField(null=True)

    class Meta:
        db_table = "scheduling_staged_plan"

    def __str__(self) -> str:
        return f"plan of {self.provider_id} to be"


class StagedChange(models.Model):
    """What a staged plan changes. The table is unlogged."""

    provider_id = models.BigIntegerField(primary_key=True)
    slice_id = models.BigIntegerField()
    what = models.JSONField()
    why = models.JSONField()
    cause = models.CharField(max_length=24)

    class Meta:
        db_table = "scheduling_staged_change"

    def __str__(self) -> str:
        return f"change of {self.provider_id} to be"
