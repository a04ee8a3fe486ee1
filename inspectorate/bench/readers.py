"""Who reads the pages that are measured: a senior manager, a team's manager, an inspector, a provider's owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.utils.timezone import get_current_timezone

from casework.models import SavedSearch
from core.history import author
from core.models import User
from providers.models import Allocation, Membership, Organisation, Provider, Team, TeamMember

CASELOAD = 150
SERVICES = 180
TENTH = 10
FILTERS = "type=childrens_home&region=london&state=due&sort=deadline"


def reader(role: str, today: date) -> Client:
    """A browser in which somebody of this role is signed in, with what the role has."""
    user = User.objects.create(email=f"{role}@bench.example", name=f"Rita {role}", role=role)
    at = datetime(today.year, today.month, today.day, tzinfo=get_current_timezone())
    SavedSearch.objects.create(owner=user, name="Due in London", query=FILTERS, saved_at=at)
    if give := GIVEN.get(role):
        give(user, today)
    if user.is_inspectorate:
        TOTP.activate(user, generate_totp_secret())
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def share_out(today: date) -> None:
    """Nine in ten of the register are shared out among inspectors, so that their lists are as long as at work."""
    teams = list(Team.objects.order_by("pk"))
    held = [pk for number, pk in enumerate(_ids()) if number % TENTH]
    parts = [held[start : start + CASELOAD] for start in range(0, len(held), CASELOAD)]
    people = User.objects.bulk_create(
        User(email=f"{number}@bench.example", name=f"Ines {number}", role=User.Role.INSPECTOR)
        for number in range(len(parts))
    )
    TeamMember.objects.bulk_create(
        TeamMember(team=teams[number % len(teams)], user=user) for number, user in enumerate(people) if teams
    )
    Allocation.objects.bulk_create(
        (
            Allocation(provider_id=pk, inspector=user, from_on=today)
            for user, part in zip(people, parts, strict=True)
            for pk in part
        ),
        batch_size=5_000,
    )


def _ids() -> list[int]:
    return list(Provider.objects.order_by("pk").values_list("pk", flat=True))


def _caseload(user: User, today: date) -> None:
    """Every so many of the providers that nobody looks after yet, 150 in all."""
    ids = _ids()[::TENTH]
    step = max(1, len(ids) // CASELOAD)
    Allocation.objects.bulk_create(
        Allocation(provider_id=pk, inspector=user, from_on=today) for pk in ids[::step][:CASELOAD]
    )


def _team(user: User, today: date) -> None:
    """The team with the most providers."""
    largest = Team.objects.annotate(number=Count("providers")).order_by("-number", "pk").first()
    if largest:
        TeamMember.objects.create(team=largest, user=user)


def _organisation(user: User, today: date) -> None:
    """The organisation with the most services."""
    Membership.objects.create(user=user, organisation_id=large_organisation(), level=Membership.Level.OWNER)


@transaction.atomic
def large_organisation() -> int:
    """The organisation of 180 services (fewer in a small register), made of the first of the register."""
    name = "Many Services Limited"
    made, new = Organisation.objects.get_or_create(name=name)
    if new:
        first = Provider.objects.order_by("pk").values_list("pk", flat=True)[:SERVICES]
        with author(None, "An organisation of many services, to be measured"), connection.cursor() as cursor:
            cursor.execute("SET LOCAL inspectorate.outbox = 'off'; SET LOCAL inspectorate.owners = 'off'")
            Provider.objects.filter(pk__in=list(first)).update(organisation=made)
    return int(made.pk)


GIVEN: dict[str, Callable[[User, date], None]] = {
    User.Role.INSPECTOR: _caseload,
    User.Role.TEAM_MANAGER: _team,
    User.Role.PROVIDER: _organisation,
}
