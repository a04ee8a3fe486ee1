"""What the page of one person in post reads, and that of two side by side."""

from __future__ import annotations

from typing import Any

from casework.search.finder import with_posts
from casework.search.matching import named_alike
from core.models import User
from providers.models import Person, PersonInPost, PersonJoining, Provider

LIKEST = 10


def posts(user: User, person_id: int) -> list[Any]:
    """The posts that somebody holds or held at services that this person may see, the latest first. One query."""
    held = PersonInPost.objects.filter(person=person_id, provider__in=Provider.objects.visible_to(user).values("pk"))
    return list(held.select_related("provider__service_type", "provider__organisation").order_by("-from_on", "pk"))


def joinings(person_id: int) -> list[Any]:
    """Who was joined into somebody, and who was parted again, the latest first."""
    return list(PersonJoining.objects.filter(kept=person_id).select_related("joined", "by", "parted_by"))


def others(user: User, person: Person, text: str) -> list[dict[str, Any]]:
    """Others of the same name or, where something was typed, spelt most like it: each with the latest posts."""
    found = Person.objects.standing().exclude(pk=person.pk)
    if text:
        meant = Person.objects.filter(pk__in=named_alike(Person, text, LIKEST)).meant()
        found = found.filter(pk__in=meant)
    else:
        found = found.filter(name_key=person.name_key)
    return with_posts(user)(list(found.order_by("name", "pk").values("pk", "name")[:LIKEST]))
