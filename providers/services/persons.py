"""People in post of whom two are one: joined, and parted again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.models import Person, PersonInPost, PersonJoining, Provider
from providers.permissions import can_join
from providers.services.joining import (
    Moved,
    both_standing,
    joining_end,
    joining_to_part,
    rows_keep,
    rows_kept,
)
from providers.services.telling import need_reason, told

POST, PERSON = "post", "person"


@authored()
def people_join(kept: Person, joined: Person, *, why: str, by: User, at: datetime) -> PersonJoining:
    """Say that two people in post are one: the posts of `joined` become those of `kept`, and the name means `kept`.

    What is moved is kept as rows, by which `people_part` moves exactly that back. Raises `Refused` for the same one
    twice, and for one that is joined already.
    """
    can_join(by).require()
    why = need_reason(why)
    if kept == joined:
        raise Refused("Choose another person than this one.", "joined")
    kept, joined = both_standing((kept, joined), "person")
    joining = PersonJoining.objects.create(kept=kept, joined=joined, why=why, by=by, at=at)
    moved = {
        POST: list(joined.posts.values_list("pk", flat=True)),
        PERSON: list(joined.other_names.values_list("pk", flat=True)),
    }
    rows_keep(joining, moved)
    _move(moved, joined, kept)
    Person.objects.filter(pk=joined.pk).update(joined_into=kept)
    words = f"{_both(kept, joined)} in post are one person, written down twice"
    told(
        _where(kept.posts.filter(pk__in=moved[POST])),
        "person_joined",
        words,
        on=localtime(at).date(),
        why=why,
        by=by,
        at=at,
    )
    return joining


@authored()
def people_part(joining: PersonJoining, *, why: str, by: User, at: datetime) -> PersonJoining:
    """Part two people who were joined: the posts that were moved go back, unless they have gone elsewhere since.

    Raises `Refused` when they are parted already, or when the one who was kept has been joined since.
    """
    can_join(by).require()
    why = need_reason(why)
    joining = joining_to_part(joining)
    kept, joined = joining.kept, joining.joined
    both_standing((kept,), "person")
    moved = rows_kept(joining)
    providers = list(_where(PersonInPost.objects.filter(pk__in=moved.get(POST, ()), person=kept)))
    _move(moved, kept, joined)
    Person.objects.filter(pk=joined.pk).update(joined_into=None)
    joining_end(joining, why=why, by=by, at=at)
    words = f"{_both(kept, joined)} in post are two people again"
    told(providers, "person_parted", words, on=localtime(at).date(), why=why, by=by, at=at)
    return joining


def _both(kept: Person, joined: Person) -> str:
    return f"{kept} and {joined}" if kept.name != joined.name else f"Two named {kept}"


def _where(posts: QuerySet[PersonInPost]) -> QuerySet[Provider]:
    return Provider.objects.filter(pk__in=posts.values("provider"))


def _move(moved: Moved, source: Person, target: Person) -> None:
    """Move rows by table, as far as they are still the source's."""
    PersonInPost.objects.filter(pk__in=moved.get(POST, ()), person=source).update(person=target)
    Person.objects.filter(pk__in=moved.get(PERSON, ()), joined_into=source).update(joined_into=target)
