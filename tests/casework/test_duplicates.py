"""What may be written down twice: found in pairs, set aside and offered again; people joined and parted by pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework.duplicates.finding import Pair, find_pairs
from core.models import User
from providers.alike import MOST_ALIKE, RARE_NAME
from providers.models import Lineage, Organisation, Person, PersonJoining, Provider, ProviderJoining, SetAside
from tests.casework.provider_pages import text_of
from tests.casework.registers import NOON, make_run
from tests.casework.test_register import error_at, go
from tests.factories import (
    OrganisationFactory,
    PersonInPostFactory,
    ProviderFactory,
    RecordFactory,
    StatusPeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 9, 1)
WHY = "One date of birth."


@pytest.fixture
def client(db: None) -> Client:
    """A browser in which a team manager is signed in."""
    client = Client()
    client.force_login(UserFactory(role=User.Role.TEAM_MANAGER, name="Mona Manager"))
    return client


def see(client: Client, name: str, *args: object, query: str = "") -> str:
    """The text of a page."""
    response = client.get(reverse(f"casework:{name}", args=args) + query, follow=True)
    assert response.status_code == 200
    return text_of(response.content.decode())


def held(called: str, urn: str = "", /, **more: object) -> Person:
    """Somebody who is manager of a service."""
    home = ProviderFactory(**({"urn": urn} if urn else {}), **more)
    return PersonInPostFactory(provider=home, person=Person.objects.create(name=called)).person


def pairs(kind: str, number: int = 1) -> set[Pair]:
    return set(find_pairs(kind, number, TODAY).pairs)


@pytest.mark.parametrize("number", ["0", "-1", "²", "9" * 5000, "x"])
def test_a_page_that_there_is_not_is_the_first_or_the_last(client: Client, number: str) -> None:
    assert "No organisations are likely" in see(client, "duplicates", query=f"?page={number}")


# ---- organisations


def test_organisations_of_one_name_or_spelt_alike_are_found() -> None:
    one, other, slip, _ = (
        Organisation.objects.create(name=name) for name in ("Harbour Care", "Harbour Care Ltd", "Harbuor Care", "Quay")
    )
    Organisation.objects.create(name="The Harbour Care", joined_into=one)
    assert {pair[:2] for pair in pairs("organisation")} == {
        (one.pk, other.pk),
        (one.pk, slip.pk),
        (other.pk, slip.pk),
    }


def test_a_name_that_only_looks_alike_without_its_vowels_is_not_found() -> None:
    for name in ("Oaken Barn", "Eke Nob Urn"):
        Organisation.objects.create(name=name)
    assert len(set(Organisation.objects.values_list("name_key", flat=True))) == 1
    assert pairs("organisation") == set()


# ---- people


def test_people_of_a_rare_name_in_post_are_found_and_those_of_none_are_not() -> None:
    one, other = held("Mary Seacole"), held("Dr MARY SEACOLE")
    Person.objects.create(name="Mary Seacole")
    assert pairs("person") == {Pair(one.pk, other.pk, "rare_name")}


def test_of_a_common_name_only_those_of_one_organisation_are_found() -> None:
    for _ in range(RARE_NAME):
        held("Ann Smith")
    care = OrganisationFactory()
    one, other = held("Ann Smith", organisation=care), held("Ann Smith", organisation=care)
    assert pairs("person") == {Pair(one.pk, other.pk, "one_organisation")}


def test_a_name_that_very_many_share_in_one_organisation_says_nothing() -> None:
    care = OrganisationFactory()
    for _ in range(MOST_ALIKE + 1):
        held("Ann Smith", organisation=care)
    assert pairs("person") == set()


def test_pairs_come_a_page_at_a_time() -> None:
    for number in range(21):
        for _ in range(2):
            held(f"Person{'x' * number} Rare")
    first, second = (find_pairs("person", number, TODAY) for number in (1, 2))
    assert (len(first.pairs), first.more, len(second.pairs), second.more) == (20, True, 1, False)
    assert not set(first.pairs) & set(second.pairs)


def test_a_pair_is_set_aside_with_a_reason_and_offered_again(client: Client) -> None:
    one, other = held("Mary Seacole", "SC000001", name="Willow House"), held("Mary Seacole", "SC000002")
    assert "Manager of Willow House (SC000001)" in see(client, "duplicates", query="?kind=person")
    asked = go(client, "pair_set_aside", "person", one.pk, other.pk, why="")
    assert "Say why" in error_at(asked, "why")
    shown = text_of(go(client, "pair_set_aside", "person", one.pk, other.pk, why="Two birthdays."))
    assert "No people in post are likely to be written down twice." in shown
    assert "Two birthdays. Mona Manager" in see(client, "duplicates", query="?kind=person&aside=yes")
    assert pairs("person") == set()
    pair = SetAside.objects.get()
    shown = client.post(reverse("casework:pair_bring_back", args=[pair.pk]), follow=True).content.decode()
    assert "Manager of Willow House (SC000001)" in text_of(shown)
    assert len(pairs("person")) == 1


@pytest.mark.parametrize(("kind", "first"), [("nonsense", 1), ("person", 999_999)])
def test_a_pair_that_is_not_there_cannot_be_set_aside(client: Client, kind: str, first: int) -> None:
    held("Mary Seacole")
    assert client.get(reverse("casework:pair_set_aside", args=[kind, first, 999_998])).status_code == 404


# ---- people joined and parted


def test_two_people_are_shown_side_by_side_joined_and_parted(client: Client) -> None:
    one = held("Mary Seacole", "SC000001", name="Willow House")
    other = held("M Seacole", "SC000002", name="Oak House")
    assert "M Seacole Manager of Oak House (SC000002)" in see(client, "person", one.pk, query="?q=Seacole")
    both = see(client, "person_join", one.pk, other.pk)
    assert "Mary Seacole (stays)" in both
    assert both.index("Willow House") < both.index("M Seacole (joined into the first)") < both.index("Oak House")
    assert "Say why" in error_at(go(client, "person_join", one.pk, other.pk, why=""), "why")
    shown = text_of(go(client, "person_join", one.pk, other.pk, why=WHY))
    assert "Oak House" in shown
    assert "M Seacole was joined into it on" in shown
    assert f"by Mona Manager: {WHY}" in shown
    found = client.get(reverse("casework:finder"), {"q": "M Seacole"}).content.decode()
    assert f"/in-post/{one.pk}/" in found
    assert f"/in-post/{other.pk}/" not in found
    assert "Mary Seacole" in see(client, "person", other.pk)
    joining = PersonJoining.objects.get()
    assert "1 post came with that" in see(client, "person_part", one.pk, joining.pk)
    shown = text_of(go(client, "person_part", one.pk, joining.pk, why="Two birthdays."))
    assert "In post M Seacole Posts Posts of M Seacole" in shown
    assert "Oak House" in shown
    assert "Parted again on" in see(client, "person", one.pk)
    assert "parted already" in error_at(go(client, "person_part", one.pk, joining.pk, why="Again."), "why")


def test_joining_somebody_with_themselves_is_refused_at_the_reason(client: Client) -> None:
    one = held("Mary Seacole")
    assert "Choose another person" in error_at(go(client, "person_join", one.pk, one.pk, why=WHY), "why")


def test_an_inspector_reads_a_person_and_joins_nobody(client: Client) -> None:
    one, other = held("Mary Seacole"), held("Mary Seacole")
    client.force_login(UserFactory(role=User.Role.INSPECTOR))
    assert "join" not in see(client, "person", one.pk)
    assert client.post(reverse("casework:person_join", args=[one.pk, other.pk]), {"why": WHY}).status_code == 403
    assert client.get(reverse("casework:duplicates")).status_code == 403


# ---- services


def twice_recorded() -> tuple[Provider, Provider]:
    """A home with an inspection and a manager, and the same recorded again with a manager and a complaint."""
    care = OrganisationFactory()
    same: dict[str, Any] = {"organisation": care, "name": "Willow House", "postcode": "N1 9GU"}
    kept = ProviderFactory(urn="SC000001", inspected_on=date(2026, 2, 2), **same)
    again = ProviderFactory(urn="SC000002", inspected_on=date(2026, 5, 10), **same)
    for home in (kept, again):
        PersonInPostFactory(provider=home)
    RecordFactory(provider=again)
    return kept, again


def test_services_of_one_owner_and_name_or_type_and_place_are_found() -> None:
    kept, again = twice_recorded()
    place = ProviderFactory(name="Elm House", postcode="N1 9GU")
    ProviderFactory(name="Ash House", postcode="N1 9GU", service_type_id="boarding_school")
    ended = ProviderFactory(name="Oak House", postcode="N1 9GU")
    StatusPeriodFactory(provider=ended, status="resigned", until_on=None)
    assert pairs("provider") == {
        Pair(kept.pk, again.pk, "owner"),
        Pair(kept.pk, place.pk, "place"),
        Pair(again.pk, place.pk, "place"),
    }
    Lineage.objects.create(kind="split", predecessor=kept, successor=place, on=TODAY)
    assert Pair(kept.pk, place.pk, "place") not in pairs("provider")


def test_a_service_recorded_twice_is_joined_and_parted_by_pages(client: Client) -> None:
    kept, again = twice_recorded()
    make_run()
    with time_machine.travel(NOON):
        assert (
            "/providers/SC000001/join/?other=SC000002"
            in client.get(reverse("casework:duplicates"), {"kind": "provider"}).content.decode()
        )
        before = see(client, "provider_join", "SC000001", query="?other=SC000002")
        assert "SC000001 (stays) SC000002 (joined into it)" in before
        sent = {"other": "sc000002", "why": WHY}
        asked = text_of(go(client, "provider_join", "SC000001", **sent))
        assert "Nothing is written yet. The plans below are those on 2 September 2026" in asked
        assert "Inspections: 1" in asked
        assert "What stays with SC000002" in asked
        assert "People in post: 1" in asked
        assert "the latest 2 February 2026 1 inspection, the latest 10 May 2026" in asked
        assert "Status On the register Closed" in asked
        assert not ProviderJoining.objects.exists()
        shown = text_of(go(client, "provider_join", "SC000001", **sent, confirmed="yes"))
        assert "SC000002 was this service, recorded twice: joined into it on 1 September 2026 by Mona Manager" in shown
        joined = see(client, "provider", "SC000002")
        assert "Recorded twice: see SC000001" in joined
        assert "End the registration" not in joined
        assert client.get(reverse("casework:finder"), {"q": "SC000002"}).url == "/providers/SC000001/"
        found = client.get(reverse("casework:finder"), {"q": "Willow House"}).content.decode()
        assert "/providers/SC000001/" in found
        assert "/providers/SC000002/" not in found
        joining = ProviderJoining.objects.get()
        part = ("provider_part", "SC000001", joining.pk)
        assert "goes back" in see(client, *part)
        go(client, *part, why="Two houses.", confirmed="yes")
        assert "into which this record was joined" not in see(client, "provider", "SC000002")
        assert again.inspections.count() == kept.inspections.count() == 1
        assert not again.status_periods.exists()


@pytest.mark.parametrize(
    ("urn", "says"),
    [
        ("SC999999", "There is no provider SC999999"),
        ("SC000001", "Choose another record than this one."),
        ("SC000003", "They are of different types."),
    ],
)
def test_what_is_not_the_same_service_is_refused_at_the_urn(client: Client, urn: str, says: str) -> None:
    twice_recorded()
    ProviderFactory(urn="SC000003", service_type_id="boarding_school")
    assert says in error_at(go(client, "provider_join", "SC000001", other=urn, why=WHY), "other")


# ---- intelligence


def test_records_of_one_kind_and_provider_on_one_day_or_the_next_are_found(client: Client) -> None:
    home = ProviderFactory(urn="SC000001")
    days = (date(2026, 8, 20), date(2026, 8, 21), date(2026, 8, 24))
    entered = datetime(2026, 8, 25, 9, tzinfo=UTC)
    one, other, _ = (RecordFactory(provider=home, received_on=day, entered_at=entered) for day in days)
    RecordFactory(provider=home, received_on=days[0], kind="concern", entered_at=entered)
    RecordFactory(received_on=days[0], entered_at=entered)
    old = datetime(2025, 8, 25, 9, tzinfo=UTC)
    for _ in range(2):
        RecordFactory(provider=home, received_on=date(2025, 8, 20), entered_at=old)
    assert pairs("record") == {Pair(one.pk, other.pk, "report")}
    with time_machine.travel(NOON):
        shown = client.get(reverse("casework:duplicates"), {"kind": "record"}).content.decode()
    assert f"/intelligence/{one.reference}/join/{other.reference}/" in shown
