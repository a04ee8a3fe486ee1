"""The parts of the administrator's first page that are about people, teams and who belongs to what."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localtime

from core.administering import Figure, Part
from core.counting import counts
from core.models import User
from providers.models import Absence, Correction, Organisation, Team


def people(at: datetime) -> Part:
    """Accounts that are open, by role, and those that are closed. One query."""
    rows = (
        User.objects.filter(is_machine=False).order_by().values_list("role", "is_active").annotate(number=Count("pk"))
    )
    open_accounts = {role: number for role, active, number in rows if active}
    staff = reverse("casework:staff")
    closed = sum(number for _, active, number in rows if not active)
    figures = [
        Figure(open_accounts.get(role.value, 0), _plural(role), "" if role == User.Role.PROVIDER else staff)
        for role in User.Role
    ]
    figures.append(Figure(closed, "closed accounts", f"{staff}?closed=on"))
    return Part(tuple(figures), ways=(("Add somebody", reverse("casework:staff_add")),))


def _plural(role: User.Role) -> str:
    return "policy analysts" if role == User.Role.POLICY_ANALYST else f"{role.label}s"


def teams(at: datetime) -> Part:
    """Teams, inspectors in none of them, and who is away. One query."""
    every, teamless, away = counts(
        Team.objects.all(),
        User.objects.filter(role=User.Role.INSPECTOR, is_active=True, team_membership__isnull=True),
        Absence.objects.on(localtime(at).date()),
    )
    return Part(
        (
            Figure(every, "teams", reverse("casework:teams")),
            Figure(teamless, "inspectors in no team", f"{reverse('casework:inspectors')}?team=none"),
            Figure(away, "people away today", reverse("casework:absences")),
        ),
        ways=(("Share-out", reverse("casework:share_out")),),
    )


def providers_people(at: datetime) -> Part:
    """Organisations that nobody can enter, and what providers say is wrong. One query."""
    closed, wrong = counts(Organisation.objects.without_owner(), Correction.objects.unsettled())
    return Part(
        (
            Figure(closed, "organisations that nobody can enter", reverse("casework:nobody_enters")),
            Figure(wrong, "facts that providers say are wrong", reverse("casework:corrections")),
        )
    )
