"""Which inspector looks after which provider, and who stands in while somebody is absent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from core.history import tracked
from providers.dated import days, in_order
from providers.models.provider import Provider
from providers.querysets import AbsenceQuerySet, AllocationQuerySet


@tracked(of=("provider", "inspector"))
class Allocation(models.Model):
    """An inspector looks after a provider from one day to another, both inclusive (no end: still)."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="allocations")
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="allocations")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-from_on"]
        constraints: ClassVar = [
            in_order("allocation_days_in_order"),
            ExclusionConstraint(
                name="allocated_to_one_inspector",
                expressions=[("provider", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message="Another inspector looks after this provider on some of these days.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["inspector", "provider"],
                condition=models.Q(until_on__isnull=True),
                name="caseload_of_inspector",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspector} from {self.from_on}"


@tracked(of=("user",))
class Absence(models.Model):
    """Somebody of the inspectorate is away from one day to another, both inclusive; `stand_in` acts for them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in")
    from_on = models.DateField()
    until_on = models.DateField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["from_on"]
        constraints: ClassVar = [
            in_order("absence_days_in_order"),
            models.CheckConstraint(
                name="absence_stand_in_is_another",
                condition=~models.Q(user=models.F("stand_in")),
                violation_error_message="Nobody stands in for themselves: choose somebody else.",
            ),
            ExclusionConstraint(
                name="absent_once_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message="An absence on some of these days is written down already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} away from {self.from_on} until {self.until_on}"


class StaffEvent(models.Model):
    """What was decided about somebody of the inspectorate, by whom and why: never changed."""

    class Kind(models.TextChoices):
        ADDED = "added", "account made"
        ROLE = "role", "role changed"
        TEAM = "team", "team changed"
        CLOSED = "closed", "account closed"
        REOPENED = "reopened", "account opened again"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    detail = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"
