"""The parts of the administrator's first page that are about teams, belonging, and what is shared out."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from core.administering import Figure, Part
from core.models import User
from providers.models import Absence, Correction, Organisation, Team


def teams(at: datetime) -> Part:
    """Teams, inspectors in none of them, and who is away. Three queries."""
    teamless = User.objects.filter(role=User.Role.INSPECTOR, is_active=True, team_membership__isnull=True)
    share_out = reverse("casework:inspectors")
    return Part(
        (
            Figure(Team.objects.count(), "teams", share_out),
            Figure(teamless.count(), "inspectors in no team", f"{share_out}?team=none"),
            Figure(Absence.objects.on(localtime(at).date()).count(), "people away today", share_out),
        )
    )


def providers_people(at: datetime) -> Part:
    """Organisations that nobody can enter, and what providers say is wrong. Two queries."""
    return Part(
        (
            Figure(
                Organisation.objects.without_owner().count(),
                "organisations that nobody can enter",
                reverse("casework:nobody_enters"),
            ),
            Figure(
                Correction.objects.unsettled().count(),
                "facts that providers say are wrong",
                reverse("casework:corrections"),
            ),
        )
    )
