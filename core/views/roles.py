"""What each role may do, generated from the functions that the pages and the services ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allowed_to
from core.capabilities import capabilities
from core.models import User
from core.permissions import can_see_own_pages


@allowed_to(can_see_own_pages)
def roles(request: HttpRequest) -> HttpResponse:
    """Every role for the inspectorate; for a provider's people their own."""
    inside = request.user.is_inspectorate  # type: ignore[union-attr]
    shown = [role for role in User.Role if inside or role == User.Role.PROVIDER]
    own = request.user.role  # type: ignore[union-attr]
    shown.sort(key=lambda role: role != own)
    context = {"roles": [(role, role.label.capitalize(), capabilities(role)) for role in shown], "own": own}
    return render(request, "core/roles.html", context)
