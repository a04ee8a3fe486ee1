"""Merged, split, transferred, registered again: both clocks and ratings are shown before, and the line carries on."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from core.models import User
from providers.models import Lineage, Provider, TimelineEvent
from tests.casework.registers import make_run
from tests.casework.test_register import WHY, both, error_at, go
from tests.factories import OrganisationFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(db: None) -> Client:
    """A browser in which a team manager is signed in."""
    client = Client()
    client.force_login(UserFactory(role=User.Role.TEAM_MANAGER, name="Mona Manager"))
    return client


@pytest.fixture
def home(db: None) -> Provider:
    """A good home, and an adequate one that was inspected earlier."""
    home = ProviderFactory(urn="SC000001", name="Willow House", inspected_on=date(2026, 2, 2))
    ProviderFactory(urn="SC000002", name="Oak House", inspected_on=date(2025, 11, 3), inspected_on__rating=2)
    make_run()
    return home


def test_a_transfer_to_a_new_owner_registers_the_successor_with_the_clock_of_the_old(
    client: Client, home: Provider
) -> None:
    asked, shown = both(
        client, "transfer", "SC000001", organisation="Brand New Ltd", on="2026-09-01", ending="on", why=WHY
    )
    assert "New owner Brand New Ltd (a new organisation)" in asked
    assert "Clock and rating of 2000000" in asked
    assert "Good, awarded at the inspection of 2 February 2026" in asked
    assert "Not registered yet By 2 February 2027, in law by 31 March 2027" in asked
    assert "It is written down" in shown
    made = Provider.objects.get(urn="2000000")
    assert (str(made.organisation), made.name) == ("Brand New Ltd", "Willow House")
    assert home.status_periods.get().status == "resigned"
    assert made.predecessor_links.get().predecessor == home
    assert {event.kind for event in TimelineEvent.objects.filter(provider=home)} == {"lineage", "resigned"}


def test_a_merger_shows_both_and_takes_the_earliest_clock_and_the_worst_rating(client: Client, home: Provider) -> None:
    asked, _ = both(client, "merge", "SC000001", merging="sc000002", on="2026-08-31", ending="on", why=WHY)
    for urn in ("SC000001", "SC000002", "2000000"):
        assert f"Clock and rating of {urn}" in asked
    new = asked[asked.index("Clock and rating of 2000000") :]
    assert "Adequate, awarded at the inspection of 3 November 2025" in new
    assert Lineage.objects.filter(kind="merge", successor__urn="2000000").count() == 2


def test_one_of_those_that_merge_may_carry_on(client: Client, home: Provider) -> None:
    both(
        client,
        "merge",
        "SC000001",
        merging="SC000002",
        successors="SC000001",
        on="2026-09-01",
        ending="on",
        why=WHY,
    )
    link = Lineage.objects.get()
    assert (link.predecessor.urn, link.successor.urn) == ("SC000002", "SC000001")
    assert not home.status_periods.exists()


def test_a_split_makes_new_ones_beside_one_that_is_there(client: Client, home: Provider) -> None:
    asked, _ = both(
        client,
        "split",
        "SC000001",
        successors="SC000002",
        how_many="1",
        on="2026-09-01",
        ending="on",
        why=WHY,
    )
    assert "Oak House (SC000002), 1 new, registered by this" in asked
    assert set(Lineage.objects.values_list("successor__urn", flat=True)) == {"SC000002", "2000000"}


def test_a_reregistration_need_not_end_anything(client: Client, home: Provider) -> None:
    both(client, "reregistration", "SC000001", new_name="Willow Lodge", on="2026-09-01", why=WHY)
    assert Provider.objects.get(urn="2000000").name == "Willow Lodge"
    assert not home.status_periods.exists()


@pytest.mark.parametrize(
    ("kind", "data", "field", "says"),
    [
        ("merge", {"merging": "SC000009"}, "merging", "There is no provider SC000009."),
        ("merge", {"merging": "<b>"}, "merging", "There is no provider <B>."),
        ("merge", {"merging": "SC000001"}, "on", "A merge has two predecessors or more"),
        ("split", {"successors": "SC000002"}, "on", "A split has one predecessor and two successors"),
        ("split", {"how_many": "21"}, "how_many", "Enter 20 or less"),
        ("transfer", {}, "organisation", "Enter the new owner."),
        ("transfer", {"successors": "SC000002 SC000001"}, "successors", "Enter one URN."),
        ("reregistration", {"successors": "SC000001"}, "on", "cannot carry on from itself"),
        ("reregistration", {"on": "2026-09-02"}, "on", "must be today, 1 September 2026, or earlier"),
        ("reregistration", {"new_name": "\u200b!"}, "new_name", "cannot be seen"),
    ],
)
def test_a_refusal_stands_at_its_field_and_leaves_nothing(
    client: Client, home: Provider, kind: str, data: dict[str, str], field: str, says: str
) -> None:
    shown = go(client, kind, "SC000001", **({"on": "2026-09-01", "why": WHY, "ending": "on"} | data))
    assert says in error_at(shown, field)
    assert WHY in shown
    assert not Lineage.objects.exists()
    assert Provider.objects.count() == 2


def test_an_owner_spelt_alike_is_asked_about(client: Client, home: Provider) -> None:
    OrganisationFactory(name="Harbour Care Limited")
    shown = go(client, "transfer", "SC000001", organisation="Habour Care", on="2026-09-01", why=WHY)
    assert "Choose the organisation that is meant" in error_at(shown, "which")
