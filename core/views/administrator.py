"""An administrator's first page. Thin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from core import administering
from core.access import allowed_to
from core.permissions import can_administer


@allowed_to(can_administer)
def administrator(request: HttpRequest) -> HttpResponse:
    """People, teams, service types, imports and what failed, each with the way there."""
    return render(request, "core/administrator.html", {"parts": administering.parts(now())})
