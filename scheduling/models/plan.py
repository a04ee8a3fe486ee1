"""Stored plans and their obligations, the decisions that move them, and what changed in them."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from providers.models import Provider
from providers.outbox import news_triggers
from scheduling.models.run import PlanRun
from scheduling.querysets import ObligationQuerySet, PlanChangeQuerySet, PlanQuerySet


class LawUsed(models.Model):
    """A law by which plans were made: which regime's text from which day on; the texts are kept in `core.RegimeText`.

    `parts` is a list of [first day or null, regime id, hash of its text].
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    parts = models.JSONField()

    class Meta:
        verbose_name_plural = "laws used"
        triggers: ClassVar = [pgtrigger.Protect(name="laws_are_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.fingerprint[:12]


class FactsText(models.Model):
    """The canonical text of the facts of a plan; kept, so that any plan can be replayed.

    The versions of a provider's plan that were made from the same facts share it.
    """

    text = models.TextField()

    class Meta:
        verbose_name_plural = "texts of facts"
        triggers: ClassVar = [pgtrigger.Protect(name="facts_are_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text[:80]


class PlanBody(models.Model):
    """The content of a plan, kept once for all the providers whose situation is the same.

    `text` is the plan with its items and reasons (scheduling.plans.dumps), `hash` 16 bytes of BLAKE2b of it. The
    other columns are read off it once, to be copied into each `Plan`.
    """

    hash = models.UUIDField(primary_key=True)
    text = models.TextField()
    regime_id = models.CharField(max_length=60)
    base_state = models.CharField(max_length=12)
    closed = models.BooleanField(default=False)
    due_from = models.DateField(null=True, blank=True)
    overdue_from = models.DateField(null=True, blank=True)
    late_from = models.DateField(null=True, blank=True)
    required = models.PositiveSmallIntegerField(null=True, blank=True)
    done = models.PositiveSmallIntegerField(null=True, blank=True)
    outstanding = models.PositiveSmallIntegerField(null=True, blank=True)
    next_type = models.CharField(max_length=14, blank=True)
    target = models.DateField(null=True, blank=True)
    statutory_deadline = models.DateField(null=True, blank=True)
    previous_year = models.CharField(max_length=14, blank=True)

    class Meta:
        verbose_name_plural = "plan bodies"
        triggers: ClassVar = [pgtrigger.Protect(name="contents_are_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.hash)


def _kept(to: type[models.Model], **options: Any) -> models.ForeignKey[Any, Any]:
    """A key to what is never deleted: it needs no check a row."""
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False, **options
    )


def _in_force_by(column: str, name: str) -> models.Index:
    """Plans in force in the order of a column: lists in that order read a page of them and no more."""
    return models.Index(fields=[column, "provider"], condition=Q(in_force_until__isnull=True), name=name)


class Plan(models.Model):
    """One version of a provider's plan. The one in force has no `in_force_until`; superseded ones are kept.

    `facts` are those it was made from, so that "why did it say so?" replays. It stores no state: `base_state`,
    `due_from` and `overdue_from` say from which day on which state follows (scheduling.states), `late_from` from
    which day on the target of an item has passed. `valid_until`: the first day on which it must be planned again.

    Plans are inserted by one statement alone (scheduling.publishing), joined to the rows that they point at; laws,
    facts and contents cannot be deleted, runs are protected. To have the database check these keys again for each of a
    million rows would be a third of the work of a run.
    """

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="plans", db_index=False, db_constraint=False
    )
    as_of = models.DateField()
    in_force_from = models.DateTimeField()
    in_force_until = models.DateTimeField(null=True, blank=True)
    run = _kept(PlanRun, null=True, blank=True)
    law = _kept(LawUsed)
    planner_version = models.CharField(max_length=20)
    facts = _kept(FactsText)
    fingerprint = models.UUIDField(help_text="16 bytes of BLAKE2b of the facts.")
    body = _kept(PlanBody)
    valid_until = models.DateField(null=True, blank=True)
    regime_id = models.CharField(max_length=60)
    base_state = models.CharField(max_length=12)
    due_from = models.DateField(null=True, blank=True)
    overdue_from = models.DateField(null=True, blank=True)
    late_from = models.DateField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    required = models.PositiveSmallIntegerField(null=True, blank=True)
    done = models.PositiveSmallIntegerField(null=True, blank=True)
    outstanding = models.PositiveSmallIntegerField(null=True, blank=True)
    next_type = models.CharField(max_length=14, blank=True)
    target = models.DateField(null=True, blank=True)
    statutory_deadline = models.DateField(null=True, blank=True)
    previous_year = models.CharField(max_length=14, blank=True)
    last_inspected_on = models.DateField(null=True, blank=True)
    closed = models.BooleanField(
        default=False,
        help_text="Ended, or not registered yet: nothing is planned (rule 10).",
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(in_force_until__isnull=True),
                name="one_plan_in_force",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["provider", "-in_force_from"],
                condition=Q(in_force_until__isnull=False),
                name="plan_superseded",
            ),
            _in_force_by("target", "plan_by_target"),
            _in_force_by("statutory_deadline", "plan_by_deadline"),
            _in_force_by("last_inspected_on", "plan_by_last_inspection"),
            _in_force_by("overdue_from", "plan_by_overdue"),
            models.Index(
                fields=["provider"],
                condition=Q(in_force_until__isnull=True, base_state="overdue"),
                name="plan_in_arrears",
            ),
        ]

    def __str__(self) -> str:
        return f"plan of {self.provider_id} as of {self.as_of}"


class Obligation(models.Model):
    """What the plan in force says must happen: one item of it. Stores no status: late and overdue are derived.

    `key` stays the same from night to night, so that a booking can hold on to (provider, key). Its provider has a plan,
    which keeps it from being deleted.
    """

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="obligations", db_index=False, db_constraint=False
    )
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
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
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
    before = models.ForeignKey(
        Plan,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    after = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    as_of = models.DateField()
    at = models.DateTimeField()
    what = models.JSONField(help_text="Which items came, went or moved, with their dates before and after.")
    why = models.JSONField(help_text="Which facts, which day or which law made the difference.")
    cause = models.CharField(max_length=24, help_text="The first of the reasons, to filter by.")

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["provider", "-id"], name="plan_changes_of_provider"),
            models.Index(fields=["run", "id"], name="plan_changes_of_run"),
            BrinIndex(fields=["at"], name="plan_changes_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.cause}"
