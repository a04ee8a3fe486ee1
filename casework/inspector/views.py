"""The pages of one provider. Thin: they say which day it is, read, and draw."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from casework.inspector import reads
from casework.inspector.lines import links_of
from casework.inspector.shown import plan_shown
from casework.inspector.timeline import timeline
from core.access import allowed_to
from core.permissions import can_see_inspectorate_pages
from providers.models import Provider

EVENTS_SHOWN = 10


@allowed_to(can_see_inspectorate_pages)
def provider(request: HttpRequest, urn: str) -> HttpResponse:
    """Everything about one provider: its plan with the reasons, its history, its people and its lineage."""
    today = localdate()
    found = _provider(request, urn)
    links = links_of(found.pk)
    plan = reads.plan_in_force(request.user, found.pk, today)
    inspections = reads.history(request.user, found.pk, links)
    context = {
        "provider": found,
        "today": today,
        "links": links,
        "plan": plan,
        "shown": plan_shown(plan, today) if plan else None,
        "rating": reads.rating_in_force(plan.rating, inspections, links, today) if plan else None,
        "inspections": inspections[: reads.INSPECTIONS_SHOWN],
        "more_inspections": len(inspections) > reads.INSPECTIONS_SHOWN,
        "urns": {link.provider_id: link.urn for link in links},
        "periods": reads.periods(found.pk),
        "asked": reads.visits_asked(request.user, found.pk),
        "brought": reads.brought_forward(found.pk),
        "timeline": timeline(found.pk, links, size=EVENTS_SHOWN),
    }
    return render(request, "casework/inspector/provider.html", context)


@allowed_to(can_see_inspectorate_pages)
def timeline_page(request: HttpRequest, urn: str) -> HttpResponse:
    """Everything that happened, with who and why, a page at a time."""
    found = _provider(request, urn)
    number = request.GET.get("page", "1")
    page = timeline(found.pk, links_of(found.pk), int(number) if number.isascii() and number.isdigit() else 1)
    return render(request, "casework/inspector/timeline.html", {"provider": found, "page": page})


def _provider(request: HttpRequest, urn: str) -> Any:
    try:
        return reads.provider(request.user, urn)  # type: ignore[arg-type]
    except Provider.DoesNotExist:
        raise Http404(f"There is no provider {urn}.") from None
