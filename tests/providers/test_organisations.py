"""Organisations renamed, joined and parted: what moves, what comes back, and what their names go on meaning."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.decisions import Refused
from core.models import User
from providers.models import Membership, Organisation
from providers.services import organisation_rename, organisations_join, organisations_part
from tests.factories import MembershipFactory, OrganisationFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
Given = dict[str, Any]


@pytest.fixture
def given() -> Given:
    return {"why": "One letterhead.", "by": UserFactory(role=User.Role.TEAM_MANAGER), "at": AT}


def state() -> list[Any]:
    """Who has what, as rows that can be compared."""
    tables = (Organisation.objects, Membership.objects)
    found: list[Any] = [sorted(map(str, rows.values_list())) for rows in tables]
    return [*found, sorted(Organisation.objects.values_list("pk", "providers__urn"), key=str)]


def test_a_name_goes_on_meaning_the_organisation_and_can_come_back(given: Given) -> None:
    care = OrganisationFactory(name="Harbour Care Ltd")
    organisation_rename(care, "Haven Care Ltd", **given)
    assert Organisation.objects.named("harbour care limited") == care
    assert list(Organisation.objects.standing()) == [care]
    organisation_rename(care, "Harbour Care Ltd", **given)
    care.refresh_from_db()
    assert care.name == "Harbour Care Ltd"
    assert Organisation.objects.named("Haven Care Limited") == care
    assert [event.summary for event in care.events.all()] == [
        "Renamed from Haven Care Ltd to Harbour Care Ltd",
        "Renamed from Harbour Care Ltd to Haven Care Ltd",
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Quay Homes Ltd", "Quay Homes Limited is called so already"),
        ("Harbour Care", "Enter another name"),
        ("", "Enter"),
    ],
)
def test_a_name_of_another_and_its_own_are_refused(given: Given, name: str, says: str) -> None:
    care = OrganisationFactory(name="Harbour Care")
    OrganisationFactory(name="Quay Homes Limited")
    with pytest.raises(Refused, match=says) as refusal:
        organisation_rename(care, name, **given)
    assert refusal.value.field == "name"


def test_two_are_joined_and_parted_again_exactly(given: Given) -> None:
    kept, twice, older = (OrganisationFactory(name=name) for name in ("Kept Ltd", "Twice Ltd", "Older Ltd"))
    ProviderFactory(organisation=kept)
    moved = ProviderFactory(organisation=twice)
    in_both = UserFactory(role="provider")
    MembershipFactory(organisation=kept, user=in_both, level="viewer")
    MembershipFactory(organisation=twice, user=in_both)
    of_service = Membership.objects.create(user=in_both, organisation=twice, provider=moved, level="owner")
    only = MembershipFactory(organisation=twice)
    organisations_join(twice, older, **given)
    before = state()
    joining = organisations_join(kept, twice, **given)
    moved.refresh_from_db()
    assert moved.organisation == kept
    assert set(kept.memberships.values_list("pk", flat=True)) >= {only.pk, of_service.pk}
    assert kept.memberships.get(user=in_both, provider=None).level == "viewer"
    assert Organisation.objects.named("Twice Ltd") == Organisation.objects.named("Older Ltd") == kept
    assert joining.rows.filter(table="provider").count() == 1
    assert moved.timeline.get().summary == "Carried on by Kept Ltd, of which Twice Ltd is another name"
    organisations_part(joining, **given)
    assert state() == before
    assert [event.kind for event in twice.events.order_by("id")] == ["joined", "joined", "parted"]


def test_what_went_elsewhere_since_stays_there(given: Given) -> None:
    kept, twice, third = (OrganisationFactory() for _ in range(3))
    moved = ProviderFactory(organisation=twice)
    joining = organisations_join(kept, twice, **given)
    type(moved).objects.filter(pk=moved.pk).update(organisation=third)
    organisations_part(joining, **given)
    moved.refresh_from_db()
    assert moved.organisation == third


def test_what_cannot_be_joined_or_parted_is_refused(given: Given) -> None:
    kept, twice, third = (OrganisationFactory() for _ in range(3))
    with pytest.raises(Refused, match="Choose another organisation"):
        organisations_join(kept, kept, **given)
    joining = organisations_join(kept, twice, **given)
    with pytest.raises(Refused, match="was joined into another"):
        organisations_join(third, twice, **given)
    outer = organisations_join(third, kept, **given)
    with pytest.raises(Refused, match="was joined into another"):
        organisations_part(joining, **given)
    organisations_part(outer, **given)
    organisations_part(joining, **given)
    with pytest.raises(Refused, match="parted already"):
        organisations_part(joining, **given)
    with pytest.raises(Refused, match="Only a manager"):
        organisations_join(kept, twice, **(given | {"by": UserFactory()}))
