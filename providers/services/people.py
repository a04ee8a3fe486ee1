"""Responsible individuals and managers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from core.decisions import Refused
from core.filters import day
from core.models import User
from providers.models import Person, PersonInPost, Provider
from providers.permissions import can_record_people
from providers.services.telling import sentences, told


@transaction.atomic
def person_appoint(
    provider: Provider,
    person: Person,
    post: str,
    *,
    from_on: date,
    until_on: date | None = None,
    why: str = "",
    by: User,
    at: datetime,
) -> PersonInPost:
    """Write down that somebody takes a post. Raises `Refused` when somebody else holds it on some of these days."""
    can_record_people(by, provider).require()
    row = PersonInPost(provider=provider, person=person, post=post, from_on=from_on, until_on=until_on)
    _need_vacant(row)
    with sentences(row):
        row.save()
    summary = f"{person} appointed as {row.get_post_display()}"
    told([provider], "person_appointed", summary, on=from_on, why=why, by=by, at=at)
    return row


@transaction.atomic
def person_leave(held: PersonInPost, *, last_on: date, why: str = "", by: User, at: datetime) -> PersonInPost:
    """Write down the last day of somebody in a post."""
    can_record_people(by, held.provider).require()
    held = PersonInPost.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if held.until_on is not None and held.until_on < last_on:
        raise Refused(f"{held.person} left this post on {held.until_on} already.")
    held.until_on = last_on
    with sentences(held):
        held.save()
    summary = f"{held.person} no longer {held.get_post_display()}"
    told([held.provider], "person_left", summary, on=last_on, why=why, by=by, at=at)
    return held


def _need_vacant(row: PersonInPost) -> None:
    """A post has one holder on a day; the sentence names who holds it."""
    overlapping = PersonInPost.objects.filter(provider=row.provider, post=row.post)
    overlapping = overlapping.filter(Q(until_on=None) | Q(until_on__gte=row.from_on))
    if row.until_on:
        overlapping = overlapping.filter(from_on__lte=row.until_on)
    if held := overlapping.select_related("person").first():
        until = f" until {day(held.until_on)}" if held.until_on else ""
        raise Refused(
            f"{held.person} is {row.get_post_display()} from {day(held.from_on)}{until}, and a service has one at a "
            "time. Write down first when that ends, or choose other days."
        )
