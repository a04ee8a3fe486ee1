"""Gives the demonstration accounts their places: a team and a caseload for the staff, services for the provider's."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count

from core.demo import CONTRIBUTOR, VIEWER
from core.models import User
from providers.models import Allocation, Membership, Organisation, Provider, StatusPeriod, Team, TeamMember

STAFF = (User.Role.INSPECTOR, User.Role.TEAM_MANAGER)
CASELOAD = 40
LEVELS = {CONTRIBUTOR: Membership.Level.CONTRIBUTOR, VIEWER: Membership.Level.VIEWER}


@transaction.atomic
def demo_people_place(today: date) -> int:
    """Put the inspectors and the team manager in the largest team, each inspector with a caseload of it, and the
    provider's people in a middling organisation: the viewer in one of its services. Those who have a place keep it.
    Returns how many were placed.
    """
    return _place_staff(today) + _place_members()


def _place_staff(today: date) -> int:
    team = Team.objects.annotate(size=Count("providers")).order_by("-size", "name").first()
    unplaced = User.objects.filter(is_demo=True, role__in=STAFF, team_membership__isnull=True)
    placed = list(unplaced.order_by("email")) if team else []
    TeamMember.objects.bulk_create(TeamMember(team=team, user=user) for user in placed)
    for user in placed:
        if user.role == User.Role.INSPECTOR and not user.allocations.exists():
            _give_caseload(user, team, today)
    return len(placed)


def _give_caseload(inspector: User, team: Team | None, today: date) -> None:
    """Providers of the team that nobody looks after; the rest of them is there to be shared out."""
    ended = StatusPeriod.objects.filter(status__in=StatusPeriod.ENDED, from_on__lte=today).values("provider")
    theirs = Provider.objects.nobodys(today).filter(team=team).exclude(pk__in=ended).order_by("urn")[:CASELOAD]
    Allocation.objects.bulk_create(
        Allocation(provider=provider, inspector=inspector, from_on=today) for provider in theirs
    )


def _place_members() -> int:
    sized = Organisation.objects.annotate(size=Count("providers")).filter(size__gte=3)
    organisation = sized.order_by("size", "name").first()
    if organisation is None:
        return 0
    placed = User.objects.filter(is_demo=True, role=User.Role.PROVIDER, memberships__isnull=True)
    one = organisation.providers.order_by("urn").first()
    rows = [
        Membership(
            user=user,
            organisation=organisation,
            provider=one if user.email == VIEWER else None,
            level=LEVELS.get(user.email, Membership.Level.OWNER),
        )
        for user in placed
    ]
    return len(Membership.objects.bulk_create(rows))
