"""Who reads the pages that are measured: a senior manager, a team's manager, an inspector, a provider's owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db.models import Count
from django.test import Client
from django.utils.timezone import get_current_timezone

from casework.models import SavedSearch
from core.models import User
from providers.models import Allocation, Membership, Organisation, Provider, Team, TeamMember

CASELOAD = 150
FILTERS = "type=childrens_home&region=london&state=due&sort=deadline"


def reader(role: str, today: date) -> Client:
    """A browser in which somebody of this role is signed in, with what the role has."""
    user = User.objects.create(email=f"{role}@bench.example", name=f"Rita {role}", role=role)
    at = datetime(today.year, today.month, today.day, tzinfo=get_current_timezone())
    SavedSearch.objects.create(owner=user, name="Due in London", query=FILTERS, saved_at=at)
    if give := GIVEN.get(role):
        give(user, today)
    client = Client(SERVER_NAME="localhost")
    TOTP.activate(user, generate_totp_secret())  # without a second factor the staff see nothing but how to set one up
    client.force_login(user)
    return client


def _caseload(user: User, today: date) -> None:
    """Every so many providers of the register, 150 in all."""
    ids = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
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
    largest = Organisation.objects.annotate(number=Count("providers")).order_by("-number", "pk").first()
    assert largest
    Membership.objects.create(user=user, organisation=largest, level=Membership.Level.OWNER)


GIVEN: dict[str, Callable[[User, date], None]] = {
    User.Role.INSPECTOR: _caseload,
    User.Role.TEAM_MANAGER: _team,
    User.Role.PROVIDER: _organisation,
}
