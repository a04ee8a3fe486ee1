"""Totals and forecasts: those of each run, which never change, and today's, which news corrects."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from scheduling.models.run import PlanRun


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
    """A copy of the last run's totals with a row, +1 or -1, for each correction by news: always read them summed.

    Rows that are added, never updated, so that two pieces of news neither wait for each other nor lock up.
    """

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

    # The bases of obligations that stand on a ground; every other one was asked for.
    BASES: ClassVar = {Ground.LAW: ("statutory", "approval"), Ground.POLICY: ("policy", "rating uplift")}

    team_id = models.BigIntegerField(null=True, blank=True)
    service_type_id = models.CharField(max_length=40)
    region_id = models.CharField(max_length=40, null=True, blank=True)
    month = models.DateField(
        null=True,
        blank=True,
        help_text="First day of the month; none without a target.",
    )
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
