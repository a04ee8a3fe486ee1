"""The pages of one provider. Thin: they say which day it is, read, and draw."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from casework.inspector import reads
from casework.inspector.because import behind_items
from casework.inspector.changed import changed_since
from casework.inspector.forms import DayForm
from casework.inspector.lines import links_of
from casework.inspector.shown import plan_now, plan_shown
from casework.inspector.shown import shown as shown_in_words
from casework.inspector.summary import rating_shown, state_shown, summary
from casework.inspector.timeline import timeline
from casework.register.actions import actions_of
from core.access import allowed_to
from core.models import RecordRead
from core.numbers import whole_number
from core.paging import keyset_page
from core.permissions import can_see_inspectorate_pages, can_see_readings
from core.reading import sensitive
from inspections.permissions import can_ask_visit
from intelligence.permissions import can_record_intelligence
from providers.models import Provider
from providers.permissions import can_join, can_record_people, can_set_approval_interval
from scheduling.explaining import explain_stored, plan_as_of

EVENTS_SHOWN = 10


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def provider(request: HttpRequest, urn: str) -> HttpResponse:
    """Everything about one provider: its plan with the reasons, its history, its people and its lineage."""
    today = localdate()
    found = get_object_or_404(reads.providers_with_news(request.user, today), urn=urn)  # type: ignore[arg-type]
    links = links_of(found.pk)
    inspections = reads.history(request.user, found.pk, links)
    plan = reads.plan_in_force(request.user, found.pk, today)
    asked, shown = reads.visits_asked(request.user, found.pk), _plan(found, plan, today)
    facts = reads.Known(found, links, inspections, reads.periods(found.pk))
    context = {
        "provider": found,
        "today": today,
        "being_planned": found.waiting,
        "shown": shown,
        "because": behind_items(shown.items, asked) if shown else {},
        "reviews": reads.reviews_asked(found),
        "joined_here": reads.joined_here(found),
        "may_join": bool(can_join(request.user)),
        "state": state_shown(plan),
        "rating": rating_shown(facts.rating(plan.rating, today) if plan else None, today),
        "summary": summary(facts, today),
        "lineage": links,
        "inspections": inspections[: reads.INSPECTIONS_SHOWN],
        "more_inspections": len(inspections) > reads.INSPECTIONS_SHOWN,
        "urns": {link.provider_id: link.urn for link in links},
        "periods": facts.periods,
        "asked": asked,
        "brought": reads.brought_forward(found.pk),
        "timeline": timeline(found.pk, links, size=EVENTS_SHOWN),
        "actions": actions_of(request.user, found, facts.periods, today),  # type: ignore[arg-type]
        "may_record": bool(can_record_people(request.user, found)),
        "may_approve": bool(can_set_approval_interval(request.user, found)),
        "may_decide": bool(can_ask_visit(request.user, found)),
        "may_write": bool(can_record_intelligence(request.user)),
        "may_see_readers": bool(can_see_readings(request.user)),
        "changed": changed_since(found.pk, request.GET["since"], asked) if "since" in request.GET else None,
    }
    return render(request, "casework/inspector/provider.html", context)


def _plan(found: Any, plan: Any, today: date) -> Any:
    """The plan in force or, while news waits to be taken in, the one that it will be."""
    if found.waiting:
        return plan_now(found.urn, today)
    return plan_shown(plan, today) if plan else None


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def timeline_page(request: HttpRequest, urn: str) -> HttpResponse:
    """Everything that happened, with who and why, a page at a time."""
    found = provider_or_404(request, urn)
    number = whole_number(request.GET.get("page", ""), 5) or 1
    page = timeline(found.pk, links_of(found.pk), number)
    return render(request, "casework/inspector/timeline.html", {"provider": found, "page": page})


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def why(request: HttpRequest, urn: str) -> HttpResponse:
    """Why the plan said so on a day: read from what was kept, and made again from it."""
    today, found = localdate(), provider_or_404(request, urn)
    form = DayForm(request.GET or None, initial={"on": today})
    day = form.cleaned_data["on"] if form.is_valid() and form.cleaned_data["on"] else today
    if day > today:
        form.add_error("on", "Choose today or a day before: nothing is kept of days to come.")
    context: dict[str, Any] = {"provider": found, "form": form, "day": day, "told": None, "shown": None}
    stored = plan_as_of(found, day) if not form.errors else None
    if stored:
        told = explain_stored(stored)
        context |= {
            "told": told,
            "shown": shown_in_words(told.plan, told.facts, told.day, day),
            "state": told.state(day),
        }
    return render(request, "casework/inspector/why.html", context)


@allowed_to(can_see_readings)
def readers(request: HttpRequest, urn: str) -> HttpResponse:
    """Who looked at this provider, the latest first."""
    found = provider_or_404(request, urn)
    looks = RecordRead.objects.filter(kind="provider", key=found.urn).select_related("by")
    page = keyset_page(looks, request, "at", descending=True)
    return render(request, "casework/inspector/readers.html", {"provider": found, "page": page})


def provider_or_404(request: HttpRequest, urn: str) -> Provider:
    """The provider of a URN that the person may see. Raises `Http404`."""
    return get_object_or_404(reads.providers(request.user), urn=urn)  # type: ignore[arg-type]
