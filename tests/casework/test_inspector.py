"""A provider's page: the plan with its paragraphs, everything that is known, and what an inspector may decide."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework.inspector.summary import age
from casework.inspector.timeline import timeline
from core.models import User
from intelligence.rules import Entry
from intelligence.services import record_receive
from providers.models import Allocation, Outbox, Provider
from scheduling.models import Plan
from tests.casework.provider_pages import page, send
from tests.casework.registers import NOON, TODAY, make_run
from tests.factories import (
    InspectionFactory,
    JudgementFactory,
    LineageFactory,
    MembershipFactory,
    PersonInPostFactory,
    ProviderFactory,
    StatusPeriodFactory,
    TimelineEventFactory,
    UserFactory,
    VisitAskedFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


# ---- what is shown


def test_each_date_of_the_plan_has_its_sentence_and_its_paragraph(client: Client, home: Provider) -> None:
    shown = page(client)
    assert "Key inspection by 2 February 2027" in shown
    assert "Statutory deadline 31 March 2027" in shown
    assert (
        "Rated good since 2 February 2026, so the law requires one inspection in the inspection year 2026-27." in shown
    )
    assert re.search(r"2026-27\. para 3\.1\.\d+", shown)


def test_the_rating_is_told_with_its_scale_and_its_age(client: Client) -> None:
    home = ProviderFactory(urn="SC000001")
    InspectionFactory(
        provider=home,
        started_on=date(2025, 6, 1),
        rated=2,
        rated__label="requires improvement to be good",
        rated__scale="ofsted_2015",
    )
    make_run()
    shown = page(client)
    assert "Requires improvement to be good since 1 June 2025 (1 year and 3 months ago)" in shown
    assert "outstanding, good, requires improvement to be good, inadequate" in shown


def test_inspections_are_told_with_their_judgements(client: Client, home: Provider) -> None:
    JudgementFactory(inspection=home.inspections.get(), label="Good")
    assert "How well children and young people are helped and protected: good" in page(client)


def test_people_statuses_and_days_suspended_are_told_with_their_dates(client: Client, home: Provider) -> None:
    PersonInPostFactory(provider=home)
    StatusPeriodFactory(provider=home, from_on=date(2026, 8, 1), until_on=date(2026, 8, 10), why="Flood")
    shown = page(client)
    assert "Mary Seacole Manager 6 Jan 2020 In post" in shown
    assert "suspended 1 Aug 2026 10 Aug 2026 10 Flood" in shown
    assert "10 days in all; interval dates are later by those since the last inspection" in shown


def test_lineage_is_told_both_ways_and_brings_its_inspections(client: Client) -> None:
    first = ProviderFactory(urn="SC000001", name="First House", inspected_on=date(2026, 2, 2), inspected_on__rating=2)
    second, third = ProviderFactory(urn="SC000002", name="Second House"), ProviderFactory(urn="SC000003")
    LineageFactory(predecessor=first, successor=second, on=date(2026, 5, 1))
    LineageFactory(predecessor=second, successor=third, on=date(2026, 6, 1), kind="reregistration")
    make_run()
    shown = page(client, urn="SC000002")
    assert "Carries on from First House (SC000001): transfer on 1 May 2026" in shown
    assert "Carried on by" in shown
    assert "2 Feb 2026 key inspection at SC000001" in shown
    assert "inherited from SC000001" in shown
    assert "Carries on from First House (SC000001): transfer on 1 May 2026, 2 steps away" in page(
        client, urn="SC000003"
    )


def test_an_inspection_of_a_predecessor_after_the_link_is_not_this_providers(client: Client) -> None:
    first, second = ProviderFactory(urn="SC000001"), ProviderFactory(urn="SC000002")
    LineageFactory(predecessor=first, successor=second, on=date(2026, 5, 1))
    InspectionFactory(provider=first, started_on=date(2026, 7, 1))
    make_run()
    assert "Never inspected" in page(client, urn="SC000002")
    assert timeline(second.pk, [], 1).events[-1].title != "Key inspection"


def test_a_provider_that_nothing_has_planned_yet_says_so(client: Client) -> None:
    ProviderFactory(urn="SC000001")
    Outbox.objects.all().delete()
    shown = page(client)
    assert "Not planned yet" in shown
    assert "There is no plan yet" in shown


def test_a_closed_provider_says_so(client: Client) -> None:
    home = ProviderFactory(urn="SC000001", inspected_on=date(2025, 2, 2))
    StatusPeriodFactory(provider=home, status="resigned", from_on=date(2026, 3, 1))
    make_run()
    shown = page(client)
    assert "Ended on 1 March 2026, so nothing is planned any more." in shown
    assert "No inspection is planned." in shown


def test_news_that_no_plan_has_taken_in_yet_is_in_the_plan_that_is_shown(
    client: Client, home: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    InspectionFactory(provider=home, started_on=date(2026, 8, 20), rated=3)
    assert Outbox.objects.filter(provider=home).exists()
    shown = page(client)
    assert "has just changed" in shown
    assert "Key inspection by 20 August 2027" in shown


# ---- the timeline


def test_everything_is_on_the_timeline_with_who_and_why(client: Client, home: Provider, inspector: User) -> None:
    TimelineEventFactory(provider=home, by=inspector)
    PersonInPostFactory(provider=home, until_on=date(2026, 6, 30))
    StatusPeriodFactory(provider=home, from_on=date(2026, 8, 1), until_on=date(2026, 8, 10), why="Flood")
    VisitAskedFactory(provider=home, asked_by=inspector, withdrawn_on=date(2026, 8, 20), withdrawn_why="All well")
    LineageFactory(successor=home, predecessor=ProviderFactory(urn="SC000009"))
    shown = page(client, "provider_timeline")
    for line in (
        "The manager telephoned by Iris Inspector",
        "To say that the roof leaks",
        "Mary Seacole became manager",
        "Mary Seacole left as manager",
        "Suspended 1 August 2026 Flood",
        "Monitoring visit asked for, by 1 October 2026 by Iris Inspector",
        "A neighbour wrote.",
        "Monitoring visit no longer asked for",
        "All well",
        "Transfer: carries on from SC000009",
        "Key inspection",
        "Rating awarded: good.",
    ):
        assert line in shown
    assert shown.index("no longer asked for") < shown.index("asked for, by") < shown.index("became manager")


def test_a_change_of_plan_is_on_the_timeline_with_its_cause(client: Client, home: Provider) -> None:
    send(client, "ask_for_visit", "SC000001", type="monitoring", by_on="2026-10-01", why="A neighbour wrote.")
    shown = page(client, "provider_timeline")
    assert "Plan changed: visit asked for" in shown
    assert "A monitoring visit by 1 October 2026 (discretion) is now planned." in shown


def test_what_was_received_leads_from_the_timeline_to_its_record(home: Provider, inspector: User) -> None:
    entry = Entry("complaint", "minor", "The gate is open.", TODAY)
    record = record_receive(home, entry, by=inspector, at=NOON)
    (event,) = (event for event in timeline(home.pk, [], 1).events if event.title.startswith("Complaint"))
    assert event.href == reverse("intelligence:record", args=[record.reference])
    assert record.reference not in "".join(event.lines)


def test_what_a_service_wrote_down_is_not_told_twice(client: Client, home: Provider) -> None:
    StatusPeriodFactory(provider=home, from_on=date(2026, 8, 1), why="Flood")
    TimelineEventFactory(provider=home, kind="suspended", on=date(2026, 8, 1), summary="Suspended", why="Flood")
    assert [event.title for event in timeline(home.pk, [], 1).events].count("Suspended") == 1


def test_the_timeline_is_paged_and_shows_everything_once(client: Client, home: Provider) -> None:
    for number in range(60):
        TimelineEventFactory(provider=home, summary=f"Note {number}.")
    seen = "".join(page(client, "provider_timeline", query=f"?page={number}") for number in (1, 2, 3))
    assert sorted(int(note) for note in re.findall(r"Note (\d+)\.", seen)) == list(range(60))
    assert "Nothing earlier is known" in page(client, "provider_timeline", query="?page=4")


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "²"])
def test_a_page_of_the_timeline_that_does_not_exist_is_the_first(client: Client, home: Provider, number: str) -> None:
    assert page(client, "provider_timeline", query=f"?page={number}") == page(client, "provider_timeline")


# ---- why, on any day


def test_why_it_said_so_on_a_past_day_is_replayed_from_what_was_kept(
    client: Client, home: Provider, inspector: User
) -> None:
    InspectionFactory(provider=home, started_on=date(2026, 9, 10), rated=3)
    with time_machine.travel(datetime(2026, 9, 12, 9, tzinfo=UTC)):
        client.force_login(inspector)
        make_run(date(2026, 9, 12))
        then, now = page(client, "why", query="?on=2026-09-05"), page(client, "why")
    assert "Key inspection by 2 February 2027" in then
    assert "the plan comes out the same" in then
    assert "Key inspection by 10 September 2027" in now


def test_a_replay_that_differs_says_where(client: Client, home: Provider) -> None:
    plan = Plan.objects.select_related("body").get()
    plan.body.text = plan.body.text.replace("2027-02-02", "2027-02-09")
    plan.body.save()
    shown = page(client, "why")
    assert "the plan comes out differently" in shown
    assert "2027-02-09" in shown


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?on=2026-08-01", "No plan was in force for this provider on that day."),
        ("?on=2027-01-01", "Choose today or a day before"),
        ("?on-day=31&on-month=2&on-year=2026", "Enter a real date"),
        ("?on=yesterday", "The date must include"),
    ],
)
def test_a_day_that_cannot_be_replayed_says_why(client: Client, home: Provider, query: str, says: str) -> None:
    assert says in page(client, "why", query=query)


# ---- who, and at what cost


@pytest.mark.parametrize("name", ["provider", "provider_timeline", "why", "ask_for_visit", "bring_forward"])
def test_a_provider_user_learns_nothing_even_of_their_own_service(client: Client, home: Provider, name: str) -> None:
    member = MembershipFactory(organisation=home.organisation)
    client.force_login(member.user)
    own = client.get(reverse(f"casework:{name}", args=["SC000001"]))
    other = client.get(reverse(f"casework:{name}", args=["SC999999"]))
    assert own.status_code == other.status_code == 403
    for secret in ("2027", "Willow", "inspection by"):
        assert secret not in own.content.decode()


def test_a_urn_that_no_provider_has_is_not_found(client: Client) -> None:
    assert client.get(reverse("casework:provider", args=["SC999999"])).status_code == 404


def test_the_page_takes_the_same_queries_however_long_the_history(
    client: Client, home: Provider, page_budget: Callable[..., None]
) -> None:
    PersonInPostFactory(provider=home)
    JudgementFactory(inspection=home.inspections.get())
    Outbox.objects.all().delete()

    def grow() -> None:
        for number in range(49):
            visit = InspectionFactory(provider=home, started_on=date(2020 + number // 12, 1 + number % 12, 3))
            JudgementFactory(inspection=visit)
            TimelineEventFactory(provider=home)
            VisitAskedFactory(provider=home)
            LineageFactory(predecessor=home, successor=ProviderFactory())
        Outbox.objects.all().delete()

    page_budget("casework:provider", lambda: page(client), grow)


@pytest.mark.parametrize(
    ("since", "says"),
    [
        (date(2026, 9, 1), "today"),
        (date(2026, 8, 31), "1 day ago"),
        (date(2026, 8, 2), "30 days ago"),
        (date(2026, 8, 1), "1 month ago"),
        (date(2025, 9, 1), "1 year ago"),
        (date(2024, 7, 31), "2 years and 1 month ago"),
        (date(2026, 9, 3), "in 2 days"),
    ],
)
def test_an_age_is_told_in_the_largest_units(since: date, says: str) -> None:
    assert age(since, TODAY) == says


def test_the_inspector_who_looks_after_it_is_named_and_all_its_pages_stand_side_by_side(
    client: Client, home: Provider
) -> None:
    assert "Looked after by Nobody" in page(client)
    ines = UserFactory(name="Ines Inspector")
    Allocation.objects.create(provider=home, inspector=ines, from_on=date(2026, 1, 1))
    assert "Looked after by Ines Inspector" in page(client)
    shown = {name: reverse(f"casework:{name}", args=[home.urn]) for name in ("provider", "provider_timeline", "why")}
    records = reverse("casework:provider_intelligence", args=[home.urn])
    shown |= {"records": records, "contacts": f"{records}?show=contacts"}
    shown["changes"] = reverse("casework:provider_changes", args=[home.urn])
    for address in shown.values():
        html = client.get(address).content.decode()
        tabs = html[html.index("moj-sub-navigation") : html.index("</nav>", html.index("moj-sub-navigation"))]
        assert re.findall(r'href="([^"]+)"', tabs) == [
            shown[name] for name in ("provider", "records", "contacts", "provider_timeline", "why", "changes")
        ]
        assert re.search(rf'aria-current="page" href="{re.escape(address)}"', tabs), address
