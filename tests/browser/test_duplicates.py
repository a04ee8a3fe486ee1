"""A manager finds a person written down twice, joins them and parts them again; and a service recorded twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from core.models import User
from providers.models import Person
from tests.browser.conftest import Visit
from tests.browser.pages import axe_faults, overflows
from tests.casework.registers import NOON, make_run
from tests.factories import OrganisationFactory, PersonInPostFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def manager() -> User:
    care = OrganisationFactory(name="Harbour Trust")
    for urn, name, visited in (("SC000001", "Mary Seacole", 2), ("SC000002", "Dr Mary Seacole", 5)):
        home = ProviderFactory(urn=urn, name="Willow House", organisation=care, inspected_on=date(2026, visited, 2))
        PersonInPostFactory(provider=home, person=Person.objects.create(name=name))
    make_run()
    return UserFactory(role=User.Role.TEAM_MANAGER, name="Mona Manager")


@pytest.mark.parametrize(("script", "narrow"), [(True, False), (False, True)])
def test_a_person_is_found_joined_and_parted(visit: Visit, manager: User, script: bool, narrow: bool) -> None:
    page = visit(manager, reverse("casework:organisations"), script=script, narrow=narrow)
    page.get_by_role("link", name="What may be written down twice").click()
    page.get_by_role("link", name="People in post").click()
    assert not overflows(page)
    page.get_by_role("link", name="Join Mary Seacole").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Are these one person?")
    page.get_by_role("button", name="Join them").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why")
    assert not overflows(page)
    if script:
        assert axe_faults(page) == []
    page.get_by_label("Why the two are one").fill("One date of birth.")
    page.get_by_role("button", name="Join them").click()
    expect(page.get_by_text("The two are one.")).to_be_visible()
    expect(page.get_by_text("Dr Mary Seacole was joined into it")).to_be_visible()
    assert page.locator("tbody tr").count() == 2
    page.get_by_role("link", name="Part them again").click()
    page.get_by_label("Why they are parted").fill("Two of them.")
    page.get_by_role("button", name="Part them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dr Mary Seacole")
    assert page.locator("tbody tr").count() == 1


def test_a_service_recorded_twice_is_joined_and_parted(visit: Visit, manager: User) -> None:
    page = visit(manager, f"{reverse('casework:duplicates')}?kind=provider")
    page.get_by_role("link", name="Join Willow House").click()
    page.get_by_label("Why the two are one service").fill("One telephone number.")
    assert axe_faults(page) == []
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="What stays with SC000002")).to_be_visible()
    expect(page.get_by_role("heading", name="What this does to Willow House (SC000002)")).to_be_visible()
    assert axe_faults(page) == []
    assert not overflows(page)
    page.get_by_role("button", name="Join them").click()
    expect(page.get_by_text("SC000002 was this service, recorded twice: joined into it")).to_be_visible()
    page.goto(reverse("casework:provider", args=["SC000002"]))
    expect(page.locator("#recorded-twice")).to_contain_text("Recorded twice: see SC000001")
    assert axe_faults(page) == []
    page.get_by_role("link", name="They are two: part them again").click()
    page.get_by_label("Why they are parted").fill("Two houses.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Part them").click()
    expect(page.get_by_text("They are parted.")).to_be_visible()
