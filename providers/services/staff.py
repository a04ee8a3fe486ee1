"""People of the inspectorate: their accounts, roles and teams."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

from core import services as core_services
from core.decisions import Refused
from core.filters import day
from core.history import authored
from core.models import User
from providers.models import Absence, Allocation, Region, ServiceType, StaffEvent, Team, TeamMember
from providers.permissions import can_arrange_teams, can_manage_staff
from providers.services.telling import need_reason, sentences

MAIL_KIND = "staff_account"
MAIL = """An account was made for you in Inspectorate, with the role {role}.

Set your password by this link. It works once, for three days:

{link}

After that, ask for a new link with "I have forgotten my password".
"""
Link = Callable[[User], str]
Kind = StaffEvent.Kind


@authored("Made an account")
def staff_add(email: str, *, name: str, role: str, link: Link, by: User, at: datetime) -> User:
    """Make an account for somebody of the inspectorate and send the link by which they set their password.

    `link` makes the whole address for the mail. Raises `Refused` for others than administrators, for the role of a
    provider's people, and when the address has an account.
    """
    can_manage_staff(by).require()
    _need_staff_role(role)
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise Refused("There is an account with this address already. Look for it among the people, closed ones too.")
    made = User(email=email.strip().lower(), name=name.strip(), role=role)
    made.set_unusable_password()
    with sentences(made):
        made.save()
    _note(made, Kind.ADDED, made.get_role_display(), by=by, at=at)
    _send_link(made, link, at)
    return made


@authored()
def staff_role_change(user: User, role: str, *, why: str, on: date, by: User, at: datetime) -> User:
    """Give somebody of the inspectorate another role.

    Raises `Refused` without a reason, for oneself, for the last administrator, and for a role that inspects nothing
    while they look after providers or stand in for somebody.
    """
    can_manage_staff(by).require()
    why, user = need_reason(why), _locked(user)
    _need_other(user, by, "role")
    _need_staff_role(role)
    if user.role == User.Role.ADMINISTRATOR and role != User.Role.ADMINISTRATOR:
        _need_another_administrator(user)
    if role not in (User.Role.INSPECTOR, User.Role.TEAM_MANAGER):
        _need_free(user, on)
    before, user.role = user.get_role_display(), role
    user.save(update_fields=["role"])
    _note(user, Kind.ROLE, f"from {before} to {user.get_role_display()}", why=why, by=by, at=at)
    return user


@authored()
def staff_close(user: User, *, why: str, on: date, by: User, at: datetime) -> None:
    """Close an account: its person is out at once and leaves the team; what they did stays under their name.

    Raises `Refused` without a reason, for oneself, for the last administrator, and while somebody looks after providers
    or stands in.
    """
    can_manage_staff(by).require()
    why, user = need_reason(why), _locked(user)
    _need_other(user, by, "account")
    if not user.is_active:
        raise Refused("This account is closed already.")
    if user.role == User.Role.ADMINISTRATOR:
        _need_another_administrator(user)
    _need_free(user, on)
    TeamMember.objects.filter(user=user).delete()
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    _note(user, Kind.CLOSED, why=why, by=by, at=at)


@authored()
def staff_reopen(user: User, *, why: str, link: Link, by: User, at: datetime) -> None:
    """Open a closed account again and send a link by which its person sets a new password."""
    can_manage_staff(by).require()
    why, user = need_reason(why), _locked(user)
    if user.is_active:
        raise Refused("This account is open.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    _note(user, Kind.REOPENED, why=why, by=by, at=at)
    _send_link(user, link, at)


@authored("Put somebody into a team")
def staff_team_set(user: User, team: Team | None, *, by: User, at: datetime) -> None:
    """Put somebody into a team, or into none. Their caseload stays theirs."""
    can_arrange_teams(by).require()
    user = _locked(user)
    if not user.is_active:
        raise Refused("This account is closed: open it again first.")
    TeamMember.objects.filter(user=user).delete()
    if team is not None:
        TeamMember.objects.create(team=team, user=user)
    _note(user, Kind.TEAM, f"to {team}" if team else "to no team", by=by, at=at)


@authored("Made or changed a team")
def team_save(
    team: Team, *, name: str, regions: Collection[Region], service_types: Collection[ServiceType], by: User
) -> Team:
    """Make a team, or change its name and what it looks after by default (no service type: all of them).

    Providers keep the team that they have. Raises `Refused` when another team has the name.
    """
    can_arrange_teams(by).require()
    team.name = " ".join(name.split())
    if Team.objects.exclude(pk=team.pk).filter(name__iexact=team.name).exists():
        raise Refused(f"There is a team {team.name} already. Give this one another name.")
    with sentences(team):
        team.save()
    team.regions.set(regions)
    team.service_types.set(service_types)
    return team


def _send_link(user: User, link: Link, at: datetime) -> None:
    text = MAIL.format(role=user.get_role_display(), link=link(user))
    core_services.mail_write(user.email, subject="Your account in Inspectorate", text=text, kind=MAIL_KIND, at=at)


def _locked(user: User) -> User:
    found = User.objects.select_for_update().get(pk=user.pk)
    if not found.is_inspectorate:
        raise Refused("This person is a provider's. Their owners say what they may do.")
    return found


def _need_other(user: User, by: User, what: str) -> None:
    if user == by:
        raise Refused(f"Nobody changes their own {what}. Ask another administrator.")


def _need_staff_role(role: str) -> None:
    if role == User.Role.PROVIDER or role not in User.Role.values:
        raise Refused("Choose a role of the inspectorate. A provider's people are invited by their owners.")


def _need_another_administrator(user: User) -> None:
    open_ones = User.objects.select_for_update().filter(role=User.Role.ADMINISTRATOR, is_active=True)
    if not open_ones.exclude(pk=user.pk).exists():
        raise Refused(f"{user} is the last administrator. Make somebody else one first.")


def _need_free(user: User, on: date) -> None:
    """Nobody's providers are left to somebody who is not there."""
    held = Allocation.objects.filter(inspector=user).exclude(until_on__lt=on).count()
    if held:
        raise Refused(f"{user} looks after {held} providers. Hand the caseload over first, then do this.")
    stands_in = Absence.objects.filter(stand_in=user, until_on__gte=on).select_related("user").first()
    if stands_in:
        until = day(stands_in.until_on)
        raise Refused(f"{user} stands in for {stands_in.user} until {until}. End that absence or give it another.")


def _note(user: User, kind: str, detail: str = "", *, why: str = "", by: User, at: datetime) -> None:
    StaffEvent.objects.create(user=user, kind=kind, detail=detail, why=why, by=by, at=at)
