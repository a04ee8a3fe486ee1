"""Suspension and the end of a registration."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from core.decisions import Refused
from core.filters import day
from core.history import authored
from core.models import User
from providers.models import Provider, StatusPeriod
from providers.permissions import can_change_registration
from providers.services.telling import need_reason, sentences, told

Status = StatusPeriod.Status


@authored()
def provider_suspend(
    provider: Provider,
    *,
    from_on: date,
    until_on: date | None = None,
    dormant: bool = False,
    why: str,
    by: User,
    at: datetime,
) -> StatusPeriod:
    """Suspend a registration, or note that the service is dormant; both days are inclusive, no end is until resumed.

    Raises `Refused` when the provider has another status on some of these days.
    """
    can_change_registration(by, provider).require()
    why = need_reason(why)
    if until_on is not None and until_on < from_on:
        raise Refused("The last day is before the first day.", "until_on")
    status = Status.DORMANT if dormant else Status.SUSPENDED
    period = StatusPeriod(provider=provider, status=status, from_on=from_on, until_on=until_on, why=why[:200])
    with sentences(period):
        period.save()
    told([provider], status, period.get_status_display().capitalize(), on=from_on, why=why, by=by, at=at)
    return period


@authored()
def provider_resume(provider: Provider, *, on: date, why: str, by: User, at: datetime) -> StatusPeriod:
    """End the suspension or dormancy of a provider: `on` is its first day as an ordinary service again."""
    can_change_registration(by, provider).require()
    why = need_reason(why)
    standing = Q(until_on__isnull=True) | Q(until_on__gte=on)
    period = (
        StatusPeriod.objects.select_for_update()
        .filter(standing, provider=provider, status__in=StatusPeriod.PAUSED, from_on__lt=on)
        .last()
    )
    if period is None:
        raise Refused("The provider is neither suspended nor dormant on the day before.")
    period.until_on = on - timedelta(days=1)
    period.source = ""
    with sentences(period):
        period.save()
    told([provider], "resumed", f"No longer {period.status}", on=on, why=why, by=by, at=at)
    return period


@authored()
def provider_end(
    provider: Provider, *, on: date, cancelled: bool = False, why: str, by: User, at: datetime
) -> StatusPeriod:
    """End a registration from a day on: resigned, or cancelled by the inspectorate.

    A suspension that stands ends the day before. Raises `Refused` when the registration has ended already.
    """
    can_change_registration(by, provider).require()
    why = need_reason(why)
    Provider.objects.select_for_update(of=("self",)).get(pk=provider.pk)
    ended = provider.status_periods.filter(status__in=StatusPeriod.ENDED, until_on__isnull=True).first()
    if ended is not None:
        raise Refused(f"The registration has ended already: {ended}.")
    if provider.registered_on is not None and on < provider.registered_on:
        raise Refused(f"The end is before the registration, {day(provider.registered_on)}.", "on")
    _end_pauses(provider, on)
    status = Status.CANCELLED if cancelled else Status.RESIGNED
    period = StatusPeriod(provider=provider, status=status, from_on=on, why=why[:200])
    with sentences(period):
        period.save()
    told([provider], status, f"Registration {status.label}", on=on, why=why, by=by, at=at)
    return period


def _end_pauses(provider: Provider, on: date) -> None:
    standing = Q(until_on__isnull=True) | Q(until_on__gte=on)
    for pause in provider.status_periods.filter(standing, status__in=StatusPeriod.PAUSED, from_on__lt=on):
        pause.until_on = on - timedelta(days=1)
        pause.source = ""
        pause.save()
