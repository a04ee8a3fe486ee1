"""The pages of `core` in a browser: by keyboard, without a script, on a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.models import RegimeChoice, User
from tests.browser.conftest import Visit
from tests.browser.pages import axe_faults, tab_to
from tests.factories import UserFactory


@pytest.fixture
def senior(transactional_db: None) -> User:
    return UserFactory(role=User.Role.SENIOR_MANAGER)


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(visit: Visit, senior: User) -> None:
    page = visit(senior, "/components/")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Enter the name of the service").click()
    assert page.evaluate("document.activeElement.id") == "id_name"


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_senior_manager_chooses_a_regime_by_keyboard_alone(visit: Visit, senior: User, script: bool) -> None:
    page = visit(senior, "/regimes/choose/?regime=2017-risk-based", script=script)
    day, confirm = page.locator("#id_in_force_from-day"), page.get_by_role("button", name="Confirm")
    tab_to(page, day)
    for text in ("1", "apr", "2027"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("Decided by the board.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Confirm the regime in force").wait_for()
    assert axe_faults(page) == [] if script else True
    assert not RegimeChoice.objects.exists()
    tab_to(page, confirm)
    page.keyboard.press("Enter")
    page.get_by_text("2017-risk-based is chosen").wait_for()
    assert RegimeChoice.objects.get().why == "Decided by the board."


def test_the_menu_unfolds_on_a_narrow_screen(visit: Visit, senior: User) -> None:
    page = visit(senior, "/glossary/", narrow=True)
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Regimes")
    menu = page.get_by_role("button", name="Menu")
    assert not link.is_visible()
    menu.click()
    assert link.is_visible()


def test_the_menu_is_open_without_a_script(visit: Visit, senior: User) -> None:
    page = visit(senior, "/glossary/", narrow=True, script=False)
    assert page.get_by_role("navigation", name="Main").get_by_role("link", name="Regimes").is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_filters_are_folded_on_a_narrow_screen_by_the_script_alone(visit: Visit, senior: User, script: bool) -> None:
    page = visit(senior, "/components/", narrow=True, script=script)
    assert page.get_by_role("button", name="Apply filters").is_visible() is not script


def test_a_running_job_asks_again_by_itself(visit: Visit, senior: User) -> None:
    page = visit(senior, "/components/")
    with page.expect_response("**/components/progress/", timeout=5000) as asked:
        page.wait_for_timeout(0)
    assert asked.value.status == 200
