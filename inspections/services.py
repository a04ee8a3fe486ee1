"""Every write to what is known of inspections, one verb a function."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localtime

from core.decisions import Refused
from core.history import authored
from core.models import User
from inspections.models import InspectionType, VisitAsked
from inspections.permissions import can_ask_visit, can_withdraw_visit
from law.dates import add_months
from providers.models import Provider
from providers.news import tell

# A year that was mistyped, not a visit: no interval of the law is longer.
FURTHEST_MONTHS = 120


@authored()
def visit_ask(
    provider: Provider,
    *,
    type: str,
    by_on: date,
    why: str,
    not_before: date | None = None,
    basis: str = VisitAsked.Basis.DISCRETION,
    by: User,
    at: datetime,
) -> VisitAsked:
    """Ask for a visit of its own by a day, with a reason. It adds to the plan and takes nothing from it.

    Raises `Refused` without a reason, or for days that are past or out of order.
    """
    can_ask_visit(by, provider).require()
    asked_on = localtime(at).date()
    why = why.strip()
    _refuse_unclear(type, basis, why)
    if by_on < asked_on:
        raise Refused(f"{by_on} is past: ask for a visit by {asked_on} or later.")
    if by_on > add_months(asked_on, FURTHEST_MONTHS):
        raise Refused(f"{by_on} is more than {FURTHEST_MONTHS // 12} years ahead: ask for a visit by an earlier day.")
    if not_before is not None and not_before > by_on:
        raise Refused("The first day on which the visit may be made is after the day by which it is wanted.")
    asked = VisitAsked.objects.create(
        provider=provider,
        type=type,
        asked_on=asked_on,
        not_before=not_before,
        by_on=by_on,
        basis=basis,
        why=why,
        asked_at=at,
        asked_by=by,
    )
    tell([provider.pk])
    return asked


def visit_ask_by_trigger(
    provider_id: int,
    *,
    type: str,
    by_on: date,
    may_ride: bool,
    citation: str,
    why: str,
    source: tuple[str, str],
    at: datetime,
) -> VisitAsked:
    """Ask for a visit that a trigger of an upper room wants, in its transaction; nobody asks, so nobody is asked.

    `source`: kind and key of the reason's row. Raises `Refused` for an unknown type.
    """
    _refuse_unclear(type, VisitAsked.Basis.TRIGGER, why)
    asked = VisitAsked.objects.create(
        provider_id=provider_id,
        type=type,
        asked_on=localtime(at).date(),
        by_on=by_on,
        may_ride=may_ride,
        basis=VisitAsked.Basis.TRIGGER,
        citation=citation,
        why=why,
        source_kind=source[0],
        source_key=source[1],
        asked_at=at,
    )
    tell([provider_id])
    return asked


def _refuse_unclear(type: str, basis: str, why: str) -> None:
    if type not in InspectionType.values:
        raise Refused(f"There is no visit of the type {type}.")
    if basis not in VisitAsked.Basis.values:
        raise Refused(f"There is no basis {basis} for a visit.")
    if not why:
        raise Refused("Say why the visit is needed: the reason stands in the plan.")


@authored()
def visit_withdraw(asked: VisitAsked, *, why: str, by: User, at: datetime) -> VisitAsked:
    """Take back a visit that was asked for, with a reason. Raises `Refused` for one that the law asks for."""
    asked = VisitAsked.objects.select_for_update(of=("self",)).select_related("provider").get(pk=asked.pk)
    can_withdraw_visit(by, asked).require()
    if not why.strip():
        raise Refused("Say why the visit is no longer needed.")
    asked.withdrawn_on, asked.withdrawn_by, asked.withdrawn_why = localtime(at).date(), by, why.strip()
    asked.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_why"])
    tell([asked.provider_id])
    return asked


def visit_withdraw_repeated(asked: VisitAsked, *, why: str, by: User, at: datetime) -> None:
    """Take back a visit that another ask stands for as well, in the transaction of an upper room that asked who may."""
    asked.withdrawn_on, asked.withdrawn_by, asked.withdrawn_why = localtime(at).date(), by, why
    asked.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_why"])
    tell([asked.provider_id])


def visit_ask_again(asked: VisitAsked) -> None:
    """Undo `visit_withdraw_repeated`, in the transaction of the upper room."""
    asked.withdrawn_on, asked.withdrawn_by, asked.withdrawn_why = None, None, ""
    asked.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_why"])
    tell([asked.provider_id])
