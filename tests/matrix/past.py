"""What happened to a home of the matrix before: people, statuses, lineage, and an organisation written down twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.models import RecordRead, User
from providers.models import (
    ApprovalInterval,
    Joining,
    Organisation,
    OrganisationEvent,
    Person,
    PersonJoining,
    Provider,
    SetAside,
)
from tests.factories import (
    LineageFactory,
    PersonInPostFactory,
    ProviderFactory,
    StatusPeriodFactory,
    TimelineEventFactory,
)


def add_past(number: int, provider: Provider, inspector: User, at: datetime) -> None:
    """Everything of it for one home, which has an organisation."""
    organisation = provider.organisation
    assert organisation is not None
    add_people(number, provider, inspector, at)
    StatusPeriodFactory(provider=provider, status="dormant", from_on=date(2024, 1, 8), until_on=date(2024, 2, 9))
    LineageFactory(
        predecessor=ProviderFactory(urn=f"SC00001{number}", name=f"Old Home {number}", organisation=organisation),
        successor=provider,
    )
    ApprovalInterval.objects.create(provider=provider, months=7, from_on=date(2024, 3, 4), until_on=date(2024, 3, 5))
    TimelineEventFactory(provider=provider, by=inspector, summary="Quixotic telephone call")
    RecordRead.objects.create(kind="provider", key=provider.urn, path="/", by=inspector, at=at)
    twice = Organisation.objects.create(name=f"Twice Written {number}", joined_into=organisation)
    Joining.objects.create(kept=organisation, joined=twice, why="Quixotic spelling.", at=at, by=inspector)
    OrganisationEvent.objects.create(
        organisation=organisation,
        kind="joined",
        on=at.date(),
        at=at,
        summary="Joined",
        why="Quixotic.",
        by=inspector,
    )


def add_people(number: int, provider: Provider, inspector: User, at: datetime) -> None:
    """Somebody in post, into whom another was joined; another of the name; and a pair of names that are two."""
    holder, namesake, twice = (
        Person.objects.create(name=name) for name in (f"Post Holder {number}",) * 2 + (f"P Holder {number}",)
    )
    PersonInPostFactory(provider=provider, person=holder)
    PersonInPostFactory(person=namesake, post="responsible_individual")
    Person.objects.filter(pk=twice.pk).update(joined_into=holder)
    PersonJoining.objects.create(kept=holder, joined=twice, why="Quixotic initials.", at=at, by=inspector)
    first, second = (Person.objects.create(name=f"Quixotic Double {number}").pk for _ in range(2))
    SetAside.objects.create(
        kind="person", first_id=first, second_id=second, why="Quixotic birthdays.", at=at, by=inspector
    )


def named_alike(home: Provider) -> dict[str, Any]:
    """Two people in post of one name, the first of whom holds a post at the home; and pairs of them."""
    held = home.people_in_post.select_related("person").earliest("pk")
    other = Person.objects.standing().exclude(pk=held.person_id).filter(name_key=held.person.name_key).earliest("pk")
    first, second = sorted((held.person_id, other.pk))
    return {
        "person_id": held.person_id,
        "other_id": other.pk,
        "person_joining_id": held.person.joinings.earliest("pk").pk,
        "first_id": first,
        "second_id": second,
        "aside_id": SetAside.objects.earliest("pk").pk,
    }
