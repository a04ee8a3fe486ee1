"""What happened to a home of the matrix before: people, statuses, lineage, and an organisation written down twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.models import RecordRead, User
from intelligence.models import Record, RecordJoining
from providers.models import (
    ApprovalInterval,
    Joining,
    Organisation,
    OrganisationEvent,
    Person,
    PersonJoining,
    Provider,
    ProviderJoining,
    SetAside,
)
from tests.factories import (
    LineageFactory,
    PersonInPostFactory,
    ProviderFactory,
    RecordFactory,
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
    again = ProviderFactory(urn=f"SC00004{number}", name=f"Written Again {number}", organisation=organisation)
    Provider.objects.filter(pk=again.pk).update(joined_into=provider)
    ended = StatusPeriodFactory(provider=again, status="duplicate", from_on=date(2026, 1, 5))
    ProviderJoining.objects.create(
        kept=provider, joined=again, ended=ended, why="Quixotic number.", at=at, by=inspector
    )
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
    for form in ("Care", "Care Ltd"):
        Organisation.objects.create(name=f"Quixotic Pair {number} {form}")
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
        "provider_joining_id": home.joinings.earliest("pk").pk,
        "aside_id": SetAside.objects.earliest("pk").pk,
    }


def write_again(record: Record, inspector: User, at: datetime) -> None:
    """The same as a record, written down a second time and joined into it."""
    again = RecordFactory(provider=record.provider, entered_by=inspector, text="Quixotic again.", joined_into=record)
    RecordJoining.objects.create(kept=record, joined=again, why="Quixotic letter.", at=at, by=inspector)


def written_again(record: Record) -> dict[str, Any]:
    """Another record of the provider, and the joining of a repeat of this one."""
    other = record.provider.intelligence.standing().exclude(pk=record.pk).earliest("pk")
    return {"other_reference": other.reference, "record_joining_id": record.joinings.earliest("pk").pk}


def add_more_pairs(number: int, home: Provider, record: Record, user: User, at: datetime) -> None:
    """One more of everything that pages about what is written down twice may list, of a home and its people."""
    given: dict[str, Any] = {"why": "More.", "at": at, "by": user}
    holder = home.people_in_post.select_related("person").earliest("pk").person
    PersonInPostFactory(person=Person.objects.create(name=holder.name), post="responsible_individual")
    twice = Person.objects.create(name=f"Again {number}", joined_into=holder)
    PersonJoining.objects.create(kept=holder, joined=twice, **given)
    again = ProviderFactory(urn=f"SC0005{number:02d}", organisation=home.organisation, joined_into=home)
    ProviderJoining.objects.create(kept=home, joined=again, **given)
    write_again(record, user, at)
    first, second = (Organisation.objects.create(name=f"More Alike {number} {form}").pk for form in ("Care", "Care Co"))
    SetAside.objects.create(kind="organisation", first_id=first, second_id=second, **given)
    for form in ("Trust", "Trust Ltd"):
        Organisation.objects.create(name=f"Much Alike {number} {form}")
