"""The pages of organisations: the list finds close spellings, the page holds all its services together."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.models import User
from providers.models import Joining, Organisation
from tests.casework.provider_pages import opened, text_of
from tests.casework.registers import make_run
from tests.casework.test_register import error_at, go
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PersonInPostFactory,
    ProviderFactory,
    StatusPeriodFactory,
    TimelineEventFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "One letterhead."


@pytest.fixture
def client(db: None) -> Client:
    """A browser in which a team manager is signed in."""
    client = Client()
    client.force_login(UserFactory(role=User.Role.TEAM_MANAGER, name="Mona Manager"))
    return client


@pytest.fixture
def care(db: None) -> Organisation:
    """Two homes of one organisation, a good one and a poor one, and a closed one."""
    care = OrganisationFactory(name="Harbour Care Ltd")
    good = ProviderFactory(urn="SC000001", name="Willow House", organisation=care, inspected_on=date(2026, 5, 10))
    ProviderFactory(
        urn="SC000002", name="Oak House", organisation=care, inspected_on=date(2025, 1, 3), inspected_on__rating=1
    )
    closed = ProviderFactory(urn="SC000003", name="Ash House", organisation=care)
    StatusPeriodFactory(provider=closed, status="resigned", from_on=date(2026, 1, 1))
    PersonInPostFactory(provider=good)
    TimelineEventFactory(provider=good, summary="The manager telephoned")
    make_run()
    return care


def see(client: Client, name: str, *args: object, query: str = "") -> str:
    """The text of a page."""
    response = client.get(reverse(f"casework:{name}", args=args) + query, follow=True)
    assert response.status_code == 200
    return text_of(response.content.decode())


def test_the_page_holds_services_ratings_plans_people_and_history_together(client: Client, care: Organisation) -> None:
    MembershipFactory(organisation=care)
    shown = see(client, "organisation", care.pk)
    assert "3 services , 1 of them closed" in shown or "3 services, 1 of them closed" in shown
    assert "Good: 1 · Poor or inadequate: 1" in shown
    assert "Oak House SC000002 · London Children's home Poor" in shown
    assert "10 May 2026" in shown
    assert "Mary Seacole Manager 1" in shown
    assert "1 person of it may sign in" in shown
    assert "Willow House: The manager telephoned" in shown
    assert "Willow House: Key inspection" in shown


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "Ash"), ("-name", "Willow"), ("rating", "Oak"), ("-gap", "Willow"), ("nonsense", "Ash")],
)
def test_services_are_sorted(client: Client, care: Organisation, sort: str, first: str) -> None:
    table = see(client, "organisation", care.pk, query=f"?sort={sort}").partition("Last inspected")[2]
    assert min((table.index(f"{name} House"), name) for name in ("Ash", "Oak", "Willow"))[1] == first


def test_the_list_finds_close_spellings_and_names_that_mean_another(client: Client, care: Organisation) -> None:
    OrganisationFactory(name="Quay Homes")
    assert "Harbour Care Ltd 3" in see(client, "organisations", query="?q=harbour")
    assert "Quay Homes 0" in see(client, "organisations")
    close = see(client, "organisations", query="?q=Habour")
    assert "These are the closest names." in close
    assert "Harbour Care Ltd" in close
    assert "No organisation has that name" in see(client, "organisations", query="?q=zzzzzz")
    go(client, "organisation_rename", care.pk, name="Haven Ltd", why=WHY)
    assert "Haven Ltd 3" in see(client, "organisations", query="?q=harbour")
    assert "Willow House" in see(client, "providers", query="?q=harbour")


def test_an_organisation_is_renamed(client: Client, care: Organisation) -> None:
    shown = text_of(go(client, "organisation_rename", care.pk, name="Haven Ltd", why=WHY))
    assert "Also written Harbour Care Ltd." in shown
    assert "Renamed from Harbour Care Ltd to Haven Ltd by Mona Manager" in shown
    shown = go(client, "organisation_rename", care.pk, name="!!", why=WHY)
    assert "must have a letter" in error_at(shown, "name")
    assert WHY in shown


def test_two_are_shown_side_by_side_joined_and_parted(client: Client, care: Organisation) -> None:
    twice = OrganisationFactory(name="Harbour Care Homes")
    ProviderFactory(urn="SC000009", name="Elm House", organisation=twice)
    sent = {"organisation": "Harbour Care Homes", "why": WHY}
    asked = text_of(go(client, "organisation_join", care.pk, **sent))
    assert "Harbour Care Ltd (stays) Harbour Care Homes (joined into it)" in asked
    assert "People who belong to the whole of either will see the services of both." in asked
    assert not Joining.objects.exists()
    shown = text_of(go(client, "organisation_join", care.pk, **sent, confirmed="yes"))
    assert "Elm House" in shown
    assert "Harbour Care Homes was joined into it" in shown
    assert "Elm House" in see(client, "organisation", twice.pk)
    joining = Joining.objects.get()
    shown = text_of(go(client, "organisation_part", care.pk, joining.pk, why="Two letterheads."))
    assert "Elm House: Carried" not in shown
    assert "Elm House" in see(client, "organisation", twice.pk)


@pytest.mark.parametrize(
    ("name", "field", "says"),
    [
        ("Nobody At All", "organisation", "There is no organisation named Nobody At All."),
        ("Harbour Caer", "which", "Choose the organisation that is meant."),
        ("\u200b", "organisation", "cannot be seen"),
        ("Harbour Care Limited", "organisation", "Choose another organisation than this one."),
    ],
)
def test_who_is_to_be_joined_must_be_there(
    client: Client, care: Organisation, name: str, field: str, says: str
) -> None:
    shown = go(client, "organisation_join", care.pk, organisation=name, why=WHY)
    assert says in error_at(shown, field)
    assert WHY in shown


def test_a_name_changed_by_somebody_else_meanwhile_is_shown(client: Client, care: Organisation) -> None:
    address = reverse("casework:organisation_rename", args=[care.pk])
    typed = opened(client, address) | {"name": "Haven Ltd", "why": WHY}
    Organisation.objects.filter(pk=care.pk).update(name="Quay Ltd")
    shown = client.post(address, typed).content.decode()
    assert "Somebody has changed this since you opened the page." in shown
    assert "New name Harbour Care Ltd Quay Ltd Haven Ltd" in text_of(shown)
    care.refresh_from_db()
    assert care.name == "Quay Ltd"
