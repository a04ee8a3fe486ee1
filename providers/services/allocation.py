"""Who looks after which provider, and who stands in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Q

from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.dated import on_day
from providers.models import Absence, Allocation, Provider
from providers.permissions import can_allocate, can_record_absence
from providers.services.telling import need_reason, sentences, told

ONE_DAY = timedelta(days=1)


@authored()
def providers_allocate(
    providers: Collection[Provider], inspector: User, *, from_on: date, note: str, by: User, at: datetime
) -> int:
    """Give these providers to an inspector from a day on, whoever had them; how many were not theirs already.

    Raises `Refused` without a note, and for somebody who does not inspect.
    """
    can_allocate(by).require()
    note = need_reason(note)
    _need_inspector(inspector)
    ids = [provider.pk for provider in providers]
    list(Provider.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    theirs = Allocation.objects.filter(inspector=inspector, from_on__lte=from_on, until_on=None)
    moved = list(Provider.objects.filter(pk__in=ids).exclude(allocations__in=theirs))
    _give(moved, inspector, from_on)
    told(moved, "allocated", f"Looked after by {inspector}", on=from_on, why=note, by=by, at=at)
    return len(moved)


@authored()
def caseload_hand_over(
    leaving: User,
    taking: User,
    *,
    on: date,
    note: str,
    by: User,
    at: datetime,
    only: Collection[Provider] | None = None,
) -> int:
    """Hand an inspector's whole caseload over to another from a day on, in one step; how many providers.

    `only`: these of it. The note is written on the timeline of each. Raises `Refused` when there is nothing to hand
    over, without a note, and for somebody who does not inspect.
    """
    can_allocate(by).require()
    note = need_reason(note)
    _need_inspector(taking)
    if leaving == taking:
        raise Refused("Choose another inspector than the one who hands over.")
    held = Allocation.objects.select_for_update().filter(on_day(on), inspector=leaving)
    if only is not None:
        held = held.filter(provider__in=only)
    caseload = list(Provider.objects.filter(pk__in=list(held.values_list("provider", flat=True))))
    if not caseload:
        raise Refused(f"{leaving} looks after no provider on {on}.")
    _give(caseload, taking, on)
    told(caseload, "handed_over", f"Handed over from {leaving} to {taking}", on=on, why=note, by=by, at=at)
    return len(caseload)


def _give(providers: Collection[Provider], inspector: User, from_on: date) -> None:
    """End what stands on the day before, take away what would begin later, and begin the new."""
    standing = Allocation.objects.filter(provider__in=providers)
    standing.filter(from_on__gte=from_on).delete()
    standing.filter(Q(until_on=None) | Q(until_on__gte=from_on)).update(until_on=from_on - ONE_DAY)
    Allocation.objects.bulk_create(
        Allocation(provider=provider, inspector=inspector, from_on=from_on) for provider in providers
    )


def _need_inspector(user: User) -> None:
    if user.role not in (User.Role.INSPECTOR, User.Role.TEAM_MANAGER) or not user.is_active:
        raise Refused(f"{user} is no inspector who can take providers. Choose an inspector or a team manager.")


@authored("Wrote an absence down")
def absence_record(user: User, stand_in: User, *, from_on: date, until_on: date, by: User, at: datetime) -> Absence:
    """Write down that somebody is away and who acts for them; both days inclusive.

    Raises `Refused` for days out of order or written down already, and for a stand-in who does not inspect.
    """
    can_record_absence(by, user).require()
    _need_inspector(stand_in)
    absence = Absence(user=user, stand_in=stand_in, from_on=from_on, until_on=until_on)
    with sentences(absence):
        absence.save()
    return absence


@authored("Ended an absence earlier")
def absence_end(absence: Absence, *, last_on: date, by: User, at: datetime) -> None:
    """End an absence on an earlier day than was written down; one that had not begun by then is taken back."""
    can_record_absence(by, absence.user).require()
    absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if last_on < absence.from_on:
        absence.delete()
        return
    if last_on > absence.until_on:
        raise Refused(f"The absence ends on {absence.until_on}: choose that day or one before.")
    absence.until_on = last_on
    absence.save(update_fields=["until_on"])
