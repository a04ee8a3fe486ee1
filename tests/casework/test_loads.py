"""The share-out, and that a team's manager begins with the own team."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.models import User
from providers.models import Absence, Allocation, Team, TeamMember
from tests.casework.registers import add_provider, make_run
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROW = re.compile(r'<th scope="row".*?</tr>', re.DOTALL)


def signed_in(role: str, team: Team | None = None) -> Client:
    client, user = Client(), UserFactory(role=role)
    if team:
        TeamMember.objects.create(team=team, user=user)
    client.force_login(user)
    return client


def page(client: Client, query: str = "", name: str = "inspectors") -> str:
    response = client.get(reverse(f"casework:{name}") + query)
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> dict[str, list[int]]:
    """The numbers of each inspector by name."""
    found = {}
    for row in ROW.findall(html):
        name = re.search(r'data-label="Inspector"><a[^>]*>([^<\n]+)', row)
        found[name[1].strip()] = [int(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
    return found


@pytest.fixture
def teams(db: None) -> tuple[Team, Team]:
    """Two teams: Ann of the north looks after five providers and is away, Bob of the south after none."""
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    ann, bob = UserFactory(name="Ann"), UserFactory(name="Bob")
    TeamMember.objects.create(team=north, user=ann)
    TeamMember.objects.create(team=south, user=bob)
    fostering = "independent_fostering_agency"
    for number, situation in enumerate(
        [
            (fostering, 3, date(2022, 10, 15)),
            ("boarding_school", 3, date(2023, 3, 3)),
            (fostering, 3, date(2023, 9, 20)),
            (fostering, 3, date(2023, 11, 20)),
            ("childrens_home", 3, date(2024, 11, 1), "gone"),
        ]
    ):
        provider = add_provider(f"SC00000{number}", *situation, team=north)
        Allocation.objects.create(provider=provider, inspector=ann, from_on=date(2026, 1, 1))
    add_provider("SC000009", team=south)
    Absence.objects.create(user=ann, stand_in=bob, from_on=date(2026, 8, 31), until_on=date(2026, 9, 4))
    make_run()
    return north, south


def test_each_inspectors_load_is_counted_and_leads_to_its_list(teams: tuple[Team, Team]) -> None:
    client = signed_in(User.Role.SENIOR_MANAGER)
    html = page(client)
    # providers, overdue, late, in 60 days, September, October, November
    assert rows(html) == {"Ann": [4, 1, 2, 1, 1, 0, 1], "Bob": [0, 0, 0, 0, 0, 0, 0]}
    for href, number in re.findall(r'href="(/providers/\?[^"]*inspector=\d+)">(\d+)</a>', html):
        listed = client.get(href.replace("&amp;", "&")).content.decode()
        assert f"<strong>{number} provider" in listed, href


def test_who_is_away_and_what_is_nobodys(teams: tuple[Team, Team]) -> None:
    html = page(signed_in(User.Role.SENIOR_MANAGER))
    assert "Away until 4 Sep 2026; Bob stands in" in html
    assert 'href="/providers/?inspector=none">1 provider</a>' in html
    assert "Ann is away until 4 September 2026; Bob stands in" in page(
        signed_in(User.Role.SENIOR_MANAGER), name="manager"
    )


def test_a_teams_manager_begins_with_the_own_team(teams: tuple[Team, Team]) -> None:
    south = signed_in(User.Role.TEAM_MANAGER, teams[1])
    assert list(rows(page(south))) == ["Bob"]
    assert list(rows(page(south, "?team="))) == ["Ann", "Bob"]
    assert list(rows(page(south, f"?team={teams[0].pk}"))) == ["Ann"]
    first = page(south, name="manager")
    assert "South (" in first
    assert "Nobody is away today" in first
    assert 'href="?team="' in first
    assert "South (" not in page(south, "?team=", name="manager")


def test_a_teams_manager_without_a_team_and_a_senior_manager_begin_with_all(teams: tuple[Team, Team]) -> None:
    for client in (signed_in(User.Role.TEAM_MANAGER), signed_in(User.Role.SENIOR_MANAGER, teams[1])):
        assert list(rows(page(client))) == ["Ann", "Bob"]


def test_a_region_keeps_the_own_team_when_it_is_taken_back(teams: tuple[Team, Team]) -> None:
    html = page(signed_in(User.Role.TEAM_MANAGER, teams[1]), "?region=london", name="manager")
    assert f'href="?team={teams[1].pk}"' in html
    assert 'href="?region=london&amp;team="' in html


def test_fifty_inspectors_take_the_queries_of_one(teams: tuple[Team, Team], page_budget: Callable[..., None]) -> None:
    client = signed_in(User.Role.SENIOR_MANAGER)

    def grow() -> None:
        for number in range(49):
            inspector = UserFactory(name=f"More {number}")
            TeamMember.objects.create(team=teams[0], user=inspector)
            provider = add_provider(f"SC1000{number:02d}")
            Allocation.objects.create(provider=provider, inspector=inspector, from_on=date(2026, 1, 1))

    page_budget("casework:inspectors (manager)", lambda: page(client), grow)
