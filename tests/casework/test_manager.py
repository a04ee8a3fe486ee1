"""The manager's page: every number is a link to a list that counts the same, today and on any day kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework.manager.days import age_of
from core.law import law_in_force
from core.models import User
from providers.models import Provider
from scheduling.models import PlanRun, RunTotal, TodayTotal
from scheduling.news import news_sweep
from tests.casework.registers import (
    NOON,
    TODAY,
    add_inspection,
    add_provider,
    ask_visit,
    fill_register,
    make_run,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY = date(2026, 8, 31)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def manager() -> Client:
    client = Client()
    client.force_login(person(User.Role.SENIOR_MANAGER))
    return client


class Figures(HTMLParser):
    """The links of a page whose text is a number, perhaps with words that the eye does not see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._href, self._text, self._in_main = "", "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self._in_main = True
        if tag == "a":
            self._href, self._text = dict(attributes).get("href") or "", ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        number = re.match(r"\s*([\d,]+)(?![\d-])", self._text)
        if tag == "a" and number and self._in_main and self._href.startswith("/") and "?" in self._href:
            self.found.append((int(number[1].replace(",", "")), self._href))
            self._href = ""


def figures_of(client: Client, query: str = "") -> list[tuple[int, str]]:
    response = client.get(reverse("casework:manager") + query)
    assert response.status_code == 200
    return Figures(response.content.decode()).found


def listed(client: Client, href: str, *, has_them: bool = True) -> int:
    """How many rows the list says it has; and that it `has_them`, to take away."""
    html = client.get(href).content.decode()
    line = re.search(r"([\d,]+) (?:provider|inspection)s?\b", html[html.index("kit-with-filter") :])
    count = 0 if "fits these filters" in html else int(line[1].replace(",", ""))  # type: ignore[index]
    if not has_them:
        return count
    rows = b"".join(client.get(f"{href}&format=csv")).decode().strip().splitlines()  # type: ignore[arg-type]
    assert len(rows) - 1 == count, href
    return count


def check_every_figure(client: Client, query: str = "", at_least: int = 60, *, has_them: bool = True) -> None:
    figures = figures_of(client, query)
    assert len(figures) >= at_least
    of = {href: listed(client, href, has_them=has_them) for href in {href for _, href in figures}}
    assert [(number, of[href], href) for number, href in figures if number != of[href]] == []


def test_every_number_of_today_opens_a_list_that_counts_the_same(manager: Client) -> None:
    fill_register()
    make_run()
    check_every_figure(manager)


def test_no_number_of_a_table_is_without_its_list_not_even_nought(manager: Client) -> None:
    fill_register()
    make_run()
    html = manager.get(reverse("casework:manager")).content.decode()
    assert len(re.findall(r'cell--numeric"><a [^>]+>0</a>', html)) > 10
    assert re.findall(r'cell--numeric">\s*[\d,]+', html) == []


def test_numbers_follow_news_of_the_day(manager: Client) -> None:
    fill_register()
    make_run()
    before = TodayTotal.objects.count()
    add_inspection(Provider.objects.get(urn="SC000005"), date(2026, 8, 30))
    ask_visit(Provider.objects.get(urn="SC000000"), date(2026, 10, 10), TODAY)
    moved = Provider.objects.get(urn="SC000004")
    moved.region_id, moved.team_id = "south_west", None
    moved.save()
    add_provider("SC000999", region="london")
    news_sweep(law=law_in_force(), as_of=TODAY, at=NOON)
    assert TodayTotal.objects.count() > before
    check_every_figure(manager)


@pytest.mark.parametrize(
    "query", ["?region=london", "?region=none", "?type=childrens_home", "?team=none&type=boarding_school", "?year=2027"]
)
def test_numbers_narrowed_to_a_part_count_the_same(manager: Client, query: str) -> None:
    fill_register()
    make_run()
    check_every_figure(manager, query, at_least=15, has_them=False)


def test_a_day_gone_by_shows_what_its_run_counted_and_lists_it(manager: Client) -> None:
    fill_register()
    run = make_run(YESTERDAY)
    then = figures_of(manager, "?day=2026-08-31")
    for urn in ("SC000004", "SC000005", "SC000104"):
        add_inspection(Provider.objects.get(urn=urn), YESTERDAY)
    retyped = Provider.objects.get(urn="SC000001")
    retyped.service_type_id = "residential_family_centre"
    retyped.save()
    make_run(TODAY)
    overdue_then = RunTotal.objects.filter(run=run, state="overdue").count()
    assert overdue_then
    assert figures_of(manager, "?day=2026-08-31") == then
    assert figures_of(manager) != then
    check_every_figure(manager, "?day=2026-08-31")


def test_a_day_in_three_boxes_is_the_same_day(manager: Client) -> None:
    fill_register()
    make_run(YESTERDAY)
    make_run(TODAY)
    boxes = figures_of(manager, "?day-day=31&day-month=8&day-year=2026&type=&region=&team=")
    assert boxes == figures_of(manager, "?day=2026-08-31")


def test_without_a_run_of_today_the_page_warns_and_counts_by_the_last_run(manager: Client) -> None:
    fill_register()
    make_run(YESTERDAY)
    html = manager.get(reverse("casework:manager")).content.decode()
    assert "No run has been made for today, 1 September 2026" in html
    assert "On 31 August 2026" not in html
    check_every_figure(manager)


def test_the_last_run_is_named_with_its_age(manager: Client) -> None:
    run = make_run()
    html = manager.get(reverse("casework:manager")).content.decode()
    assert reverse("scheduling:run", args=[run.pk]) in html
    assert "committed on 1 September 2026 at 3:00am (9 hours ago)" in html


@pytest.mark.parametrize(
    ("minutes", "age"),
    [(0, "0 minutes ago"), (1, "1 minute ago"), (119, "119 minutes ago"), (120, "2 hours ago"), (1440, "1 day ago")],
)
def test_the_age_of_a_run_in_words(minutes: int, age: str) -> None:
    assert age_of(PlanRun(committed_at=NOON), NOON + timedelta(minutes=minutes)) == age


def test_a_day_without_a_run_names_the_nearest_kept(manager: Client) -> None:
    make_run(date(2026, 8, 1))
    make_run(TODAY)
    html = manager.get(reverse("casework:manager") + "?day=2026-08-15").content.decode()
    assert "No run was kept for 15 August 2026" in html
    assert "The nearest before it: 1 August 2026" in html
    assert "?day=2026-09-01" in html


def test_before_the_first_run_the_page_says_so(manager: Client) -> None:
    html = manager.get(reverse("casework:manager")).content.decode()
    assert "No plans have been made yet" in html


def test_an_impossible_day_is_said_to_be_one_and_the_figures_stay(manager: Client) -> None:
    make_run()
    html = manager.get(reverse("casework:manager") + "?day-day=31&day-month=2&day-year=2026").content.decode()
    assert "Enter a real date" in html
    assert "Are we meeting the law?" in html


def test_the_law_is_met_when_nobody_is_overdue(manager: Client) -> None:
    add_provider("SC000001")
    make_run()
    assert "Yes. No statutory deadline has passed" in manager.get(reverse("casework:manager")).content.decode()


def test_the_closed_are_not_among_the_not_required(manager: Client) -> None:
    fill_register()
    make_run()
    figures = {href: number for number, href in figures_of(manager)}
    schools = sum(number for href, number in figures.items() if _asks(href, state="not_required") == 1)
    assert schools == Provider.objects.filter(service_type="boarding_school").count()


def _asks(href: str, **wanted: str) -> int:
    """1 when the link asks for exactly this."""
    asked = {name: values for name, values in parse_qs(urlsplit(href).query).items() if name != "register"}
    return int(asked == {name: [value] for name, value in wanted.items()})


def test_the_longest_gaps_and_the_overdue_longest_come_first(manager: Client) -> None:
    fill_register()
    make_run()
    html = manager.get(reverse("casework:manager")).content.decode()
    overdue = html[html.index("Overdue longest") : html.index("No inspection holiday")]
    assert overdue.count("<tr") == 1 + 10
    assert overdue.index("15 October 2025") < overdue.index("31 March 2026, of 2025-26")
    gaps = html[html.index("No inspection holiday") :]
    assert gaps.index("15 October 2022") < gaps.index("1 June 2023") < gaps.index("3 March 2024")


def test_the_forecast_tells_the_law_from_the_uplift(manager: Client) -> None:
    fill_register()
    make_run()
    by_ground = {}
    for number, href in figures_of(manager):
        asked = parse_qs(urlsplit(href).query)
        if "ground" in asked:
            by_ground[asked["ground"][0]] = by_ground.get(asked["ground"][0], 0) + number
    assert set(by_ground) == {"law", "policy", "asked"}
    planned = reverse("casework:inspections")
    year = f"{planned}?since=2026-04&until=2027-03"
    assert listed(manager, year) > listed(manager, f"{year}&ground=law") > 0


def test_planned_inspections_are_paged_once_each(manager: Client) -> None:
    for number in range(120):
        add_provider(f"SC{number:06d}", inspected_on=date(2026, 2, 2))
    make_run()
    seen, href = [], reverse("casework:inspections")
    while href:
        html = manager.get(href).content.decode()
        seen += re.findall(r">(SC\d{6})</span>", html)
        following = re.search(r'class="govuk-pagination__next"><a[^>]* href="([^"]+)"', html)
        href = reverse("casework:inspections") + following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"SC{number:06d}" for number in range(120)]


def test_a_month_that_is_none_gets_its_sentence(manager: Client) -> None:
    html = manager.get(reverse("casework:inspections") + "?month=2026-13").content.decode()
    assert "Write the month as in 2026-09." in html


def test_lists_of_a_run_that_was_not_committed_are_not_there(manager: Client) -> None:
    run = PlanRun.objects.create(
        kind="manual", as_of=TODAY, law_fingerprint="", regime_id="", planner_version="", started_at=datetime.now(UTC)
    )
    for name in ("casework:past_providers", "casework:past_inspections"):
        assert manager.get(reverse(name, args=[run.pk])).status_code == 404


@pytest.mark.parametrize("role", [User.Role.INSPECTOR, User.Role.PROVIDER])
def test_the_page_is_for_managers_and_analysts(role: str) -> None:
    make_run()
    client = Client()
    client.force_login(person(role))
    run = PlanRun.objects.get()
    for href in (
        reverse("casework:manager"),
        reverse("casework:inspections"),
        reverse("casework:past_providers", args=[run.pk]),
        reverse("casework:past_inspections", args=[run.pk]),
    ):
        response = client.get(href)
        assert response.status_code == 403
        assert "Are we meeting the law" not in response.content.decode()


@pytest.mark.parametrize(
    "role", [User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.POLICY_ANALYST, User.Role.ADMINISTRATOR]
)
def test_managers_analysts_and_administrators_see_it(role: str) -> None:
    make_run()
    client = Client()
    client.force_login(person(role))
    assert client.get(reverse("casework:manager")).status_code == 200


@pytest.mark.parametrize("name", ["casework:manager", "casework:inspections", "past_providers", "past_inspections"])
def test_as_many_queries_for_fifty_providers_as_for_one(manager: Client, page_budget, name: str) -> None:
    add_provider("SC000000", inspected_on=date(2024, 6, 1))
    run = make_run()
    href = reverse(name) if ":" in name else reverse(f"casework:{name}", args=[run.pk])

    def grow() -> None:
        for number in range(1, 50):
            add_provider(f"SC{number:06d}", inspected_on=date(2024, 6, 1))
        news_sweep(law=law_in_force(), as_of=TODAY, at=NOON)

    page_budget(f"{name} (manager)", lambda: manager.get(href), grow)
