"""A provider user's first page: their own services, and not a word of plans or visits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.registers import make_run
from tests.factories import (
    InspectionFactory,
    MembershipFactory,
    OrganisationFactory,
    ProviderFactory,
    RatingFactory,
    UserFactory,
    VisitAskedFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def services(client: Client) -> str:
    response = client.get(reverse("casework:services"))
    assert response.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


@pytest.fixture
def member_client() -> Client:
    owner = OrganisationFactory(name="Harbour Trust")
    ProviderFactory(urn="SC000001", name="Fairview", organisation=owner, inspected_on=date(2026, 2, 2))
    client = Client()
    client.force_login(MembershipFactory(organisation=owner).user)
    return client


def test_own_services_are_named_with_urn_type_and_rating(member_client: Client) -> None:
    html = services(member_client)
    for word in ("Fairview", "SC000001", "Children&#39;s home", "Harbour Trust", "Good"):
        assert word in html


def test_others_services_are_not_there(member_client: Client) -> None:
    ProviderFactory(urn="SC000002", name="Elsewhere")
    ProviderFactory(urn="SC000003", organisation=None)
    html = services(member_client)
    assert "SC000002" not in html
    assert "SC000003" not in html


def test_somebody_who_belongs_to_two_organisations_sees_each_service_once() -> None:
    first = MembershipFactory()
    MembershipFactory(user=first.user)
    ProviderFactory(urn="SC000001", organisation=first.organisation)
    client = Client()
    client.force_login(first.user)
    assert services(client).count("SC000001") == 1


def test_a_rating_that_is_not_in_force_yet_is_not_told(member_client: Client) -> None:
    visit = InspectionFactory(provider__urn="SC000009", provider__organisation=None)
    visit.provider.organisation = OrganisationFactory._meta.model.objects.get(name="Harbour Trust")
    visit.provider.save()
    RatingFactory(inspection=visit, ordinal=1, label="unheard of", in_force_from=None)
    assert "nheard of" not in services(member_client)


def test_the_page_is_the_same_whatever_is_planned_or_asked_for(member_client: Client) -> None:
    before = services(member_client)
    home = InspectionFactory._meta.model.objects.get().provider
    VisitAskedFactory(provider=home, by_on=date(2026, 9, 20))
    make_run()
    assert services(member_client) == before


def test_nobody_has_a_service_yet() -> None:
    client = Client()
    client.force_login(UserFactory(role="provider"))
    assert "No service is registered" in services(client)


def test_staff_are_sent_to_the_list_instead() -> None:
    client = Client()
    client.force_login(UserFactory())
    response = client.get(reverse("casework:services"))
    assert response.status_code == 403
    assert "find every service in the list" in response.content.decode()


@pytest.mark.parametrize(("role", "first"), [("provider", "services"), ("inspector", "providers")])
def test_each_begins_at_their_own_page(role: str, first: str) -> None:
    client = Client()
    client.force_login(UserFactory(role=role))
    assert client.get("/").url == reverse(f"casework:{first}")


def test_fifty_services_take_the_queries_of_one(member_client: Client, page_budget: Callable[..., None]) -> None:
    owner = OrganisationFactory._meta.model.objects.get(name="Harbour Trust")
    page_budget(
        "casework:services",
        lambda: services(member_client),
        lambda: ProviderFactory.create_batch(49, organisation=owner, inspected_on=date(2026, 2, 2)),
    )
