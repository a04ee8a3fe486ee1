"""Field history of one record: what each change put in the place of what, by whom, when and why. Thin."""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from casework.inspector.views.page import provider_or_404
from core.access import allowed_to
from core.changes import Changes
from core.models import User
from core.paging import counted_page
from core.permissions import can_see_inspectorate_pages
from core.reading import sensitive
from providers.models import Organisation, Provider, Team

Steps = list[tuple[str, str]]
A_PAGE = 25


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def of_provider(request: HttpRequest, urn: str) -> HttpResponse:
    """Of a provider: its particulars, status, people in post, visits, records and whoever looks after it."""
    found = provider_or_404(request, urn)
    steps = [("Providers", reverse("casework:providers")), (found.urn, reverse("casework:provider", args=[found.urn]))]
    return _shown(request, found, steps, provider=found)


@allowed_to(can_see_inspectorate_pages)
def of_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Of an organisation and of who belongs to it."""
    found = get_object_or_404(Organisation, pk=organisation_id)
    page = reverse("casework:organisation", args=[found.pk])
    return _shown(request, found, [("Organisations", reverse("casework:organisations")), (found.name, page)])


@allowed_to(can_see_inspectorate_pages)
def of_staff(request: HttpRequest, user_id: int) -> HttpResponse:
    """Of one of the inspectorate's people: role, account, team, caseload, absences."""
    found = get_object_or_404(User.objects.exclude(role=User.Role.PROVIDER), pk=user_id)
    page = reverse("casework:staff_person", args=[found.pk])
    return _shown(request, found, [("People of the inspectorate", reverse("casework:staff")), (str(found), page)])


@allowed_to(can_see_inspectorate_pages)
def of_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Of a team: its name, what it looks after, who works in it."""
    found = get_object_or_404(Team, pk=team_id)
    return _shown(request, found, [("Teams", reverse("casework:teams")), (found.name, "")])


def _shown(request: HttpRequest, row: Model, steps: Steps, provider: Provider | None = None) -> HttpResponse:
    context = {
        "row": row,
        "provider": provider,
        "steps": [*steps, ("Changes", "")],
        "page": counted_page(Changes(row), request, A_PAGE),
    }
    return render(request, "casework/register/history.html", context)
