"""A manager's morning: the figures, where they lead, a day gone by, a run and what it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from core.law import law_in_force
from core.models import User
from providers.models import Provider
from scheduling import tasks
from scheduling.models import PlanFailure, PlanRun
from scheduling.runs import run_start, run_work
from tests.browser.conftest import Visit
from tests.browser.pages import fill_day, heading
from tests.casework.registers import NOON, TODAY, add_inspection, fill_register, make_run, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def two_days() -> PlanRun:
    """Runs of two days, the second with changes and one provider that could not be planned."""
    fill_register()
    make_run(date(2026, 8, 31))
    add_inspection(Provider.objects.get(urn="SC000001"), date(2026, 8, 30))
    run = make_run(TODAY)
    PlanFailure.objects.create(run=run, provider=Provider.objects.get(urn="SC000002"), reason="ValueError: no date")
    PlanRun.objects.filter(pk=run.pk).update(failed=1)
    return run


@pytest.fixture
def manager() -> User:
    return person(User.Role.SENIOR_MANAGER)


def test_a_figure_is_followed_to_its_list_by_mouse(visit: Visit, manager: User, two_days: PlanRun) -> None:
    page = visit(manager, reverse("casework:manager"))
    expect(page.get_by_role("tab")).to_have_count(3)
    page.get_by_role("tab", name="By region").click()
    row = page.get_by_role("row", name=re.compile("^London"))
    number = row.get_by_role("link").nth(2).inner_text()
    row.get_by_role("link").nth(2).click()
    expect(page.locator(".kit-results-line")).to_contain_text(f"{number} provider")


def test_the_same_by_keyboard_alone(visit: Visit, manager: User, two_days: PlanRun) -> None:
    page = visit(manager, reverse("casework:manager"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText")
        if re.search(r"\d\s+overdue", focused):
            break
    number = re.match(r"\d+", focused)[0]  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.locator(".kit-results-line")).to_contain_text(f"{number} provider")


@pytest.mark.parametrize("script", [True, False])
def test_another_day_and_one_region_are_chosen(visit: Visit, manager: User, two_days: PlanRun, script: bool) -> None:
    page = visit(manager, reverse("casework:manager"), script=script)
    page.get_by_text("Choose another day").click()
    fill_day(page, "31 8 2026")
    page.get_by_label("Region", exact=True).select_option("london")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".govuk-caption-l")).to_have_text("31 August 2026 · London")
    page.locator(".kit-figures a").first.click()
    assert heading(page) == "Providers on 31 August 2026"
    page.get_by_role("link", name="Compliance").last.click()
    page.get_by_role("link", name="The latest figures").click()
    expect(page.locator(".govuk-caption-l")).to_contain_text("1 September 2026")


def test_without_a_script_every_breakdown_is_on_the_page(visit: Visit, manager: User, two_days: PlanRun) -> None:
    page = visit(manager, reverse("casework:manager"), script=False)
    for name in ("service type", "region", "team"):
        expect(page.get_by_role("table", name=f"Share of providers in each state, by {name}")).to_be_visible()


def test_on_paper_stand_all_figures_and_no_addresses(visit: Visit, manager: User, two_days: PlanRun) -> None:
    page = visit(manager, reverse("casework:manager"))
    page.emulate_media(media="print")
    links = page.locator("main a:visible")
    assert links.count() > 50
    assert set(links.evaluate_all("all => all.map(one => getComputedStyle(one, '::after').content)")) == {"none"}
    for name in ("service type", "region", "team"):
        expect(page.get_by_role("table", name=f"Share of providers in each state, by {name}")).to_be_visible()
    expect(page.get_by_role("link", name="Glossary")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_changes_of_a_run_are_filtered(visit: Visit, manager: User, two_days: PlanRun, script: bool) -> None:
    page = visit(manager, reverse("scheduling:runs"), script=script)
    page.get_by_role("link", name=re.compile("1 September 2026")).click()
    page.get_by_label("Why it changed").select_option("inspection")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("table", name="Changed plans")).to_contain_text("SC000001")
    page.get_by_role("link", name="Why it changed: Inspection").click()
    assert page.url.endswith("?urn=&kind=&type=&region=&team=") or "cause" not in page.url


def test_progress_is_live_and_the_page_shows_the_changes_when_the_run_has_ended(visit: Visit, manager: User) -> None:
    fill_register()
    run = run_start(TODAY, "manual", law=law_in_force(), at=NOON)
    page = visit(manager, reverse("scheduling:run", args=[run.pk]))
    expect(page.get_by_text("0 of 1 slice planned")).to_be_visible()
    run_work(run.pk, clock=lambda: NOON)
    expect(page.get_by_role("heading", name="What changed since the run before, and why")).to_be_visible(timeout=8000)
    expect(page.locator("[hx-get]")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_the_plans_are_made_anew_after_a_confirmation(
    visit: Visit, manager: User, two_days: PlanRun, script: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "dispatch", lambda _: None)
    page = visit(manager, reverse("scheduling:runs"), script=script)
    page.get_by_role("button", name="Make every plan anew").click()
    page.get_by_role("button", name="Make every plan anew").click()
    assert heading(page) == "Run by hand for 1 September 2026"
    page.get_by_role("link", name="Runs").first.click()
    expect(page.get_by_text("A run for 1 September 2026 is at work")).to_be_visible()
    expect(page.get_by_role("button", name="Make every plan anew")).to_have_count(0)
