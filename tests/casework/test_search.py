"""The provider list: what the address asks for is what is shown, counted and taken away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from casework.search import found
from casework.search.filters import SORTS, TURNED_SORTS, Filters
from casework.search.found import Turn, find
from core.models import User
from providers.models import PastName, Provider
from scheduling.models import TodayTotal
from tests.casework.registers import TODAY, fill_register, make_run
from tests.factories import (
    InspectionFactory,
    MembershipFactory,
    OrganisationFactory,
    ProviderFactory,
    StatusPeriodFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = re.compile(r"<strong>(?:more than )?([\d,]+) provider")
URN = re.compile(r"/providers/((?:SC)?\d+)/")


def page(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(reverse("casework:providers") + query)
    assert response.status_code == status
    return response.content.decode()


def urns(html: str) -> list[str]:
    return URN.findall(html)


def number(html: str) -> int:
    shown = NUMBER.search(html)
    return int(shown[1].replace(",", "")) if shown else 0


def all_urns(client: Client, query: str, way: str = "next") -> list[str]:
    """The URNs of every page, following the link at the foot of each."""
    html, seen = page(client, query), []
    while True:
        seen += urns(html)
        link = re.search(rf'rel="{way}"', html) and re.search(rf'href="(\?[^"]*)" rel="{way}"', html)
        if not link:
            return seen
        html = page(client, link[1].replace("&amp;", "&"))


# ---- searching


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("fairview", "SC000001"),
        ("lodge fair", "SC000001"),
        ("SC000001", "SC000001"),
        ("sc00000", "SC000001"),
        ("000001", "SC000001"),
        ("harbour trust", "SC000001"),
        ("LS6 2", "SC000001"),
        ("ls62ab", "SC000001"),
        ("old name", "SC000001"),
        ("fairvew lodg", "SC000001"),
        ("habour trust", "SC000001"),
    ],
)
def test_a_provider_is_found_by_what_people_know_of_it(client: Client, typed: str, finds: str) -> None:
    owner = OrganisationFactory(name="Harbour Trust")
    known = ProviderFactory(urn="SC000001", name="Fairview Lodge", organisation=owner, postcode="LS6 2AB")
    PastName.objects.create(
        provider=known, name="Old Name Cottage", from_on=date(2015, 1, 1), until_on=date(2018, 1, 1)
    )
    ProviderFactory(urn="1234567", name="Birch Grange", postcode="N1 9GU")
    assert urns(page(client, f"?q={typed.replace(' ', '+')}")) == [finds]


def test_close_spellings_are_shown_only_when_nothing_fits_exactly_and_say_so(client: Client) -> None:
    ProviderFactory(urn="SC000001", name="Fairview Lodge")
    ProviderFactory(urn="SC000002", name="Fairvew Lodge")
    exact = page(client, "?q=fairview")
    assert urns(exact) == ["SC000001"]
    assert "closest names" not in exact
    near = page(client, "?q=fairviw+lodge")
    assert set(urns(near)) == {"SC000001", "SC000002"}
    assert "Nothing is spelt “fairviw lodge”" in near


@pytest.mark.parametrize("typed", ["harbuor", "harbourr"])
def test_what_is_spelt_much_less_alike_than_the_closest_is_left_out(client: Client, typed: str) -> None:
    ProviderFactory(urn="SC000001", name="Harbour House", organisation=None)
    ProviderFactory(urn="SC000002", name="Harbow House", organisation=None)
    ProviderFactory(urn="SC000003", name="Hardy House", organisation=None)
    assert urns(page(client, f"?q={typed}")) == ["SC000001"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "100%", "'", "a", "%00", "x" * 121])
def test_odd_letters_in_the_search_box_find_nothing_or_say_why(client: Client, typed: str) -> None:
    ProviderFactory(name="Birch Grange")
    query = QueryDict(mutable=True)
    query["q"] = "\x00" if typed == "%00" else typed
    response = client.get(reverse("casework:providers"), query)
    assert response.status_code in {200, 400}
    assert urns(response.content.decode()) == []


# ---- filters


@pytest.fixture
def register(client: Client) -> Client:
    fill_register()
    make_run()
    return client


def in_state(client: Client, state: str) -> set[str]:
    return set(urns(page(client, f"?state={state}")))


def test_every_provider_on_the_register_is_in_one_state(register: Client) -> None:
    states = ("overdue", "due", "carried_over", "met", "suspended", "not_required")
    found = [in_state(register, state) for state in states]
    assert sum(map(len, found)) == len(set.union(*found)) == number(page(register))
    assert number(page(register, "?register=all")) == Provider.objects.count()


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("?type=boarding_school", {"SC000014", "SC000114", "SC000214"}),
        ("?type=boarding_school&region=london", {"SC000014"}),
        ("?type=boarding_school&region=none", {"SC000214"}),
        ("?never=1&region=london", {"SC000007", "SC000015"}),
        ("?state=suspended&region=london", {"SC000008"}),
        ("?register=closed&region=london", {"SC000009"}),
        ("?rating=1&region=london", {"SC000002", "SC000013"}),
        ("?rating=none&region=london", {"SC000007", "SC000015"}),
        ("?gap=1095&region=london", {"SC000005", "SC000012"}),
    ],
)
def test_filters_narrow_together(register: Client, query: str, some: set[str]) -> None:
    html = page(register, query)
    assert set(urns(html)) == some
    assert number(html) == len(some)


@pytest.mark.parametrize("verdict", ["missed", "not_known"])
def test_last_years_verdict_is_that_of_the_plan(register: Client, verdict: str) -> None:
    planned = Provider.objects.filter(plans__in_force_until=None, plans__previous_year=verdict)
    assert set(urns(page(register, f"?previous={verdict}&register=all"))) == {row.urn for row in planned} != set()


def test_a_late_target_is_marked_and_can_be_filtered(register: Client) -> None:
    rows = page(register, "?late=1").split('<tr class="govuk-table__row">')[2:]
    assert rows
    assert all(("#overdue" in row) != ("#late" in row) for row in rows)
    assert "#late" not in page(register, "?state=met&region=london&sort=-target")


@pytest.mark.parametrize(
    "query",
    [
        "?type=castle",
        "?state=wobbly",
        "?rating=9",
        "?region=atlantis",
        "?authority=E99",
        "?team=x",
        "?gap=12",
        "?never=perhaps",
        "?late=soon",
        "?previous=x",
        "?register=x",
        "?sort=colour",
        "?state=due&state=wobbly",
    ],
)
def test_a_wrong_filter_is_named_and_no_list_is_shown_under_it(register: Client, query: str) -> None:
    html = page(register, query, status=400)
    assert "There is a problem" in html
    assert "Mend the filter" in html
    assert urns(html) == []


def test_a_filter_in_use_can_be_taken_away_alone(register: Client) -> None:
    html = page(register, "?state=due&state=overdue&region=london&sort=target")
    removals = re.findall(r'class="moj-filter__tag" href="([^"]+)"', html)
    assert [re.sub("&amp;", "&", link) for link in removals] == [
        "?state=overdue&region=london&sort=target",
        "?state=due&region=london&sort=target",
        "?state=due&state=overdue&sort=target",
    ]


# ---- pages and orders


@pytest.mark.parametrize("sort", [*SORTS, *TURNED_SORTS])
@pytest.mark.parametrize("walked", [False, True])
def test_pages_in_any_order_show_each_provider_once_forwards_and_backwards(
    register: Client, monkeypatch: pytest.MonkeyPatch, sort: str, walked: bool
) -> None:
    monkeypatch.setattr("casework.search.views.listing.PER_PAGE", 7)
    monkeypatch.setattr(found, "WORTH_A_TOTAL", 0 if walked else 10**9)
    Provider.objects.filter(urn__in=["SC000001", "SC000103"]).update(name="")
    ProviderFactory.create_batch(3)  # nothing has planned these yet
    onwards = all_urns(register, f"?register=all&sort={sort}")
    assert sorted(onwards) == sorted(Provider.objects.values_list("urn", flat=True))
    last = onwards[-1]
    back = page(register, f"?register=all&sort={sort}&before={last}")
    assert urns(back) == onwards[-8:-1]


@pytest.mark.parametrize("sort", [*SORTS, *TURNED_SORTS])
def test_gathered_and_walked_finds_are_in_the_same_order(
    register: Client, inspector: User, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    Provider.objects.filter(urn__in=["SC000001", "SC000103"]).update(name="")
    ProviderFactory.create_batch(3)  # nothing has planned these yet

    def ids(threshold: int) -> list[int]:
        monkeypatch.setattr(found, "WORTH_A_TOTAL", threshold)
        return find(inspector, Filters(register="all", sort=sort), TODAY, Turn(), 500).page.ids

    assert ids(0) == ids(10**9)


def test_longest_gap_first_then_the_never_inspected_before_them(register: Client) -> None:
    rows = re.findall(r'data-label="Last inspected">([^<]+)<', page(register, "?sort=gap&region=london"))
    dated = [row for row in rows if row != "Never"]
    assert rows[:2] == ["Never", "Never"]
    assert dated[0] == "15 Oct 2022"
    assert len(dated) == len(rows) - 2


def test_a_page_that_begins_with_a_provider_that_is_not_there_shows_the_first_one(register: Client) -> None:
    html = page(register, "?state=due&after=SC999999")
    assert "not in the list any more" in html
    assert urns(html)


def test_no_name_of_a_home_stands_in_the_address_of_a_page(register: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.search.views.listing.PER_PAGE", 3)
    html = page(register, "?sort=name")
    assert re.search(r'href="\?sort=name&amp;after=SC\d{6}" rel="next"', html)


# ---- numbers


def test_a_large_number_comes_from_the_totals_and_equals_the_rows(
    register: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ["", "?state=due", "?late=1", "?never=1", "?gap=365", "?register=closed", "?register=all&previous=missed"]
    queries += ["?type=childrens_home&region=london&state=overdue", "?team=none", "?region=none&state=met&register=all"]
    counted = [number(page(register, query)) for query in queries]
    assert all(counted)
    monkeypatch.setattr(found, "WORTH_A_TOTAL", 0)
    assert [number(page(register, query)) for query in queries] == counted


def test_totals_of_another_day_are_not_believed(register: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = number(page(register, "?state=due"))
    monkeypatch.setattr(found, "WORTH_A_TOTAL", 0)
    TodayTotal.objects.update(as_of=date(2026, 8, 31), providers=999)
    assert number(page(register, "?state=due")) == counted


def test_more_than_can_be_counted_says_so(register: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "COUNTED_UP_TO", 5)
    html = page(register, "?rating=3")
    assert "more than 5 providers" in html
    assert len(urns(html)) > 5


# ---- taken away


def taken(client: Client, query: str) -> list[dict[str, str]]:
    response = client.get(reverse("casework:providers") + query)
    assert response.streaming
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    "query",
    [
        "?sort=gap",
        "?state=due&sort=-target",
        "?q=Service+SC0000&type=childrens_home",
        "?q=servce&region=london",
        "?rating=1&sort=deadline",
    ],
)
def test_the_download_is_exactly_what_is_listed_in_the_same_order(register: Client, query: str) -> None:
    rows = taken(register, f"{query}&format=csv")
    assert rows
    assert [row["URN"] for row in rows] == all_urns(register, query)


def test_the_download_tells_what_the_page_shows(client: Client) -> None:
    ProviderFactory(urn="SC000001", name="=Fairview", inspected_on=date(2026, 5, 10))
    make_run()
    (row,) = taken(client, "?format=csv")
    assert (row["URN"], row["Name"], row["Rating in force"]) == ("SC000001", "'=Fairview", "Good")
    assert (row["Plan state"], row["Statutory deadline"], row["Last inspected"]) == ("met", "2028-03-31", "2026-05-10")


def test_a_wrong_filter_gives_no_download(client: Client) -> None:
    response = client.get(reverse("casework:providers") + "?state=wobbly&format=csv")
    assert response.status_code == 400
    assert not response.streaming


# ---- what a row says


def test_a_provider_that_nothing_has_planned_yet_is_listed_and_says_so(client: Client) -> None:
    ProviderFactory(urn="SC000001")
    html = page(client)
    assert urns(html) == ["SC000001"]
    assert "#unplanned" in html
    assert urns(page(client, "?state=unplanned")) == ["SC000001"]


def test_a_rating_keeps_the_words_in_which_it_was_given(client: Client) -> None:
    home = ProviderFactory(urn="SC000001")
    visit = InspectionFactory(provider=home, rated=2, rated__label="requires improvement", rated__scale="ofsted_2015")
    assert visit.rating.ordinal == 2
    make_run()
    assert "Requires improvement" in page(client)


def test_a_closed_provider_is_out_of_the_list_until_it_is_asked_for(client: Client) -> None:
    gone = ProviderFactory(urn="SC000001")
    StatusPeriodFactory(provider=gone, status="gone", from_on=date(2026, 2, 1))
    make_run()
    assert "No provider fits these filters" in page(client)
    assert "#closed" in page(client, "?register=all")


# ---- who, and at what cost


def test_nobody_but_staff_sees_the_list(client: Client) -> None:
    member = MembershipFactory()
    home = ProviderFactory(organisation=member.organisation)
    client.force_login(member.user)
    html = page(client, status=403)
    assert home.urn not in html
    client.logout()
    assert client.get(reverse("casework:providers")).status_code == 302


@pytest.mark.parametrize("query", ["", "?state=due&region=london", "?q=willow", "?sort=target", "?rating=3"])
def test_the_list_takes_the_same_queries_for_one_row_and_for_fifty(
    client: Client, page_budget: Callable[..., None], query: str
) -> None:
    ProviderFactory(inspected_on=date(2025, 11, 1))
    make_run()

    def grow() -> None:
        for _ in range(49):
            ProviderFactory(inspected_on=date(2025, 11, 1))
        make_run(date(2026, 9, 2))

    page_budget(f"provider list {query}".strip(), lambda: page(client, query), grow)
