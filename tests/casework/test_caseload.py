"""An inspector's first page: what wants doing at the own providers and at those of whomever they stand in for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from core.models import User
from intelligence.models import ReviewAsked, Trigger
from intelligence.rules import Entry
from intelligence.services import record_receive, record_triage
from providers.models import Absence, Allocation, Provider
from providers.news import tell
from scheduling.models import PlanChange
from scheduling.services import visit_ask_in_plan
from tests.casework.registers import NOON, TODAY, add_provider, make_run
from tests.factories import RecordFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
FIGURE = re.compile(r'kit-figure__number" href="([^"]+)">([\d,]+)<span class="govuk-visually-hidden"> ([^<]+)<')


def ask(provider: Provider, by: User) -> None:
    """A monitoring visit in a month: it is not soon, but it changes the plan."""
    visit_ask_in_plan(
        provider, type="monitoring", by_on=date(2026, 11, 30), not_before=None, why="A neighbour wrote.", by=by, at=NOON
    )


def allocate(inspector: User, *providers: Provider, from_on: date = date(2026, 1, 1)) -> None:
    for provider in providers:
        Allocation.objects.create(provider=provider, inspector=inspector, from_on=from_on)


def page(client: Client) -> str:
    response = client.get(reverse("casework:caseload"))
    assert response.status_code == 200
    return response.content.decode()


def figures(html: str) -> dict[str, tuple[int, str]]:
    return {words: (int(n.replace(",", "")), href.replace("&amp;", "&")) for href, n, words in FIGURE.findall(html)}


def listed(client: Client, href: str) -> int:
    shown = re.search(r"<strong>([\d,]+) provider", client.get(href).content.decode())
    return int(shown[1]) if shown else 0


@pytest.fixture
def register(inspector: User) -> dict[str, Provider]:
    """Of the inspector's: one overdue in law, one in arrears, one late, one soon, one far off; and somebody else's."""
    found = {
        "overdue": add_provider("SC000001", "independent_fostering_agency", 3, date(2022, 10, 15)),
        "arrears": add_provider("SC000002", "childrens_home", 3, date(2024, 6, 1)),
        "late": add_provider("SC000003", "boarding_school", 3, date(2023, 3, 3)),
        "soon": add_provider("SC000004", "independent_fostering_agency", 3, date(2023, 10, 1)),
        "far": add_provider("SC000005", "independent_fostering_agency", 3, date(2025, 10, 1)),
        "gone": add_provider("SC000006", "childrens_home", 3, date(2024, 11, 1), "gone"),
    }
    allocate(inspector, *found.values())
    found["other"] = add_provider("SC000009", "independent_fostering_agency", 3, date(2022, 10, 15))
    make_run()
    return found


def test_each_figure_is_the_number_of_the_list_it_leads_to(
    client: Client, inspector: User, register: dict[str, Provider]
) -> None:
    ask(register["far"], inspector)
    ask(register["other"], inspector)
    shown = figures(page(client))
    assert {words: number for words, (number, _) in shown.items()} == {
        "providers": 5,
        "overdue": 2,
        "with a target that has passed": 3,
        "due in the next 60 days": 1,
        "changed since yesterday": 1,
    }
    for words, (number, href) in shown.items():
        assert listed(client, href) == number, words


def test_the_overdue_stand_first_with_their_deadline_and_the_days_over(
    client: Client, register: dict[str, Provider]
) -> None:
    html = page(client)
    overdue = html[html.index('id="overdue"') : html.index('id="soon"')]
    assert re.findall(r"/providers/(SC\d+)/\"", overdue) == ["SC000002", "SC000001"]
    assert "31 Mar 2026<span" in overdue  # in arrears: the last day of the year that was missed
    assert "15 Oct 2025" in overdue
    assert ">321<" in overdue


def test_what_is_wanted_by_now_or_soon_leaves_out_what_is_overdue_and_what_is_far_off(
    client: Client, register: dict[str, Provider]
) -> None:
    html = page(client)
    soon = html[html.index('id="soon"') : html.index('id="changed"')]
    assert re.findall(r"/providers/(SC\d+)/\"", soon) == ["SC000003", "SC000004"]
    assert "/providers/SC000004/plan/bring-forward/?item=interval/2023-10-01" in soon
    assert "/providers/SC000004/visits/ask/" in soon


def test_others_providers_are_not_there_until_one_stands_in_for_them(
    client: Client, inspector: User, register: dict[str, Provider]
) -> None:
    other = UserFactory(name="Olga Other")
    allocate(other, register["other"])
    assert "SC000009" not in page(client)
    Absence.objects.create(user=other, stand_in=inspector, from_on=date(2026, 8, 30), until_on=date(2026, 9, 4))
    html = page(client)
    assert "SC000009" in html
    assert "You stand in for Olga Other until 4 September 2026" in html
    assert figures(html)["overdue"][0] == 3


def test_a_change_is_told_with_its_reason(client: Client, inspector: User, register: dict[str, Provider]) -> None:
    ask(register["late"], inspector)
    ask(register["far"], inspector)
    html = page(client)
    changed = html[html.index('id="changed"') :]
    assert "A monitoring visit by 30 November 2026 (discretion) is now planned." in changed
    assert "Why: Visit asked for: a monitoring visit by 30 November 2026" in changed
    assert changed.index("SC000005") < changed.index("SC000003")


def test_a_change_of_the_day_before_yesterday_is_over(
    client: Client, inspector: User, register: dict[str, Provider]
) -> None:
    ask(register["far"], inspector)
    PlanChange.objects.update(at=datetime(2026, 8, 30, 22, 59, tzinfo=UTC))
    html = page(client)
    assert "No plan has changed since 31 August 2026" in html
    assert figures(html)["changed since yesterday"][0] == 0


def test_whoever_has_no_provider_yet_is_told_where_to_look(client: Client, db: None) -> None:
    assert "No provider is allocated to you" in page(client)


def test_an_allocation_that_has_ended_or_not_begun_does_not_count(client: Client, inspector: User) -> None:
    over, to_come = add_provider("SC000001"), add_provider("SC000002")
    Allocation.objects.create(provider=over, inspector=inspector, from_on=date(2026, 1, 1), until_on=date(2026, 8, 31))
    allocate(inspector, to_come, from_on=date(2026, 9, 2))
    assert "No provider is allocated to you" in page(client)


def test_policy_analysts_are_told_that_it_is_not_theirs(db: None) -> None:
    client = Client()
    client.force_login(UserFactory(role="policy_analyst"))
    assert client.get(reverse("casework:caseload")).status_code == 403


def test_fifty_providers_take_the_queries_of_one(
    client: Client, inspector: User, register: dict[str, Provider], page_budget: Callable[..., None]
) -> None:
    def grow() -> None:
        more = [
            add_provider(f"SC1000{number:02d}", "independent_fostering_agency", 3, date(2022, 10, 15))
            for number in range(49)
        ]
        allocate(inspector, *more)
        tell([provider.pk for provider in more])

    page_budget("casework:caseload (inspector)", lambda: page(client), grow)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("inspector=me&register=all", ["SC000001", "SC000002", "SC000003", "SC000004", "SC000005", "SC000006"]),
        ("inspector=none", ["SC000009"]),
        ("soon=1", ["SC000004"]),
        ("inspector=none&changed=1", ["SC000009"]),
    ],
)
def test_the_list_is_narrowed_in_the_same_words(
    client: Client, inspector: User, register: dict[str, Provider], query: str, found: list[str]
) -> None:
    ask(register["other"], inspector)
    html = client.get(f"{reverse('casework:providers')}?sort=urn&{query}").content.decode()
    assert re.findall(r'<th scope="row"[^>]*><a class="govuk-link" href="/providers/(SC\d+)/', html) == found


def test_the_list_is_narrowed_to_one_inspector(client: Client, inspector: User, register: dict[str, Provider]) -> None:
    other = UserFactory(name="Olga Other")
    allocate(other, register["other"])
    html = client.get(f"{reverse('casework:providers')}?inspector={other.pk}").content.decode()
    assert "SC000009" in html
    assert "SC000001" not in html
    assert "Looked after by: Olga Other" in html


def test_what_came_in_stands_there_until_somebody_has_looked_at_it(
    client: Client, inspector: User, register: dict[str, Provider]
) -> None:
    record = RecordFactory(provider=register["soon"])
    other = RecordFactory(provider=register["other"])
    record_receive(register["far"], Entry("complaint", "significant", "Text.", TODAY), by=inspector, at=NOON)
    alerted = record_receive(register["late"], Entry("concern", "immediate", "Text.", TODAY), by=inspector, at=NOON)
    html = page(client)
    assert f'id="alert-{alerted.reference}"' in html[: html.index('id="overdue"')]
    incoming = html[html.index('id="intelligence"') :]
    assert f"/intelligence/{record.reference}/" in incoming
    assert f"/intelligence/{other.reference}/" not in html
    record_triage(record, note="Looked at.", by=inspector, at=NOON)
    assert f"/intelligence/{record.reference}/" not in page(client)


def test_a_review_that_was_asked_stands_there_with_its_day(
    client: Client, inspector: User, register: dict[str, Provider]
) -> None:
    trigger = Trigger.objects.create(
        provider=register["far"],
        kind="new_manager",
        severity="minor",
        summary="A new manager took the post.",
        citation="para 3.1.20",
        source_kind="post",
        source_key="1",
        fell_on=TODAY,
        at=NOON,
    )
    ReviewAsked.objects.create(provider=register["far"], trigger=trigger, asked_on=TODAY, by_on=date(2026, 9, 29))
    html = page(client)
    reviews = html[html.index('id="reviews"') :]
    assert "by 29 September 2026" in reviews
    assert "A new manager took the post." in reviews


def test_new_intelligence_stands_first_and_says_so_when_there_is_none(
    client: Client, inspector: User, register: dict[str, Provider]
) -> None:
    html = page(client)
    assert html.index('id="intelligence"') < html.index('id="overdue"')
    assert "Nothing about your providers waits to be looked at." in html
    RecordFactory(provider=register["far"])
    html = page(client)
    assert "Nothing about your providers waits" not in html
    assert html.index('id="intelligence"') < html.index("SC000005") < html.index('id="overdue"')


def test_only_what_is_still_to_come_is_offered_to_be_brought_forward(
    client: Client, inspector: User, register: dict[str, Provider]
) -> None:
    html = page(client)
    offered = {urn for urn in ("SC000003", "SC000004") if reverse("casework:bring_forward", args=[urn]) in html}
    assert offered == {"SC000004"}
