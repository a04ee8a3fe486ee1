"""What happened to a home of the matrix before: people, statuses, lineage, and an organisation written down twice."""

from __future__ import annotations

from datetime import date, datetime

from core.models import RecordRead, User
from providers.models import ApprovalInterval, Joining, Organisation, OrganisationEvent, Person, Provider
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
    PersonInPostFactory(provider=provider, person=Person.objects.create(name=f"Post Holder {number}"))
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
