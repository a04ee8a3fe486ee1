"""The box of the header: a provider, an organisation or a person from every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from providers.models import Organisation, Person, Provider
from tests.factories import PersonInPostFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def find(client: Client, text: str) -> str:
    response = client.get(reverse("casework:finder"), {"q": text})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def known(db: None) -> Provider:
    """A home with a manager, of an organisation."""
    owner = Organisation.objects.create(name="Harbour Trust")
    home = ProviderFactory(urn="SC000001", name="Fairview Lodge", organisation=owner)
    PersonInPostFactory(provider=home, person=Person.objects.create(name="Mary Seacole"))
    ProviderFactory(urn="1234567", name="Elsewhere", organisation=None)
    return home


@pytest.mark.parametrize("text", ["SC000001", " sc000001 "])
def test_a_urn_leads_straight_to_the_provider(client: Client, known: Provider, text: str) -> None:
    assert client.get(reverse("casework:finder"), {"q": text}).url == "/providers/SC000001/"
    assert client.get(reverse("casework:finder"), {"q": "1234567"}).url == "/providers/1234567/"


def test_part_of_a_urn_is_looked_for(client: Client, known: Provider) -> None:
    assert "Fairview Lodge" in find(client, "SC0000")
    assert "Nothing" not in find(client, "SC0000")


@pytest.mark.parametrize(
    ("text", "heading", "found"),
    [
        ("fairview", "Providers", "/providers/SC000001/"),
        ("lodge fair", "Providers", "/providers/SC000001/"),
        ("harbour", "Organisations", "Harbour Trust"),
        ("N1 9GU", "Providers", "/providers/SC000001/"),
        ("seacole", "People in post", "Manager of"),
        ("Iris", "The inspectorate", "Inspector · "),
    ],
)
def test_each_is_found_by_name_under_its_heading(
    client: Client, known: Provider, text: str, heading: str, found: str
) -> None:
    html = find(client, text)
    assert found in html[html.index(f'govuk-heading-m">{heading}') :]
    assert "closest names" not in html


@pytest.mark.parametrize(
    ("text", "found"),
    [("fairveiw", "SC000001"), ("habour", "Harbour Trust"), ("mary secole", "Mary Seacole"), ("irsi", "Iris Insp")],
)
def test_what_is_misspelt_is_found_all_the_same(client: Client, known: Provider, text: str, found: str) -> None:
    html = find(client, text)
    assert "These are the closest names" in html
    assert found in html


@pytest.mark.parametrize("text", ["", "  ", "zzzzqqq", "%", "_", "\\", "'", '"><script>', "\x00", "x" * 500, "(", "é"])
def test_nothing_that_is_typed_breaks_it(client: Client, known: Provider, text: str) -> None:
    html = find(client, text)
    assert '<script>"' not in html
    assert "Fairview" not in html


def test_a_person_with_many_posts_shows_the_latest_and_how_many_more(client: Client, known: Provider) -> None:
    mary = Person.objects.get(name="Mary Seacole")
    for number in range(5):
        home = ProviderFactory(name=f"Home {number}")
        PersonInPostFactory(provider=home, person=mary, from_on=date(2021 + number, 1, 1))
    html = find(client, "seacole")
    assert [name for name in ("Home 4", "Home 3", "Home 2", "Home 1") if name in html] == ["Home 4", "Home 3", "Home 2"]
    assert "and 3 earlier posts" in html


def test_more_than_ten_lead_to_the_list(client: Client, known: Provider) -> None:
    ProviderFactory.create_batch(11, name="Willow & Sons")
    html = find(client, "willow & sons")
    assert html.count(">Willow &amp; Sons</a>") == 10
    assert "/providers/?register=all&amp;q=willow%20%26%20sons" in html


def test_the_box_stands_on_every_page_of_the_staff_and_keeps_what_was_typed(client: Client, known: Provider) -> None:
    assert 'action="/find/"' in client.get(reverse("core:glossary")).content.decode()
    assert 'value="fairview"' in find(client, "fairview")


def test_provider_users_have_no_box_and_no_answer(db: None) -> None:
    client = Client()
    client.force_login(UserFactory(role="provider"))
    assert "/find/" not in client.get(reverse("core:glossary")).content.decode()
    assert client.get(reverse("casework:finder"), {"q": "fair"}).status_code == 403


def test_fifty_of_everything_take_the_queries_of_one(
    client: Client, known: Provider, page_budget: Callable[..., None]
) -> None:
    def grow() -> None:
        for number in range(49):
            owner = Organisation.objects.create(name=f"Harbour {number}")
            home = ProviderFactory(name=f"Harbour {number}", organisation=owner)
            PersonInPostFactory(provider=home, person=Person.objects.create(name=f"Ann Harbour {number}"))

    Person.objects.create(name="Ann Harbour")
    ProviderFactory(name="Harbour")
    page_budget("casework:finder ?q=harbour", lambda: find(client, "harbour"), grow)
    page_budget("casework:finder ?q=habour", lambda: find(client, "habour"), lambda: None)
