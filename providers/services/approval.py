"""How often the Secretary of State wants a secure children's home inspected."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.decisions import Refused
from core.filters import day
from core.history import authored
from core.models import User
from providers.models import ApprovalInterval, Provider
from providers.permissions import can_set_approval_interval
from providers.services.telling import sentences, told

SECURE = "secure_childrens_home"


@authored("Set an approval interval")
def approval_interval_set(
    provider: Provider, *, months: int, from_on: date, why: str = "", by: User, at: datetime
) -> ApprovalInterval:
    """Set the interval from a day on; the one before ends the day before.

    Raises `Refused` for a service that is not a secure children's home, or where a later interval stands.
    """
    can_set_approval_interval(by, provider).require()
    if provider.service_type_id != SECURE:
        raise Refused("Only a secure children's home has an approval interval.")
    if not 1 <= months <= 120:
        raise Refused("Give the interval in whole months, from 1 to 120.", "months")
    standing = provider.approval_intervals.select_for_update().filter(until_on__isnull=True).last()
    if standing is not None:
        if standing.from_on >= from_on:
            raise Refused(
                f"An interval stands from {day(standing.from_on)}: give a later day, or end that one first.", "from_on"
            )
        standing.until_on = from_on - timedelta(days=1)
        standing.save()
    row = ApprovalInterval(provider=provider, months=months, from_on=from_on)
    with sentences(row):
        row.save()
    told([provider], "approval_interval", f"To be approved every {months} months", on=from_on, why=why, by=by, at=at)
    return row


@authored("Ended an approval interval")
def approval_interval_end(
    interval: ApprovalInterval, *, last_on: date, why: str = "", by: User, at: datetime
) -> ApprovalInterval:
    """End an interval: `last_on` is its last day."""
    can_set_approval_interval(by, interval.provider).require()
    interval = ApprovalInterval.objects.select_for_update(of=("self",)).get(pk=interval.pk)
    if last_on < interval.from_on:
        raise Refused(f"The last day is before the first day, {day(interval.from_on)}.", "last_on")
    interval.until_on = last_on
    with sentences(interval):
        interval.save()
    told([interval.provider], "approval_interval", "Approval interval ended", on=last_on, why=why, by=by, at=at)
    return interval
