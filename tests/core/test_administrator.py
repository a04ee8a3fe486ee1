"""An administrator's first page: every part with its counts and the way there, and what failed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import navigation
from core.models import JobRun, Mail, User
from exchange.models import ImportRun
from providers.models import Absence, Correction, Membership, Team, TeamMember
from scheduling.models import PlanRun
from tests.factories import MembershipFactory, OrganisationFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 1, 11, 0, tzinfo=UTC)


def page() -> str:
    client = Client()
    client.force_login(User.objects.filter(role="administrator").first() or UserFactory(role="administrator"))
    with time_machine.travel(NOON, tick=True):
        response = client.get(reverse("core:administrator"))
    assert response.status_code == 200
    return response.content.decode()


def part(html: str, heading: str) -> str:
    start = html.index(f">{heading}</h2>")
    return html[start : html.index("</section>", start)]


def count(html: str, words: str) -> int:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    found = re.search(rf"(\d+) {words}", plain)
    assert found, f"{words} is not in: {plain}"
    return int(found[1])


def test_it_is_where_administrators_begin() -> None:
    assert navigation.first_page(User(role="administrator")) == "core:administrator"


def test_people_are_counted_by_role_and_closed_ones_apart() -> None:
    UserFactory.create_batch(2)
    UserFactory(is_active=False)
    UserFactory(role="provider")
    html = part(page(), "People")
    shown = [count(html, words) for words in ("inspectors", "administrators", "provider users", "closed accounts")]
    assert shown == [2, 1, 1, 1]


def test_teams_absences_and_what_nobody_can_enter() -> None:
    TeamMember.objects.create(team=Team.objects.create(name="North"), user=UserFactory())
    other = UserFactory()
    Absence.objects.create(user=other, stand_in=UserFactory(), from_on=date(2026, 9, 1), until_on=date(2026, 9, 1))
    MembershipFactory(level=Membership.Level.OWNER)
    OrganisationFactory()
    home = ProviderFactory(organisation=None)
    Correction.objects.create(provider=home, fact="name", what_is_right="x", told_at=NOON, told_by=other)
    html = page()
    teams, people = part(html, "Teams"), part(html, "Providers&#39; own people")
    assert count(teams, "teams") == Team.objects.count()
    assert (count(teams, "inspectors in no team"), count(teams, "people away today")) == (2, 1)
    assert count(people, "organisations that nobody can enter") == 1
    assert count(people, "facts that providers say are wrong") == 1


def test_what_failed_stands_there_with_its_sentence_for_thirty_days() -> None:
    for days, message in ((1, "The disk is full."), (31, "Long ago.")):
        JobRun.objects.create(
            kind="import_register", state="failed", message=message, asked_at=NOON - timedelta(days=days)
        )
        ImportRun.objects.create(
            file_name=f"{days}.csv", sha256="0" * 64, size=1, state="failed", asked_at=NOON - timedelta(days=days)
        )
    JobRun.objects.create(kind="import_register", state="done", message="Well.", asked_at=NOON)
    Mail.objects.create(to="a@example.org", subject="x", text="x", kind="x", created_at=NOON)
    html = page()
    assert "The disk is full." in part(html, "Jobs")
    assert "Long ago." not in html
    assert "Well." not in html
    assert count(part(html, "Jobs"), "failed in the last 30 days") == 1
    imports = part(html, "Imports")
    assert "1.csv" in imports
    assert "31.csv" not in imports
    assert count(imports, "imports") == 2
    assert 'href="/mail/?failed=1"' in part(html, "Mail")
    assert count(part(html, "Mail"), "could not be sent") == 1


def test_a_missing_run_is_told() -> None:
    assert "No run has been made yet" in part(page(), "The nightly run")
    PlanRun.objects.create(as_of=date(2026, 8, 31), kind="nightly", state="committed", started_at=NOON, failed=3)
    html = part(page(), "The nightly run")
    assert "none has been made for today" in html
    assert count(html, "providers that could not be planned") == 3


def test_nobody_else_opens_it() -> None:
    client = Client()
    client.force_login(UserFactory(role="senior_manager"))
    assert client.get(reverse("core:administrator")).status_code == 403


def test_each_part_leads_on_and_the_header_lights_administration_there() -> None:
    ways = {"Mail": "core:mails", "The nightly run": "scheduling:runs"}
    ways |= {"Programs that read": "exchange:service_accounts"}
    PlanRun.objects.create(as_of=date(2026, 8, 31), kind="nightly", state="committed", started_at=NOON)
    html = page()
    client = Client()
    client.force_login(User.objects.get(role="administrator"))
    for heading, name in ways.items():
        address = reverse(name)
        assert f'href="{address}"' in part(html, heading)
        lit = re.findall(r'item--active">\s*<a[^>]*href="([^"]+)"', client.get(address).content.decode())
        assert lit == [reverse("core:administrator")]
