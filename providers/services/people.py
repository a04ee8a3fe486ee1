"""Responsible individuals and managers."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from core.decisions import Refused
from core.filters import day
from core.history import authored
from core.models import User
from providers.entering import proper_name
from providers.models import Person, PersonInPost, Provider
from providers.permissions import can_record_people
from providers.services.telling import sentences, told


@authored("Somebody took a post")
def person_appoint(
    provider: Provider,
    person: Person | str,
    post: str,
    *,
    from_on: date,
    until_on: date | None = None,
    why: str = "",
    by: User,
    at: datetime,
) -> PersonInPost:
    """Write down that somebody takes a post. `person` may be a name: who has it at one of the organisation's services,
    or else somebody new. Raises `Refused` when somebody else holds the post on some of these days.
    """
    can_record_people(by, provider).require()
    if until_on is not None and until_on < from_on:
        raise Refused("The last day is before the first day.", "until_on")
    _refuse_second(provider, PersonInPost.Post(post), from_on, until_on)
    if isinstance(person, str):
        person = _person_named(person, provider)
    row = PersonInPost(provider=provider, person=person, post=post, from_on=from_on, until_on=until_on)
    _need_vacant(row)
    with sentences(row):
        row.save()
    summary = f"{person} appointed as {row.get_post_display()}"
    told([provider], "person_appointed", summary, on=from_on, why=why, by=by, at=at)
    return row


def _refuse_second(provider: Provider, post: PersonInPost.Post, from_on: date, until_on: date | None) -> None:
    """Name whoever holds the post; what this misses in a race, the database refuses."""
    standing = Q(until_on=None) | Q(until_on__gte=from_on)
    held = provider.people_in_post.filter(standing, post=post, from_on__lte=until_on or date.max)
    other = held.select_related("person").order_by("from_on").first()
    if other is not None:
        until = f"until {day(other.until_on)}" if other.until_on else "and still does: write down when they left first"
        raise Refused(
            f"Somebody else holds this post on some of these days. {other.person} is {post.label}"
            f" from {day(other.from_on)} {until}.",
            "from_on",
        )


def _person_named(name: str, provider: Provider) -> Person:
    name = proper_name(name, "person")
    if not name:
        raise Refused("Enter the person's name.", "person")
    near = Q(posts__provider=provider)
    if provider.organisation_id is not None:
        near |= Q(posts__provider__organisation=provider.organisation_id)
    called = Q(name__iexact=name) | Q(other_names__name__iexact=name)
    known = Person.objects.standing().filter(near, called).order_by("pk").first()
    return known or Person.objects.create(name=name)


@authored("Somebody left a post")
def person_leave(held: PersonInPost, *, last_on: date, why: str = "", by: User, at: datetime) -> PersonInPost:
    """Write down the last day of somebody in a post."""
    can_record_people(by, held.provider).require()
    held = PersonInPost.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if held.until_on is not None and held.until_on < last_on:
        raise Refused(f"{held.person} left this post on {held.until_on} already.")
    if last_on < held.from_on:
        raise Refused(f"The last day is before the first day, {day(held.from_on)}.", "last_on")
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
