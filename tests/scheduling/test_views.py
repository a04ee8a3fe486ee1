"""The run pages: progress, what changed and why, who could not be planned, and having the plans made anew."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.law import law_in_force
from core.models import User
from providers.models import Provider
from scheduling import tasks
from scheduling.models import PlanChange, PlanFailure, PlanRun, PlanSlice
from scheduling.runs import run_abandon, run_start, run_work
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
DUE = date(2026, 2, 2)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def signed_in(role: str = User.Role.INSPECTOR) -> Client:
    client = Client()
    client.force_login(person(role))
    return client


def page(client: Client, name: str, *args: int, query: str = "") -> str:
    response = client.get(reverse(f"scheduling:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def changed_run() -> PlanRun:
    """A run after which three plans are others than the day before: two inspections and a visit asked for."""
    fill_register()
    make_run(YESTERDAY)
    add_inspection(Provider.objects.get(urn="SC000001"), date(2026, 8, 30))
    add_inspection(Provider.objects.get(urn="SC000113"), date(2026, 8, 30))
    ask_visit(Provider.objects.get(urn="SC000000"), date(2026, 10, 10), YESTERDAY)
    run = make_run(TODAY)
    assert PlanChange.objects.filter(run=run).count() >= 3
    return run


def urns(html: str) -> set[str]:
    return set(re.findall(r">(SC\d{6})<", html))


def test_runs_are_listed_the_latest_first_with_how_they_ended() -> None:
    make_run(YESTERDAY)
    run_abandon(run_start(TODAY, "manual", law=law_in_force(), at=NOON).pk)
    html = page(signed_in(), "runs")
    assert html.index("1 September 2026") < html.index("31 August 2026")
    assert html.index("Abandoned</strong>") < html.index("Committed</strong>")


def test_a_run_says_how_many_it_planned_changed_and_left() -> None:
    run = changed_run()
    html = page(signed_in(), "run", run.pk)
    for number, word in ((run.planned, "planned"), (run.changed, "changed"), (run.unchanged, "unchanged")):
        assert re.search(rf'__number">{number}</span> {word}<', html)
    assert "hx-get" not in html


def test_what_changed_and_why_is_told_in_sentences() -> None:
    run = changed_run()
    html = page(signed_in(), "run", run.pk, query="?urn=sc000000")
    assert urns(html) == {"SC000000"}
    assert "A monitoring visit by 10 October 2026 (discretion) is now planned." in html
    assert "Visit asked for: a monitoring visit by 10 October 2026, asked for on" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?cause=inspection", {"SC000001", "SC000113"}),
        ("?cause=visit+asked", {"SC000000"}),
        ("?cause=inspection&type=childrens_home", {"SC000001"}),
        ("?cause=inspection&region=north_east", {"SC000113"}),
        ("?cause=inspection&region=none", set()),
        ("?kind=came&cause=visit+asked", {"SC000000"}),
        ("?kind=went&cause=visit+asked", set()),
        ("?kind=counts&cause=inspection", {"SC000001"}),
    ],
)
def test_changes_are_filtered(query: str, expected: set[str]) -> None:
    run = changed_run()
    assert urns(page(signed_in(), "run", run.pk, query=query)) == expected


def test_changes_are_filtered_by_team() -> None:
    run = changed_run()
    team = Provider.objects.get(urn="SC000113").team_id
    assert urns(page(signed_in(), "run", run.pk, query=f"?cause=inspection&team={team}")) == {"SC000113"}


def test_a_cause_that_is_none_gets_its_sentence_and_all_changes_are_shown() -> None:
    run = changed_run()
    html = page(signed_in(), "run", run.pk, query="?cause=weather")
    assert "choose one of those that are offered" in html
    assert {"SC000000", "SC000001", "SC000113"} <= urns(html)


def test_csv_holds_what_is_filtered() -> None:
    run = changed_run()
    response = signed_in().get(reverse("scheduling:run", args=[run.pk]) + "?cause=inspection&format=csv")
    text = b"".join(response).decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["urn"] for row in rows} == {"SC000001", "SC000113"}
    assert all(row["what_changed"] and row["why"] for row in rows)


def test_every_change_stands_on_one_page_and_one_only() -> None:
    for number in range(130):
        add_provider(f"SC{number:06d}", inspected_on=DUE)
    make_run(YESTERDAY)
    for provider in Provider.objects.all():
        add_inspection(provider, date(2026, 8, 30))
    run = make_run(TODAY)
    client, seen, query = signed_in(), [], ""
    while True:
        html = page(client, "run", run.pk, query=query)
        seen += re.findall(r">(SC\d{6})<", html)
        following = re.search(r'class="govuk-pagination__next"><a[^>]* href="([^"]+)"', html)
        if not following:
            break
        query = following[1].replace("&amp;", "&")
    assert sorted(seen) == [f"SC{number:06d}" for number in range(130)]


def test_the_first_run_has_nothing_to_compare_with() -> None:
    add_provider("SC000001")
    html = page(signed_in(), "run", make_run(TODAY).pk)
    assert "There was no run before" in html


def test_a_run_at_work_shows_its_slices_and_asks_for_itself_again() -> None:
    fill_register()
    run = run_start(TODAY, "manual", law=law_in_force(), at=NOON)
    PlanSlice.objects.create(run=run, first_id=10**9, last_id=10**9, staged_at=NOON, planned=7, changed=2, failed=1)
    client = signed_in()
    html = page(client, "run", run.pk)
    assert "1 of 2 slices planned" in html
    assert f'hx-get="{reverse("scheduling:progress", args=[run.pk])}"' in html
    assert "What changed since" not in html
    part = client.get(reverse("scheduling:progress", args=[run.pk]))
    assert "<html" not in part.content.decode()
    assert re.search(r'__number">4</span> unchanged', part.content.decode())
    assert "HX-Refresh" not in part.headers


def test_when_the_run_has_ended_the_polling_part_has_the_whole_page_shown_again() -> None:
    run = make_run()
    part = signed_in().get(reverse("scheduling:progress", args=[run.pk]))
    assert part.headers["HX-Refresh"] == "true"
    assert "hx-get" not in part.content.decode()


def test_who_could_not_be_planned_is_listed_with_the_reason() -> None:
    provider = add_provider("SC000001")
    run = make_run()
    PlanFailure.objects.create(run=run, provider=provider, reason="ValueError: ratings[0].ordinal")
    PlanRun.objects.filter(pk=run.pk).update(failed=1)
    client = signed_in()
    href = reverse("scheduling:failures", args=[run.pk])
    assert href in page(client, "run", run.pk)
    assert href in page(client, "runs")
    assert "ValueError: ratings[0].ordinal" in page(client, "failures", run.pk)
    assert "SC000001" in b"".join(client.get(href + "?format=csv")).decode()


def test_an_abandoned_run_says_that_it_changed_nothing() -> None:
    run = run_start(TODAY, "manual", law=law_in_force(), at=NOON)
    run_abandon(run.pk)
    assert "It changed nothing" in page(signed_in(), "run", run.pk)


@pytest.mark.parametrize("name", ["runs", "run", "progress", "failures", "recompute"])
def test_provider_users_see_nothing_of_runs(name: str) -> None:
    run = changed_run()
    client = signed_in(User.Role.PROVIDER)
    args = [] if name in ("runs", "recompute") else [run.pk]
    response = client.get(reverse(f"scheduling:{name}", args=args))
    assert response.status_code == 403
    assert "SC0" not in response.content.decode()


def test_inspectors_see_runs_but_may_not_have_the_plans_made_anew() -> None:
    client = signed_in(User.Role.INSPECTOR)
    assert "Make every plan anew" not in page(client, "runs")
    assert client.post(reverse("scheduling:recompute")).status_code == 403
    assert not PlanRun.objects.exists()


@pytest.mark.parametrize("role", [User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR])
def test_a_manager_confirms_and_every_plan_is_made_anew(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[int] = []
    monkeypatch.setattr(tasks, "dispatch", called.append)
    fill_register()
    make_run()
    client = signed_in(role)
    assert reverse("scheduling:recompute") in page(client, "runs")
    assert "<form" in page(client, "recompute")
    response = client.post(reverse("scheduling:recompute"))
    run = PlanRun.objects.latest("id")
    assert response["Location"] == reverse("scheduling:run", args=[run.pk])
    assert (run.kind, run.as_of, run.everything, run.by.role) == ("manual", TODAY, True, role)
    assert called == [run.pk]
    run_work(run.pk, clock=lambda: NOON)
    assert "Run by hand for 1 September 2026" in page(client, "run", run.pk)


def test_a_second_run_is_refused_while_one_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "dispatch", lambda _: None)
    fill_register()
    open_run = run_start(TODAY, "manual", law=law_in_force(), at=NOON)
    client = signed_in(User.Role.SENIOR_MANAGER)
    html = page(client, "recompute")
    assert "<button" not in html[html.index("<main") :]
    assert reverse("scheduling:run", args=[open_run.pk]) in html
    response = client.post(reverse("scheduling:recompute"), follow=True)
    assert "is still being planned" in response.content.decode()
    assert PlanRun.objects.count() == 1


@pytest.mark.parametrize("name", ["runs", "run", "failures"])
def test_as_many_queries_for_fifty_rows_as_for_one(page_budget, name: str) -> None:
    provider = add_provider("SC000000", inspected_on=DUE)
    make_run(YESTERDAY)
    add_inspection(provider, date(2026, 8, 30))
    run = make_run(TODAY)
    PlanFailure.objects.create(run=run, provider=provider, reason="no")
    change = PlanChange.objects.get(run=run)
    client = signed_in()
    href = reverse(f"scheduling:{name}", args=[] if name == "runs" else [run.pk])

    def grow() -> None:
        for number in range(1, 50):
            another = add_provider(f"SC{number:06d}")
            PlanFailure.objects.create(run=run, provider=another, reason="no")
            change.pk, change.provider = None, another
            change.save(force_insert=True)
            run.pk, run.kind, run.by = None, "manual", person(User.Role.INSPECTOR)
            run.save(force_insert=True)

    page_budget(f"scheduling:{name}", lambda: client.get(href), grow)
