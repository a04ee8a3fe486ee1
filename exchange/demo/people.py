"""Gives the demonstration accounts their places: a team for the staff, an organisation for the provider's person."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from core.models import User
from providers.models import Membership, Organisation, Team, TeamMember


@transaction.atomic
def demo_people_place() -> int:
    """Put the demonstration inspector and team manager in the largest team, the provider's person in a middling
    organisation with several services; those who have a place keep it. Returns how many were placed."""
    placed = 0
    team = Team.objects.annotate(size=Count("providers")).order_by("-size", "name").first()
    staff = (User.Role.INSPECTOR, User.Role.TEAM_MANAGER)
    for user in User.objects.filter(is_demo=True, role__in=staff, team_membership__isnull=True):
        if team is not None:
            TeamMember.objects.create(team=team, user=user)
            placed += 1
    organisation = (
        Organisation.objects.annotate(size=Count("providers")).filter(size__gte=3).order_by("size", "name").first()
    )
    for user in User.objects.filter(is_demo=True, role=User.Role.PROVIDER, memberships__isnull=True):
        if organisation is not None:
            Membership.objects.create(user=user, organisation=organisation, level=Membership.Level.OWNER)
            placed += 1
    return placed
