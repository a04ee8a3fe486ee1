"""The register worked on by its pages: what a change would do is shown, then done; bad input stands at its field."""

from __future__ import annotations

import html as markup
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import User
from providers.models import ApprovalInterval, Organisation, Outbox, Person, Provider, TimelineEvent
from scheduling.models import Plan
from tests.casework.provider_pages import opened, page, text_of
from tests.casework.registers import make_run
from tests.factories import OrganisationFactory, PersonInPostFactory, ProviderFactory, StatusPeriodFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "A letter of 1 September."


@pytest.fixture
def client(db: None) -> Client:
    """A browser in which a team manager is signed in."""
    client = Client()
    client.force_login(UserFactory(role=User.Role.TEAM_MANAGER, name="Mona Manager"))
    return client


def go(client: Client, name: str, /, *args: object, **data: object) -> str:
    """Send the form of a page; its markup, or that of the page it leads to."""
    address = reverse(f"casework:{name}", args=args)
    response = client.post(address, opened(client, address) | data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def both(client: Client, name: str, /, *args: object, **data: object) -> tuple[str, str]:
    """The text of the page that confirms, and of the one after the confirmation."""
    asked = go(client, name, *args, **data)
    assert "Nothing is written yet." in asked, text_of(asked)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked)
    sent = {key: markup.unescape(value) for key, value in hidden if key != "csrfmiddlewaretoken"}
    assert {**sent, "version": ""} == {key: str(value) for key, value in data.items()} | {"version": ""}
    return text_of(asked), text_of(go(client, name, *args, **sent, confirmed="yes"))


def error_at(shown: str, field: str) -> str:
    """The error beside a field, which the summary links to as well."""
    found = re.search(rf'<p id="id_{field}-error"[^>]*>(.*?)</p>', shown, re.DOTALL)
    assert found, text_of(shown)
    assert f'href="#id_{field}' in shown
    return markup.unescape(text_of(f"<main>{found[1]}</main>"))


NEW = {
    "name": "Elm House",
    "service_type": "childrens_home",
    "organisation": "Harbour Care Ltd",
    "local_authority": "E09000019",
    "registered_on": "2026-08-03",
    "places": "4",
    "address": "1 Elm Road",
    "postcode": "n1 9gu",
    "responsible_individual": "Rita Right",
    "manager": "Max Manager",
    "why": WHY,
}


# ---- registering


def test_a_service_is_registered_and_its_first_plan_is_shown(client: Client) -> None:
    asked, shown = both(client, "register", **NEW)
    assert "Harbour Care Ltd (a new organisation)" in asked
    assert "Region London" in asked
    assert "Clock and rating of 2000000" in asked
    assert "Not registered yet By" in asked
    assert "The service is registered. This is its plan." in shown
    assert "It was planned for the first time." in shown
    made = Provider.objects.get()
    assert (made.name, made.region_id, str(made.organisation)) == ("Elm House", "london", "Harbour Care Ltd")
    assert made.people_in_post.count() == 2


def test_what_is_only_asked_about_writes_nothing(client: Client) -> None:
    go(client, "register", **NEW)
    for model in (Provider, Organisation, Person, TimelineEvent, Outbox, Plan):
        assert not model._default_manager.exists(), model


def test_change_leads_back_to_what_was_typed(client: Client) -> None:
    shown = go(client, "register", **NEW, change="yes")
    assert 'value="Elm House"' in shown
    assert "There is a problem" not in shown
    assert not Provider.objects.exists()


def test_an_organisation_spelt_alike_is_asked_about_and_the_same_one_is_found(client: Client) -> None:
    there = OrganisationFactory(name="Harbour Care Limited")
    asked, _ = both(client, "register", **NEW)
    assert "a new organisation" not in asked
    assert Provider.objects.get().organisation == there
    shown = go(client, "register", **(NEW | {"organisation": "Habour Care Ltd"}))
    assert "Choose the organisation that is meant" in error_at(shown, "which")
    both(client, "register", **(NEW | {"organisation": "Habour Care Ltd", "which": str(there.pk)}))
    both(client, "register", **(NEW | {"organisation": "Habour Care Ltd", "which": "new"}))
    assert there.providers.count() == 2
    assert Organisation.objects.get(name="Habour Care Ltd").providers.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"urn": "SC000001"}, "urn", "Willow House has the URN SC000001 already."),
        ({"urn": "12"}, "urn", "A URN is SC and 6 digits"),
        ({"name": "Elm\u200b House"}, "name", "a sign that cannot be seen (U+200B)"),
        ({"name": "E" * 201}, "name", "at most 200 characters"),
        ({"organisation": "???"}, "organisation", "must have a letter or a number"),
        ({"postcode": "ZZ99 9ZZ"}, "postcode", "No postcode begins with ZZ."),
        ({"registered_on": "2026-09-02"}, "registered_on", "must be today, 1 September 2026, or earlier."),
        ({"registered_on": "2026-02-30"}, "registered_on", "Enter a real date"),
        ({"places": "many"}, "places", "Enter a whole number"),
        ({"manager": "\u202e"}, "manager", "cannot be seen (U+202E)"),
        ({"why": ""}, "why", "Say why"),
    ],
)
def test_bad_input_has_its_sentence_beside_its_field_and_nothing_typed_is_lost(
    client: Client, changes: dict[str, str], field: str, says: str
) -> None:
    ProviderFactory(urn="SC000001", name="Willow House", organisation=None)
    shown = go(client, "register", **(NEW | changes))
    assert says in error_at(shown, field)
    assert "1 Elm Road" in shown
    assert 'value="Rita Right"' in shown
    assert Provider.objects.count() == 1


# ---- changing


def test_a_change_is_shown_before_and_after(client: Client, home: Provider) -> None:
    typed = {
        "name": "Willow House",
        "service_type": "boarding_school",
        "organisation": str(home.organisation),
        "region": "london",
        "places": "6",
        "postcode": "N1 9GU",
        "registered_on": "2010-05-01",
        "on": "2026-09-01",
        "why": WHY,
    }
    _, shown = both(client, "change_provider", "SC000001", **typed)
    assert "It is changed." in shown
    assert "What this did to the plan" in shown
    assert "service type from Children's home to Boarding school" in shown
    assert "by Mona Manager" in shown


def test_the_form_of_a_change_holds_what_is_known(client: Client, home: Provider) -> None:
    response = client.get(reverse("casework:change_provider", args=["SC000001"]))
    shown = response.content.decode()
    assert 'value="Willow House"' in shown
    assert f'value="{home.organisation}"' in shown


def test_a_change_by_somebody_else_meanwhile_is_shown_beside_this_one_and_nothing_typed_is_lost(
    client: Client, home: Provider
) -> None:
    address = reverse("casework:change_provider", args=["SC000001"])
    typed = opened(client, address) | {
        "name": "Willow Lodge",
        "service_type": "childrens_home",
        "organisation": str(home.organisation),
        "region": "london",
        "places": "6",
        "postcode": "N1 9GU",
        "registered_on": "2010-05-01",
        "on": "2026-09-01",
        "why": WHY,
    }
    assert "Nothing is written yet." in client.post(address, typed).content.decode()
    Provider.objects.filter(pk=home.pk).update(places=9)
    shown = client.post(address, typed | {"confirmed": "yes"}).content.decode()
    assert "Somebody has changed this since you opened the page." in shown
    assert "Places 6 9 6" in text_of(shown)
    assert 'value="Willow Lodge"' in shown
    assert WHY in shown
    home.refresh_from_db()
    assert (home.name, home.places) == ("Willow House", 9)


def test_a_change_that_changes_nothing_is_refused_and_kept_as_typed(client: Client, home: Provider) -> None:
    typed = {"name": "Willow House", "service_type": "childrens_home", "organisation": str(home.organisation)}
    typed |= {"region": "london", "places": "6", "postcode": "N1 9GU", "registered_on": "2010-05-01"}
    team = {"team": str(home.team_id)} if home.team_id else {}
    shown = go(client, "change_provider", "SC000001", **typed, **team, on="2026-09-02", why=WHY)
    assert "The day of the change must be today" in error_at(shown, "on")
    assert WHY in shown


# ---- status


def test_a_suspension_shows_the_plan_as_it_would_become(client: Client, home: Provider) -> None:
    asked, shown = both(client, "suspend", "SC000001", kind="suspended", from_on="2026-09-01", why=WHY)
    assert "By 2 February 2027, in law by 31 March 2027 Not planned" in asked
    assert "The registration was open, is now suspended." in shown
    assert "Resume" in shown
    assert "Suspended" in shown


def test_a_suspension_ends(client: Client) -> None:
    home = ProviderFactory(urn="SC000001", inspected_on=date(2026, 2, 2))
    StatusPeriodFactory(provider=home, from_on=date(2026, 8, 1))
    make_run()
    _, shown = both(client, "resume", "SC000001", on="2026-09-01", why=WHY)
    assert "The registration was suspended, is now open." in shown
    assert "Key inspection by 2 February 2027" in shown


def test_an_end_closes_the_plan(client: Client, home: Provider) -> None:
    asked, shown = both(client, "end", "SC000001", kind="cancelled", on="2026-08-31", why=WHY)
    assert "Cancelled by the inspectorate" in asked
    assert "The registration was open, is now closed." in shown
    assert home.status_periods.get().status == "cancelled"


def test_an_end_to_come_is_shown_on_the_day_after_it(client: Client, home: Provider) -> None:
    asked, shown = both(client, "end", "SC000001", kind="resigned", on="2026-10-15", why=WHY)
    assert "on 16 October 2026" in asked
    assert "By 2 February 2027, in law by 31 March 2027 Not planned" in asked
    assert "Key inspection by 2 February 2027" in shown


@pytest.mark.parametrize(
    ("name", "data", "field", "says"),
    [
        ("suspend", {"from_on": "2026-09-02", "until_on": "2026-09-01"}, "until_on", "before the first day"),
        ("resume", {"on": "2026-09-01"}, "on", "neither suspended nor dormant"),
        ("end", {"kind": "resigned", "on": "2010-04-30"}, "on", "before the registration, 1 May 2010"),
        ("approval", {"months": "6", "from_on": "2026-09-01"}, "from_on", "Only a secure children's home"),
        ("approval", {"months": "121", "from_on": "2026-09-01"}, "months", "Enter 120 or less"),
        ("appoint", {"post": "manager", "person": "Ann", "from_on": "2026-9"}, "from_on", "must include a day"),
    ],
)
def test_a_refusal_stands_at_its_field(
    client: Client, home: Provider, name: str, data: dict[str, Any], field: str, says: str
) -> None:
    data = {"kind": "suspended"} | data | {"why": WHY}
    shown = go(client, name, "SC000001", **data)
    assert says in error_at(shown, field)
    assert WHY in shown
    assert not TimelineEvent.objects.exists()


def test_an_approval_interval_is_set_and_ended(client: Client) -> None:
    ProviderFactory(urn="SC000001", service_type_id="secure_childrens_home", inspected_on=date(2026, 7, 1))
    make_run()
    _, shown = both(client, "approval", "SC000001", months="6", from_on="2026-09-01", why=WHY)
    assert "Every 6 months" in shown
    interval = ApprovalInterval.objects.get()
    _, shown = both(client, "approval_end", "SC000001", interval.pk, last_on="2026-09-01", why=WHY)
    assert "Approval interval ended" in shown
    shown = go(client, "approval_end", "SC000001", interval.pk, last_on="2026-08-01", why=WHY)
    assert "before the first day, 1 September 2026" in error_at(shown, "last_on")


# ---- people


def test_somebody_is_appointed_and_leaves(client: Client, home: Provider) -> None:
    typed = {"post": "responsible_individual", "person": "Rita Right", "from_on": "2026-09-01", "why": WHY}
    _, shown = both(client, "appoint", "SC000001", **typed)
    assert "Rita Right appointed as responsible individual" in shown
    held = home.people_in_post.get()
    _, shown = both(client, "leave", "SC000001", held.pk, last_on="2026-09-30", why=WHY)
    assert "Rita Right no longer responsible individual" in shown


def test_a_second_responsible_individual_for_the_same_days_is_named(client: Client, home: Provider) -> None:
    PersonInPostFactory(
        provider=home,
        post="responsible_individual",
        person=Person.objects.create(name="Rita Right"),
        from_on=date(2020, 1, 6),
    )
    typed = {"post": "responsible_individual", "person": "Una Other", "from_on": "2026-09-01", "why": WHY}
    shown = go(client, "appoint", "SC000001", **typed)
    assert "Rita Right is responsible individual from 6 January 2020 and still does" in error_at(shown, "from_on")
    assert 'value="Una Other"' in shown
    assert not Person.objects.filter(name="Una Other").exists()


def test_somebody_of_the_same_organisation_is_the_same_person(client: Client, home: Provider) -> None:
    sister = ProviderFactory(organisation=home.organisation)
    known = PersonInPostFactory(provider=sister).person
    both(client, "appoint", "SC000001", post="manager", person="mary seacole", from_on="2026-09-01", why=WHY)
    assert home.people_in_post.get().person == known


# ---- who may


@pytest.mark.parametrize("role", ["inspector", "policy_analyst"])
def test_who_may_not_is_not_offered_to_and_is_told_who_may(client: Client, home: Provider, role: str) -> None:
    client.force_login(UserFactory(role=role))
    assert "End the registration" not in page(client)
    response = client.post(reverse("casework:end", args=["SC000001"]), {})
    assert response.status_code == 403
    assert "Only a manager or an administrator" in response.content.decode()
