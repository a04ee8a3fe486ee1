"""Accounts, roles and teams of the inspectorate's people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.decisions import Refused
from core.models import Mail, User
from providers.models import Absence, Allocation, Region, ServiceType, StaffEvent, Team, TeamMember
from providers.services import staff_add, staff_close, staff_reopen, staff_role_change, staff_team_set, team_save
from tests.factories import ProviderFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DAY = date(2026, 9, 1)
ROLE = User.Role


def link(user: User) -> str:
    return f"https://example.org/set/{user.pk}/"


@pytest.fixture
def admin() -> User:
    return UserFactory(role=ROLE.ADMINISTRATOR, name="Ada Admin")


@pytest.fixture
def ines() -> User:
    return UserFactory(name="Ines Inspector")


def add(by: User, **more: Any) -> User:
    asked = {"name": "Nia New", "role": ROLE.INSPECTOR, **more}
    return staff_add(asked.pop("email", "Nia@example.org"), **asked, link=link, by=by, at=AT)


def test_an_account_is_made_without_a_password_and_the_link_is_sent(admin: User) -> None:
    made = add(admin)
    assert (made.email, made.role, made.has_usable_password()) == ("nia@example.org", "inspector", False)
    mail = Mail.objects.get()
    assert (mail.to, mail.kind) == ("nia@example.org", "staff_account")
    assert link(made) in mail.text
    event = StaffEvent.objects.get()
    assert (event.kind, event.detail, event.by) == ("added", "inspector", admin)


@pytest.mark.parametrize(
    ("more", "words"),
    [({"email": "ADA@example.org"}, "an account with this address already"), ({"role": "provider"}, "Choose a role")],
)
def test_what_cannot_be_added_is_refused(more: dict[str, Any], words: str) -> None:
    admin = UserFactory(role=ROLE.ADMINISTRATOR, email="ada@example.org")
    with pytest.raises(Refused, match=words):
        add(admin, **more)


def test_only_an_administrator_makes_changes_and_closes(ines: User) -> None:
    manager = UserFactory(role=ROLE.SENIOR_MANAGER)
    acts: list[Callable[[], object]] = [
        lambda: add(manager),
        lambda: staff_role_change(ines, ROLE.POLICY_ANALYST, why="x", on=DAY, by=manager, at=AT),
        lambda: staff_close(ines, why="x", on=DAY, by=manager, at=AT),
        lambda: staff_reopen(ines, why="x", link=link, by=manager, at=AT),
    ]
    for act in acts:
        with pytest.raises(Refused, match="Only an administrator"):
            act()


def test_a_role_is_changed_with_its_reason(admin: User, ines: User) -> None:
    staff_role_change(ines, ROLE.TEAM_MANAGER, why="Promoted.", on=DAY, by=admin, at=AT)
    ines.refresh_from_db()
    assert ines.role == ROLE.TEAM_MANAGER
    event = StaffEvent.objects.get()
    assert (event.detail, event.why) == ("from inspector to team manager", "Promoted.")
    with pytest.raises(Refused, match="Give the reason"):
        staff_role_change(ines, ROLE.INSPECTOR, why=" ", on=DAY, by=admin, at=AT)


def test_nobody_changes_or_closes_themselves_or_a_providers_person(admin: User) -> None:
    with pytest.raises(Refused, match="Nobody changes their own role"):
        staff_role_change(admin, ROLE.INSPECTOR, why="x", on=DAY, by=admin, at=AT)
    with pytest.raises(Refused, match="Nobody changes their own account"):
        staff_close(admin, why="x", on=DAY, by=admin, at=AT)
    with pytest.raises(Refused, match="is a provider's"):
        staff_close(UserFactory(role=ROLE.PROVIDER), why="x", on=DAY, by=admin, at=AT)


def test_the_last_administrator_stays_one(admin: User) -> None:
    other = UserFactory(role=ROLE.ADMINISTRATOR)
    staff_close(other, why="Left.", on=DAY, by=admin, at=AT)
    stale = User(pk=other.pk, role=ROLE.ADMINISTRATOR)
    with pytest.raises(Refused, match="is the last administrator"):
        staff_role_change(admin, ROLE.INSPECTOR, why="x", on=DAY, by=stale, at=AT)


def test_who_looks_after_providers_or_stands_in_is_not_taken_away(admin: User, ines: User) -> None:
    held = Allocation.objects.create(provider=ProviderFactory(), inspector=ines, from_on=DAY)
    acts: list[Callable[[], object]] = [
        lambda: staff_close(ines, why="Leaves.", on=DAY, by=admin, at=AT),
        lambda: staff_role_change(ines, ROLE.POLICY_ANALYST, why="Moves.", on=DAY, by=admin, at=AT),
    ]
    for act in acts:
        with pytest.raises(Refused, match=r"looks after 1 providers\. Hand the caseload over"):
            act()
    held.until_on = DAY
    held.from_on = date(2026, 1, 1)
    held.until_on = date(2026, 8, 31)
    held.save()
    Absence.objects.create(user=UserFactory(name="Otto"), stand_in=ines, from_on=DAY, until_on=date(2026, 9, 8))
    for act in acts:
        with pytest.raises(Refused, match="stands in for Otto until 8 September 2026"):
            act()


def test_a_closed_account_is_out_of_its_team_and_can_be_opened_again(admin: User, ines: User) -> None:
    TeamMember.objects.create(team=TeamFactory(), user=ines)
    staff_close(ines, why="Left.", on=DAY, by=admin, at=AT)
    ines.refresh_from_db()
    assert (ines.is_active, ines.has_usable_password(), TeamMember.objects.count()) == (False, False, 0)
    with pytest.raises(Refused, match="closed already"):
        staff_close(ines, why="Left.", on=DAY, by=admin, at=AT)
    with pytest.raises(Refused, match="This account is closed"):
        staff_team_set(ines, TeamFactory(), by=admin, at=AT)
    staff_reopen(ines, why="Came back.", link=link, by=admin, at=AT)
    assert link(ines) in Mail.objects.get().text
    with pytest.raises(Refused, match="This account is open"):
        staff_reopen(ines, why="x", link=link, by=admin, at=AT)


def test_managers_say_who_works_in_which_team(ines: User) -> None:
    manager = UserFactory(role=ROLE.TEAM_MANAGER)
    first, second = TeamFactory(), TeamFactory()
    for team in (first, second):
        staff_team_set(ines, team, by=manager, at=AT)
        assert TeamMember.objects.get(user=ines).team == team
    staff_team_set(ines, None, by=manager, at=AT)
    assert not TeamMember.objects.exists()
    with pytest.raises(Refused, match="Only a manager or an administrator may change teams"):
        staff_team_set(ines, first, by=ines, at=AT)


def test_a_team_has_a_name_of_its_own_regions_and_types() -> None:
    manager = UserFactory(role=ROLE.TEAM_MANAGER)
    regions, types = Region.objects.filter(pk="london"), ServiceType.objects.filter(pk="boarding_school")
    team = team_save(Team(), name=" Team  York ", regions=regions, service_types=types, by=manager)
    assert (team.name, list(team.regions.all()), list(team.service_types.all())) == (
        "Team York",
        list(regions),
        list(types),
    )
    with pytest.raises(Refused, match="There is a team team york already"):
        team_save(Team(), name="team york", regions=[], service_types=[], by=manager)
    with pytest.raises(Refused, match="Only a manager"):
        team_save(team, name="X", regions=[], service_types=[], by=UserFactory())
