"""What people decide about plans: one verb a function. Nothing and nobody can bring a plan below the law."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from core.decisions import Refused
from core.law import law_in_force
from core.models import User
from inspections.models import VisitAsked
from inspections.services import visit_ask
from providers.models import Provider
from providers.news import tell
from scheduling.facts import Facts
from scheduling.loader import Providers, load
from scheduling.models import BroughtForward
from scheduling.permissions import can_bring_forward
from scheduling.planner import plan_on
from scheduling.plans import Item
from scheduling.rules.asked import CARRIED_BY
from scheduling.wording import day_name


def visit_ask_in_plan(
    provider: Provider,
    *,
    type: str,
    by_on: date,
    why: str,
    not_before: date | None = None,
    by: User,
    at: datetime,
) -> VisitAsked:
    """Ask for a visit by discretion. Raises `Refused` for a day after the law wants such an inspection anyway."""
    today = localtime(at).date()
    for item in _items(provider, today):
        if item.statutory_deadline and _serves(type, item) and by_on > item.statutory_deadline >= today:
            raise Refused(
                f"The law wants this provider inspected by {day_name(item.statutory_deadline)} ({_paragraph(item)})."
                f" A visit by {day_name(by_on)} would not do for that: ask for one by that day or earlier."
            )
    return visit_ask(provider, type=type, by_on=by_on, why=why, not_before=not_before, by=by, at=at)


def _serves(type: str, item: Item) -> bool:
    """Whether people could take a visit of this type for the item."""
    return not item.next and (item.type == type or item.type in CARRIED_BY.get(type, ()))


@transaction.atomic
def bring_forward(provider: Provider, *, item: str, by_on: date, why: str, by: User, at: datetime) -> BroughtForward:
    """Decide that an item of the plan is wanted earlier, with a reason. Its statutory deadline stays.

    Raises `Refused` for an item that is not in the plan, next year's, and any day that is not earlier.
    """
    can_bring_forward(by, provider).require()
    Provider.objects.select_for_update(no_key=True, of=("self",)).get(pk=provider.pk)
    today = localtime(at).date()
    if not why.strip():
        raise Refused("Say why the inspection is wanted earlier: the reason stands in the plan.")
    if by_on < today:
        raise Refused(f"{day_name(by_on)} is past: bring it forward to today or a later day.")
    standing = provider.brought_forward.filter(item=item, withdrawn_on__isnull=True).first()
    if standing is not None:
        raise Refused(f"It is already brought forward to {day_name(standing.by_on)}. Take that back first.")
    _refuse_later(_item(provider, item, today), by_on)
    decision = BroughtForward.objects.create(
        provider=provider,
        item=item,
        by_on=by_on,
        why=why.strip(),
        decided_on=today,
        decided_at=at,
        decided_by=by,
    )
    tell([provider.pk])
    return decision


def _refuse_later(item: Item, by_on: date) -> None:
    if item.next:
        raise Refused("That is next year's inspection. To have one this year, ask for a visit.")
    if item.statutory_deadline is not None and by_on > item.statutory_deadline:
        raise Refused(
            f"The law wants this inspection by {day_name(item.statutory_deadline)} ({_paragraph(item)}):"
            " nobody can put it off."
        )
    if item.target is not None and by_on >= item.target:
        raise Refused(
            f"It is already wanted by {day_name(item.target)} ({_paragraph(item)}): it can only be brought forward"
            " to an earlier day."
        )


@transaction.atomic
def bring_forward_withdraw(decision: BroughtForward, *, why: str, by: User, at: datetime) -> BroughtForward:
    """Take back a decision to have an inspection earlier, with a reason: the item is wanted by its own day again."""
    decision = BroughtForward.objects.select_for_update(of=("self",)).select_related("provider").get(pk=decision.pk)
    can_bring_forward(by, decision.provider).require()
    if decision.withdrawn_on is not None:
        raise Refused(f"This was taken back on {day_name(decision.withdrawn_on)}.")
    if not why.strip():
        raise Refused("Say why the inspection is no longer wanted earlier.")
    decision.withdrawn_on, decision.withdrawn_by, decision.withdrawn_why = localtime(at).date(), by, why.strip()
    decision.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_why"])
    tell([decision.provider_id])
    return decision


def _items(provider: Provider, today: date) -> tuple[Item, ...]:
    """The items of the provider's plan as of now: what is stored may be a moment behind."""
    return plan_on(_facts(provider, today), law_in_force(), today).items


def _facts(provider: Provider, today: date) -> Facts:
    (known,) = load(Providers.of([provider.pk]), today)
    return replace(Facts.from_canonical(json.loads(known.facts)), urn=provider.urn)


def _item(provider: Provider, key: str, today: date) -> Item:
    for item in _items(provider, today):
        if item.key == key:
            return item
    raise Refused("The plan no longer holds that inspection: look at it again.")


def _paragraph(item: Item) -> str:
    return next((reason.reference for reason in item.reasons if reason.reference), item.basis)
