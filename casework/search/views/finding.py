"""The page that answers the box of the header. Thin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from casework.search.finder import find as find_all
from casework.search.finder import urn_of
from casework.search.matching import normalised
from core.access import allowed_to
from core.permissions import can_see_inspectorate_pages

LONGEST = 120


@allowed_to(can_see_inspectorate_pages)
def find(request: HttpRequest) -> HttpResponse:
    """Providers, organisations and people of that name; a URN leads straight to its provider."""
    text = normalised(request.GET.get("q", "").replace("\x00", ""))[:LONGEST]
    if urn := urn_of(request.user, text):  # type: ignore[arg-type]
        return redirect("casework:provider", urn)
    found = find_all(request.user, text) if text else None  # type: ignore[arg-type]
    return render(request, "casework/search/finder.html", {"text": text, "found": found})
