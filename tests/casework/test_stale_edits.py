"""Two people change the same thing: the second is shown both versions, loses nothing, and may save all the same.

One case for each page whose form compares (tests/matrix/edits.py), but those that tests of their own room have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from core.editing import STALE
from core.models import User
from providers.looking_after import inspector_of
from providers.models import Absence, ApprovalInterval, Membership, TeamMember
from tests.casework.provider_pages import opened
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PersonInPostFactory,
    ProviderFactory,
    StatusPeriodFactory,
    TeamFactory,
    UserFactory,
)
from tests.matrix.edits import COMPARED

pytestmark = pytest.mark.django_db
WHY = "A letter of 1 September."
ELSEWHERE = {"bring_forward", "change_provider", "organisation_rename", "team_add"}


@dataclass
class Case:
    """`people`: who opens the page and who saves meanwhile. `saved`: whether what the first one wrote holds."""

    arguments: list[Any]
    people: list[User]
    theirs: dict[str, Any]
    ours: dict[str, Any]
    was: str
    now: str
    saved: Callable[[], bool]
    query: str = ""
    their_page: str = ""
    typed: list[str] = field(default_factory=lambda: [WHY])


def two(role: str) -> list[User]:
    return [UserFactory(role=role), UserFactory(role=role)]


def staff_role() -> Case:
    ines = UserFactory(name="Ines")

    def saved() -> bool:
        return User.objects.get(pk=ines.pk).role == "team_manager"

    theirs, ours = {"role": "policy_analyst", "why": "Moved."}, {"role": "team_manager", "why": WHY}
    return Case([ines.pk], two("administrator"), theirs, ours, "Inspector", "Policy analyst", saved)


def staff_team() -> Case:
    ines, north, south = UserFactory(), TeamFactory(name="Team North"), TeamFactory(name="Team South")

    def saved() -> bool:
        return bool(TeamMember.objects.get(user=ines).team == south)

    people = two("team_manager")
    return Case([ines.pk], people, {"team": north.pk}, {"team": south.pk}, "No team", "Team North", saved, typed=[])


def staff_close() -> Case:
    """Who meant to close an account does not open it again because somebody else closed it."""
    ines = UserFactory()

    def saved() -> bool:
        return User.objects.get(pk=ines.pk).is_active and bool(ines.staff_events.filter(why=WHY))

    return Case([ines.pk], two("administrator"), {"why": "Left."}, {"why": WHY}, "open", "closed", saved)


def team_change() -> Case:
    team = TeamFactory(name="Team North")

    def saved() -> bool:
        team.refresh_from_db()
        return team.name == "Team East"

    theirs = {"name": "Team North", "service_types": ["boarding_school"]}
    ours = {"name": "Team East", "service_types": ["childrens_home"]}
    return Case([team.pk], two("team_manager"), theirs, ours, "nothing", "Boarding school", saved, typed=["Team East"])


def belonging() -> tuple[list[User], Membership]:
    organisation = OrganisationFactory()
    owners = [MembershipFactory(organisation=organisation).user for _ in range(2)]
    return owners, MembershipFactory(organisation=organisation, level="viewer")


def person_change() -> Case:
    owners, row = belonging()

    def saved() -> bool:
        row.refresh_from_db()
        return row.level == "owner"

    theirs, ours = {"level": "contributor", "scope": "every"}, {"level": "owner", "scope": "every"}
    return Case([row.organisation_id, row.pk], owners, theirs, ours, "Viewer", "Contributor", saved, typed=[])


def person_remove() -> Case:
    owners, row = belonging()
    theirs = {"level": "contributor", "scope": "every"}
    more: dict[str, Any] = {"their_page": "person_change", "typed": []}
    gone = lambda: not Membership.objects.filter(pk=row.pk)  # noqa: E731
    return Case([row.organisation_id, row.pk], owners, theirs, {}, "Viewer", "Contributor", gone, **more)


def absence_end() -> Case:
    days = {"from_on": date(2026, 9, 1), "until_on": date(2026, 9, 20)}
    away = Absence.objects.create(user=UserFactory(), stand_in=UserFactory(), **days)

    def saved() -> bool:
        away.refresh_from_db()
        return away.until_on == date(2026, 9, 8)

    theirs, ours = {"last_on": "2026-09-15"}, {"last_on-day": "8", "last_on-month": "9", "last_on-year": "2026"}
    was, now = "20 September 2026", "15 September 2026"
    return Case([away.pk], two("team_manager"), theirs, ours, was, now, saved, typed=["8 9 2026"])


def approval() -> Case:
    home = ProviderFactory(service_type_id="secure_childrens_home")

    def saved() -> bool:
        return list(home.approval_intervals.order_by("from_on").values_list("months", flat=True)) == [6, 12]

    theirs = {"months": "6", "from_on": "2026-09-01", "why": "So."}
    ours = {"months": "12", "from_on": "2026-10-01", "why": WHY}
    now = "Every 6 months from 1 September 2026"
    return Case([home.urn], two("senior_manager"), theirs, ours, "not there", now, saved)


def approval_end() -> Case:
    home = ProviderFactory(service_type_id="secure_childrens_home")
    row = ApprovalInterval.objects.create(provider=home, months=6, from_on=date(2026, 9, 1))
    return last_day_of(row, [home.urn, row.pk], "senior_manager")


def leave() -> Case:
    row = PersonInPostFactory(provider=ProviderFactory(), from_on=date(2026, 9, 1))
    return last_day_of(row, [row.provider.urn, row.pk], "inspector")


def last_day_of(row: Any, arguments: list[Any], role: str) -> Case:
    def saved() -> bool:
        row.refresh_from_db()
        return bool(row.until_on == date(2026, 10, 31))

    theirs, ours = {"last_on": "2026-12-31", "why": "So."}, {"last_on": "2026-10-31", "why": WHY}
    return Case(arguments, two(role), theirs, ours, "no last day", "until 31 December 2026", saved)


def resume() -> Case:
    home = ProviderFactory()
    pause = StatusPeriodFactory(provider=home, from_on=date(2026, 8, 1))

    def saved() -> bool:
        pause.refresh_from_db()
        return bool(pause.until_on == date(2026, 9, 4))

    theirs, ours = {"on": "2026-09-10", "why": "So."}, {"on": "2026-09-05", "why": WHY}
    return Case([home.urn], two("senior_manager"), theirs, ours, "no last day", "until 9 September 2026", saved)


def share_out() -> Case:
    home, today = ProviderFactory(), localdate()
    otto, ines = UserFactory(name="Otto Other"), UserFactory(name="Ines")
    given = {"which": "chosen", "provider": [home.pk], "from_on": today.isoformat()}

    def saved() -> bool:
        return inspector_of(home, today) == ines

    theirs, ours = given | {"inspector": otto.pk, "note": "So."}, given | {"inspector": ines.pk, "note": WHY}
    ticked = f'value="{home.pk}" checked'
    people = two("team_manager")
    return Case([], people, theirs, ours, "Nobody", "Otto Other", saved, query="?of=nobody", typed=[WHY, ticked])


CASES = (
    absence_end,
    approval,
    approval_end,
    leave,
    person_change,
    person_remove,
    resume,
    share_out,
    staff_close,
    staff_role,
    staff_team,
    team_change,
)


def test_every_page_that_compares_has_a_case() -> None:
    assert {case.__name__ for case in CASES} | ELSEWHERE == {name.removeprefix("casework:") for name in COMPARED}


@pytest.mark.parametrize("case", CASES)
def test_the_second_of_two_is_shown_both_versions_and_may_save_all_the_same(case: Callable[[], Case]) -> None:
    given = case()
    first, second = Client(), Client()
    first.force_login(given.people[0])
    second.force_login(given.people[1])
    path = reverse(f"casework:{case.__name__}", args=given.arguments) + given.query
    their_path = reverse(f"casework:{given.their_page or case.__name__}", args=given.arguments) + given.query
    ours = given.ours | {"confirmed": "yes"}

    seen = opened(first, path)
    saved = second.post(their_path, opened(second, their_path) | given.theirs | {"confirmed": "yes"})
    assert saved.status_code == 302, saved.content.decode()

    refused = first.post(path, seen | ours)
    assert refused.status_code == 200
    shown = unescape(refused.content.decode())
    assert STALE in shown
    table = shown[shown.index("What you saw and what stands there now") :]
    table = table[: table.index("</table>")]
    assert given.was in table
    assert given.now in table
    for typed in given.typed:
        assert typed in shown
    assert not given.saved()

    version = re.search(r'name="version" value="([^"]*)"', refused.content.decode())
    assert version
    assert first.post(path, {"version": version[1]} | ours).status_code == 302
    assert given.saved()
