"""The first page of a provider user."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from casework.provider.permissions import can_see_own_services
from casework.provider.reads import own_services
from core.access import allowed_to
from core.paging import counted_page


@allowed_to(can_see_own_services)
def services(request: HttpRequest) -> HttpResponse:
    """One's own services: name, URN, type and rating."""
    page = counted_page(own_services(request.user, localdate()), request)
    return render(request, "casework/provider/services.html", {"page": page})
