"""An inspector's morning: find a provider, read why, ask for a visit. By mouse, keyboard, without a script, narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from core.models import User
from providers.models import Provider
from tests.browser.conftest import Visit
from tests.browser.pages import FOCUSED, axe_faults, overflows, skip_to_content, tab_to
from tests.browser.providers import ProviderList, ProviderPage
from tests.casework.registers import NOON, make_run
from tests.factories import MembershipFactory, OrganisationFactory, ProviderFactory, UserFactory

LONG = "Fairview" * 10
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def inspector() -> User:
    owner = OrganisationFactory(name="Harbour Trust")
    ProviderFactory(urn="SC000001", name="Fairview Lodge", organisation=owner, inspected_on=date(2026, 2, 2))
    ProviderFactory(urn="SC000002", name="Birch Grange", inspected_on=date(2026, 5, 10))
    ProviderFactory(urn="SC000003", name="Castle View", region_id="north_east", inspected_on=date(2022, 5, 10))
    for number in range(60):
        ProviderFactory(urn=f"SC0001{number:02}", name=f"Zebra House {number:02}", inspected_on=date(2026, 4, 20))
    make_run()
    return UserFactory(name="Iris Inspector")


@pytest.mark.parametrize("script", [True, False])
def test_find_a_provider_read_why_and_ask_for_a_visit(visit: Visit, inspector: User, script: bool) -> None:
    page = visit(inspector, reverse("casework:providers"), script=script)
    providers = ProviderList(page)
    providers.search("fairvew")
    expect(page.get_by_text("These are the closest names")).to_be_visible()
    assert providers.names() == ["Fairview Lodge"]
    home = providers.open("Fairview Lodge")
    assert home.items() == ["Key inspection by 2 February 2027"]
    expect(page.get_by_text("para 3.1").first).to_be_visible()
    home.ask_for_visit("Monitoring visit", "1 10 2026", "A neighbour wrote.")
    expect(page.get_by_role("heading", name="What this did to the plan")).to_be_visible()
    assert home.items() == ["Monitoring visit by 1 October 2026", "Key inspection by 2 February 2027"]


@pytest.mark.parametrize("script", [True, False])
def test_filters_pages_and_the_way_back(visit: Visit, inspector: User, script: bool) -> None:
    page = visit(inspector, reverse("casework:providers"), script=script)
    providers = ProviderList(page)
    expect(page.get_by_text("1 to 50 of 63 providers")).to_be_visible()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("51 to 63 of 63 providers")).to_be_visible()
    page.get_by_role("link", name="Previous page").click()
    expect(page.get_by_text("1 to 50 of 63 providers")).to_be_visible()
    assert providers.names()[:3] == ["Birch Grange", "Castle View", "Fairview Lodge"]
    providers.tick(Plan="Overdue", Region="North East")
    expect(page.get_by_text("1 provider", exact=True)).to_be_visible()
    assert providers.names() == ["Castle View"]
    page.get_by_role("link", name=re.compile("Remove this filter: Plan state: Overdue")).click()
    page.get_by_role("link", name="Clear filters").click()
    expect(page.get_by_text("1 to 50 of 63 providers")).to_be_visible()


def test_the_list_and_a_decision_by_keyboard_alone(visit: Visit, inspector: User) -> None:
    page = visit(inspector, reverse("casework:providers"))
    skip_to_content(page)
    tab_to(page, ProviderList(page).search_box)
    page.keyboard.type("castle view")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 provider", exact=True)).to_be_visible()
    page.wait_for_load_state()
    tab_to(page, page.get_by_role("link", name="Castle View", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Castle View")
    page.wait_for_load_state()
    tab_to(page, page.get_by_role("button", name="Ask for a visit"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask for a visit")
    page.wait_for_load_state()
    first = page.get_by_label("Key inspection", exact=True)
    tab_to(page, first)
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Random inspection", exact=True).evaluate(FOCUSED)
    for part in ("1", "3", "2020"):
        page.keyboard.press("Tab")
        page.keyboard.type(part)
    tab_to(page, page.get_by_label("Why it is needed"))
    page.keyboard.type("Nobody has been for years.")
    tab_to(page, page.get_by_role("button", name="Ask for the visit"))
    page.keyboard.press("Enter")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("is past")
    tab_to(page, summary.get_by_role("link"))
    page.keyboard.press("Enter")
    assert page.get_by_label("Day", exact=True).first.evaluate(FOCUSED)
    expect(page.get_by_label("Why it is needed")).to_have_value("Nobody has been for years.")


def test_a_name_without_a_space_breaks_on_a_narrow_screen(visit: Visit, inspector: User) -> None:
    Provider.objects.filter(urn="SC000001").update(name=LONG)
    page = visit(inspector, reverse("casework:providers") + "?q=SC000001", narrow=True)
    assert not overflows(page)
    ProviderList(page).open(LONG)
    assert not overflows(page)


def test_on_a_narrow_screen_rows_are_cards_and_filters_are_folded(visit: Visit, inspector: User) -> None:
    page = visit(inspector, reverse("casework:providers"), narrow=True)
    providers = ProviderList(page)
    expect(providers.search_box).to_be_visible()
    expect(page.get_by_role("button", name="Apply filters")).to_be_hidden()
    assert not overflows(page)
    row = page.locator("tbody tr").first
    assert row.evaluate("row => getComputedStyle(row).display") == "block"
    target = row.locator("[data-label=Target]")
    assert target.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Target: "'
    assert row.bounding_box()["width"] <= 375  # type: ignore[index]
    providers.search("castle")
    home = providers.open("Castle View")
    assert home.items()
    assert not overflows(page)


@pytest.mark.parametrize(
    "query", ["?state=overdue&type=childrens_home&sort=gap", "?q=fairvew", "?region=atlantis", "?q=nothing"]
)
def test_the_list_is_clean_in_each_of_its_shapes(visit: Visit, inspector: User, query: str) -> None:
    page = visit(inspector, reverse("casework:providers") + query)
    page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
    assert axe_faults(page) == []


def test_a_wrong_filter_leads_to_its_field(visit: Visit, inspector: User) -> None:
    page = visit(inspector, reverse("casework:providers") + "?gap=7")
    page.locator(".govuk-error-summary").get_by_role("link").click()
    assert page.get_by_label("Since any inspection").evaluate(FOCUSED)


def test_a_provider_user_finds_their_services_and_nothing_else(visit: Visit) -> None:
    member = MembershipFactory()
    ProviderFactory(name="Fairview Lodge", organisation=member.organisation, inspected_on=date(2026, 2, 2))
    make_run()
    page = visit(member.user, "/", narrow=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your services")
    expect(page.get_by_role("link", name="Fairview Lodge", exact=True)).to_be_visible()
    assert page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts() in ([], ["Your services"])
    assert axe_faults(page) == []
    assert "2027" not in page.content()


def test_the_plan_is_read_from_the_top_of_a_wide_page(visit: Visit, inspector: User) -> None:
    page = visit(inspector, reverse("casework:provider", args=["SC000001"]))
    assert ProviderPage(page).items()
    expect(page.locator(".kit-item").first).to_be_in_viewport()
