"""Responsible individuals and managers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from core.decisions import Refused
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
