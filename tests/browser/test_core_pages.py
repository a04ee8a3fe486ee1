"""The pages of `core` in a browser: accessible, wide and narrow, by keyboard, without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from core.models import RegimeChoice, User
from tests.browser.conftest import axe_faults, overflows
from tests.factories import UserFactory

Visit = Callable[..., Page]
NOT_PAGES = {"account_logout"}
WITH_ARGUMENTS = ["/regimes/2006-option-1/", "/regimes/2017-risk-based/copy/", "/regimes/2006-option-1/?on=2026-02-31"]
COMPARED = "/regimes/compare/?left=2006-option-1&right=2017-risk-based&all=on"


def faults(page: Page) -> list[str]:
    return [*axe_faults(page), *(["too wide"] if overflows(page) else [])]


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address of the URLconf that needs no argument, the technical admin apart."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if route.startswith("/admin"):
            continue
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern) and "<" not in route and "^" not in route and entry.name not in NOT_PAGES:
            yield route


@pytest.fixture
def senior(transactional_db: None) -> User:
    return UserFactory(role=User.Role.SENIOR_MANAGER)


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_every_page_is_accessible_when_nothing_is_there_yet(visit: Visit, senior: User, narrow: bool) -> None:
    page, found = visit(senior, "/your-account/", narrow=narrow), {}
    for path in sorted({*addresses(get_resolver()), *WITH_ARGUMENTS, COMPARED}):
        answer = page.request.get(path)
        if answer.status != 200 or b"<html" not in answer.body():
            continue
        page.goto(path)
        found[path] = faults(page)
    assert len(found) > 15
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_doors_are_accessible_to_whoever_is_not_signed_in(visit: Visit, senior: User, narrow: bool) -> None:
    page, found = visit(senior, "/your-account/", narrow=narrow), {}
    page.context.clear_cookies()
    for path in ("/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/account/inactive/"):
        page.goto(path)
        assert page.get_by_role("button", name="Sign out").count() == 0
        found[path] = faults(page)
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_a_form_with_errors_is_accessible_and_its_summary_has_the_focus(
    visit: Visit, senior: User, narrow: bool
) -> None:
    page = visit(senior, "/components/", narrow=narrow)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert faults(page) == []
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Enter name of the service").click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def press_until(page: Page, reached: Callable[[], bool]) -> None:
    """Press Tab until something has the focus, from the top of the page."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if reached():
            return
    pytest.fail("Tab does not lead there")


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_senior_manager_chooses_a_regime_by_keyboard_alone(visit: Visit, senior: User, script: bool) -> None:
    page = visit(senior, "/regimes/choose/?regime=2017-risk-based", script=script)
    day, confirm = page.locator("#id_in_force_from-day"), page.get_by_role("button", name="Confirm")
    press_until(page, lambda: day.evaluate("box => box === document.activeElement"))
    for text in ("1", "apr", "2027"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("Decided by the board.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Confirm the regime in force").wait_for()
    assert faults(page) == [] if script else True
    assert not RegimeChoice.objects.exists()
    press_until(page, lambda: confirm.evaluate("button => button === document.activeElement"))
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
