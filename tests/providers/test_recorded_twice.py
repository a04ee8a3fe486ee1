"""Two records of one service joined and parted: every table that points to a provider is decided about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from pghistory.models import Event

from core.decisions import Refused
from core.models import User
from exchange.models import ImportRun, Register, RegisterEntry
from inspections.models import Inspection, Rating, VisitAsked
from providers.following import followers
from providers.models import Allocation, Lineage, Provider, ProviderJoining, StatusPeriod, TimelineEvent
from providers.services import providers_join, providers_part
from scheduling.models import BroughtForward
from tests.factories import (
    ContactNoteFactory,
    InspectionFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonInPostFactory,
    ProviderFactory,
    RecordFactory,
    StatusPeriodFactory,
    UserFactory,
    VisitAskedFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 9, 1)
Given = dict[str, Any]


@pytest.fixture
def given() -> Given:
    return {"why": "One telephone number.", "by": UserFactory(role=User.Role.TEAM_MANAGER), "at": AT}


@pytest.fixture
def both() -> tuple[Provider, Provider]:
    care = OrganisationFactory()
    return ProviderFactory(urn="SC000001", organisation=care), ProviderFactory(urn="SC000002", organisation=care)


def pointing() -> set[str]:
    """Every foreign key to a provider, by model and column; field history stays with the record it is of."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, Event)
        for field in model._meta.concrete_fields
        if field.related_model is Provider
    }


def state() -> dict[str, list[str]]:
    """Every row of the tables that move, and the statuses, as they can be compared."""
    labels = {one.label for one in followers().values() if one.moves} | {"providers.StatusPeriod"}
    return {label: sorted(map(str, apps.get_model(label)._default_manager.values_list())) for label in labels}


def test_every_table_that_points_to_a_provider_is_decided_about() -> None:
    assert set(followers()) == pointing()
    assert all(one.why and one.words for one in followers().values())


def add_everything(home: Provider) -> None:
    """One of what can be written down by hand of a service."""
    asked = VisitAskedFactory(provider=home)
    InspectionFactory(provider=home, started_on=date(2026, 5, 11), rated=2, made_for=asked)
    PersonInPostFactory(provider=home)
    RecordFactory(provider=home)
    ContactNoteFactory(provider=home)
    MembershipFactory(organisation=home.organisation, provider=home)
    Allocation.objects.create(provider=home, inspector=UserFactory(), from_on=TODAY)
    Lineage.objects.create(kind="transfer", predecessor=ProviderFactory(), successor=home, on=date(2020, 1, 1))
    BroughtForward.objects.create(
        provider=home,
        item="per_year/2026/1",
        by_on=TODAY,
        why="x",
        decided_on=TODAY,
        decided_at=AT,
        decided_by=UserFactory(),
    )


def test_everything_moves_and_goes_back_exactly(given: Given, both: tuple[Provider, Provider]) -> None:
    kept, twice = both
    add_everything(twice)
    before = state()
    made = providers_join(kept, twice, **given)
    assert made.stayed == {}
    assert made.moved["inspections"] == made.moved["ratings"] == made.moved["people in post"] == 1
    assert kept.inspections.get().rating.provider == kept
    assert kept.visits_asked.get().made.get().provider == kept
    assert kept.intelligence.count() == kept.contact_notes.count() == kept.allocations.count() == 1
    assert kept.predecessor_links.count() == 1
    twice.refresh_from_db()
    assert twice.joined_into == kept
    period = twice.status_periods.get()
    assert (period.status, period.from_on, period.until_on) == ("duplicate", TODAY, None)
    assert StatusPeriod.Status.DUPLICATE in StatusPeriod.ENDED
    lines = {event.provider.urn: event.summary for event in TimelineEvent.objects.select_related("provider")}
    assert lines == {
        "SC000001": "SC000002 was this service, recorded twice",
        "SC000002": "Recorded twice: see SC000001",
    }
    providers_part(made.joining, **given)
    assert state() == before
    assert twice.timeline.latest("id").summary == "Another service than SC000001 again"


def test_what_would_clash_stays_with_what_belongs_to_it(given: Given, both: tuple[Provider, Provider]) -> None:
    kept, twice = both
    for home in both:
        PersonInPostFactory(provider=home)
    InspectionFactory(provider=kept, started_on=date(2026, 5, 11), rated=3)
    asked = VisitAskedFactory(provider=twice)
    InspectionFactory(provider=twice, started_on=date(2026, 5, 11), rated=1, made_for=asked)
    InspectionFactory(provider=twice, started_on=date(2025, 5, 11), rated=1)
    before = state()
    made = providers_join(kept, twice, **given)
    assert made.stayed == {"people in post": 1, "inspections": 1, "ratings": 1, "visits asked for": 1}
    assert made.moved == {"inspections": 1, "ratings": 1}
    assert set(Inspection.objects.filter(provider=kept).values_list("started_on", flat=True)) == {
        date(2026, 5, 11),
        date(2025, 5, 11),
    }
    assert all(rating.provider == rating.inspection.provider for rating in Rating.objects.select_related("inspection"))
    assert VisitAsked.objects.get().provider == twice
    providers_part(made.joining, **given)
    assert state() == before


def test_what_went_elsewhere_since_stays_there(given: Given, both: tuple[Provider, Provider]) -> None:
    kept, twice = both
    third = ProviderFactory()
    record = RecordFactory(provider=twice)
    made = providers_join(kept, twice, **given)
    type(record).objects.filter(pk=record.pk).update(provider=third)
    providers_part(made.joining, **given)
    record.refresh_from_db()
    assert record.provider == third


def test_a_pause_that_the_joining_cuts_short_is_put_back(given: Given, both: tuple[Provider, Provider]) -> None:
    kept, twice = both
    StatusPeriodFactory(provider=twice, status="suspended", from_on=date(2026, 8, 1), until_on=date(2026, 12, 1))
    before = state()
    made = providers_join(kept, twice, **given)
    assert list(twice.status_periods.values_list("status", "until_on")) == [
        ("suspended", date(2026, 8, 31)),
        ("duplicate", None),
    ]
    providers_part(made.joining, **given)
    assert state() == before


def test_one_that_has_ended_is_joined_without_another_end(given: Given, both: tuple[Provider, Provider]) -> None:
    kept, twice = both
    StatusPeriodFactory(provider=twice, status="resigned", from_on=date(2026, 8, 1), until_on=None)
    before = state()
    made = providers_join(kept, twice, **given)
    assert twice.status_periods.get().status == "resigned"
    providers_part(made.joining, **given)
    assert state() == before


def name_in_register(*providers: Provider) -> None:
    """A published register names them."""
    register = Register.objects.create(on=date(2026, 3, 31), kind="register", complete=False)
    run = ImportRun.objects.create(file_name="a.csv", sha256="0" * 64, size=1, asked_at=AT, by=UserFactory())
    for line, provider in enumerate(providers):
        RegisterEntry.objects.create(register=register, provider=provider, said={}, line=line, run=run)


def test_a_record_that_a_published_register_names_is_not_joined_away(
    given: Given, both: tuple[Provider, Provider]
) -> None:
    kept, twice = both
    name_in_register(twice)
    with pytest.raises(Refused, match="SC000002 is in the published register and stays: join SC000001 into it"):
        providers_join(kept, twice, **given)
    assert providers_join(twice, kept, **given).joining.kept == twice


def test_two_of_the_published_register_are_two_registrations(given: Given, both: tuple[Provider, Provider]) -> None:
    name_in_register(*both)
    with pytest.raises(Refused, match="Both are in the published register, so they are two registrations"):
        providers_join(*both, **given)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"service_type_id": "boarding_school"}, "different types"),
        ({"organisation": OrganisationFactory}, "different organisations"),
    ],
)
def test_two_that_cannot_be_one_service_are_refused(
    given: Given, both: tuple[Provider, Provider], change: Given, says: str
) -> None:
    kept, twice = both
    for name, value in change.items():
        setattr(twice, name, value() if callable(value) else value)
    twice.save()
    with pytest.raises(Refused, match=says):
        providers_join(kept, twice, **given)


def test_two_of_one_line_and_one_that_has_ended_are_refused(given: Given, both: tuple[Provider, Provider]) -> None:
    kept, twice = both
    between = ProviderFactory()
    Lineage.objects.create(kind="transfer", predecessor=twice, successor=between, on=TODAY)
    Lineage.objects.create(kind="transfer", predecessor=between, successor=kept, on=TODAY)
    with pytest.raises(Refused, match="carries on from the other"):
        providers_join(kept, twice, **given)
    Lineage.objects.all().delete()
    StatusPeriodFactory(provider=kept, status="resigned", until_on=None)
    with pytest.raises(Refused, match="registration of SC000001 has ended"):
        providers_join(kept, twice, **given)


def test_who_was_joined_is_not_joined_again_and_chains_follow(given: Given, both: tuple[Provider, Provider]) -> None:
    kept, twice = both
    last = ProviderFactory(organisation=kept.organisation)
    inner = providers_join(kept, twice, **given).joining
    with pytest.raises(Refused, match="was joined into another record"):
        providers_join(last, twice, **given)
    outer = providers_join(last, kept, **given).joining
    twice.refresh_from_db()
    assert twice.joined_into == last
    with pytest.raises(Refused, match="was joined into another record"):
        providers_part(inner, **given)
    providers_part(outer, **given)
    twice.refresh_from_db()
    assert twice.joined_into == kept
    providers_part(inner, **given)
    with pytest.raises(Refused, match="parted already"):
        providers_part(inner, **given)
    with pytest.raises(Refused, match="Choose another record"):
        providers_join(kept, kept, **given)
    with pytest.raises(Refused, match="Only a manager"):
        providers_join(kept, twice, **(given | {"by": UserFactory()}))
    assert ProviderJoining.objects.filter(parted_at=None).count() == 0
