"""What tables with a first and a last day have in common; both are inclusive, no last day is for ever."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db import models
from django.db.models import F, Func, Q


def days(start: str = "from_on", end: str = "until_on") -> Func:
    """The range of days, for an exclusion constraint."""
    return Func(
        F(start), F(end), RangeBoundary(inclusive_upper=True), function="DATERANGE", output_field=DateRangeField()
    )


def in_order(name: str) -> models.CheckConstraint:
    """The last day is not before the first."""
    return models.CheckConstraint(
        name=name,
        condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
        violation_error_message="The last day is before the first day.",
    )


def on_day(day: object, prefix: str = "") -> Q:
    """Rows that hold on a day."""
    open_ended = Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gte": day})
    return Q(**{f"{prefix}from_on__lte": day}) & open_ended
