"""A service comes into the register and changes: what is written, what is kept, what is refused and at which field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.decisions import Refused
from core.models import User
from providers.models import Organisation, Outbox, Provider, ServiceType, TimelineEvent
from providers.services import Particulars, organisation_add, provider_change, provider_end, provider_register
from tests.factories import OrganisationFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
Given = dict[str, Any]


@pytest.fixture
def given() -> Given:
    return {"why": "The decision of 1 September.", "by": UserFactory(role=User.Role.TEAM_MANAGER), "at": AT}


def particulars(**changes: Any) -> Particulars:
    """A children's home that somebody writes down."""
    home = ServiceType.objects.get(pk="childrens_home")
    plain = Particulars("Elm House", home, None, None, None, None, date(2026, 9, 1), 4, "1 Elm Road", "n1 9gu")
    return replace(plain, **changes)


def test_a_service_is_registered_with_the_next_urn_and_who_runs_it(given: Given) -> None:
    ProviderFactory(urn="2500041")
    ProviderFactory(urn="SC999999")
    made = provider_register(particulars(), responsible_individual="Rita Right", manager="Max Manager", **given)
    assert (made.urn, made.postcode) == ("2500042", "N1 9GU")
    assert {(row.post, row.person.name, row.from_on) for row in made.people_in_post.all()} == {
        ("responsible_individual", "Rita Right", date(2026, 9, 1)),
        ("manager", "Max Manager", date(2026, 9, 1)),
    }
    event = made.timeline.get(kind="registered")
    assert (event.on, event.by, event.why) == (date(2026, 9, 1), given["by"], given["why"])
    assert Outbox.objects.filter(provider=made, kind="provider").exists()


def test_the_first_urn_of_an_empty_register_has_seven_digits(given: Given) -> None:
    assert provider_register(particulars(), **given).urn == "2000000"


@pytest.mark.parametrize(
    ("changes", "more", "field", "says"),
    [
        ({}, {"urn": "SC000001"}, "urn", "Willow House has the URN SC000001 already"),
        ({}, {"urn": "SC1"}, "urn", "A URN is SC and 6 digits"),
        ({"registered_on": date(2026, 9, 2)}, {}, "registered_on", "must be today, 1 September 2026, or earlier"),
        ({"registered_on": None}, {}, "registered_on", "Enter the day of registration"),
        ({"postcode": "ZZ1 1ZZ"}, {}, "postcode", "No postcode begins with ZZ"),
        ({"name": "Elm\u200bHouse"}, {}, "name", "cannot be seen"),
        ({}, {"why": " "}, "why", "Give the reason"),
        ({}, {"manager": "?"}, "person", "letter or a number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    given: Given, changes: dict[str, Any], more: dict[str, Any], field: str, says: str
) -> None:
    ProviderFactory(urn="SC000001", name="Willow House")
    with pytest.raises(Refused, match=says) as refusal:
        provider_register(particulars(**changes), **(given | more))
    assert refusal.value.field == field
    assert Provider.objects.count() == 1


def test_an_inspector_registers_nothing(given: Given) -> None:
    with pytest.raises(Refused, match="Only a manager or an administrator may register"):
        provider_register(particulars(), **(given | {"by": UserFactory()}))


def test_an_organisation_is_there_once_however_it_is_spelt(given: Given) -> None:
    made = organisation_add("  Harbour  Care Ltd", by=given["by"], at=AT)
    assert made.name == "Harbour Care Ltd"
    with pytest.raises(Refused, match="named Harbour Care Ltd already"):
        organisation_add("HARBOUR CARE LIMITED", by=given["by"], at=AT)
    assert Organisation.objects.named("Harbour Care") is None


def test_a_change_keeps_what_was_and_tells_the_owner_apart(given: Given) -> None:
    old, new = OrganisationFactory(name="Old Ltd"), OrganisationFactory(name="New Ltd")
    home = ProviderFactory(name="Elm House", organisation=old, places=4, registered_on=date(2010, 5, 1))
    what = replace(Particulars.of(home), name="Oak House", organisation=new, places=6)
    provider_change(home, what, on=date(2026, 8, 1), **given)
    home.refresh_from_db()
    assert (home.name, home.organisation, home.places) == ("Oak House", new, 6)
    past = home.past_names.get()
    assert (past.name, past.from_on, past.until_on) == ("Elm House", date(2010, 5, 1), date(2026, 7, 31))
    assert list(home.timeline.order_by("id").values_list("kind", "summary")) == [
        ("changed", "Changed: name from Elm House to Oak House; places from 4 to 6"),
        ("owner_changed", "Owner changed from Old Ltd to New Ltd"),
    ]


def test_a_change_of_type_keeps_the_type_with_its_days_and_the_next_begins_after_it(given: Given) -> None:
    home = ProviderFactory(registered_on=date(2010, 5, 1))
    secure = ServiceType.objects.get(pk="secure_childrens_home")
    provider_change(home, replace(Particulars.of(home), service_type=secure), on=date(2026, 8, 1), **given)
    home.refresh_from_db()
    assert [(row.service_type_id, row.until_on) for row in home.past_types.all()] == [
        ("childrens_home", date(2026, 7, 31))
    ]
    school = ServiceType.objects.get(pk="boarding_school")
    with pytest.raises(Refused, match="changed on 1 August 2026 already"):
        provider_change(home, replace(Particulars.of(home), service_type=school), on=date(2026, 7, 1), **given)


def test_a_change_to_come_and_one_of_nothing_are_refused(given: Given) -> None:
    home = ProviderFactory()
    what = replace(Particulars.of(home), places=9)
    with pytest.raises(Refused, match="The day of the change must be today"):
        provider_change(home, what, on=date(2026, 9, 2), **given)
    with pytest.raises(Refused, match="Nothing differs"):
        provider_change(home, Particulars.of(home), on=date(2026, 9, 1), **given)
    assert not TimelineEvent.objects.exists()


def test_an_end_before_the_registration_is_refused(given: Given) -> None:
    home = ProviderFactory(registered_on=date(2026, 5, 1))
    with pytest.raises(Refused, match="The end is before the registration, 1 May 2026") as refusal:
        provider_end(home, on=date(2026, 4, 30), **given)
    assert refusal.value.field == "on"


def test_what_stands_in_the_register_already_is_not_checked_again(given: Given) -> None:
    home = ProviderFactory(postcode="ZZ1 1ZZ", name="???", places=4)
    provider_change(home, replace(Particulars.of(home), places=6), on=date(2026, 9, 1), **given)
    made = provider_register(Particulars.of(home), like=home, **given)
    assert (made.postcode, made.name) == ("ZZ1 1ZZ", "???")
