"""Pages on which an inspector decides something about a provider's plan. The services ask who may and refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from casework.inspector import reads
from casework.inspector.changed import plan_id
from casework.inspector.forms import AskForm, EarlierForm, TakeBackForm
from casework.inspector.shown import plan_shown
from casework.inspector.views.page import provider_or_404
from core.access import allowed_to
from core.decisions import Refused
from core.editing import holding
from core.permissions import can_see_inspectorate_pages
from core.reading import sensitive
from inspections.permissions import can_ask_visit, can_withdraw_visit
from inspections.services import visit_withdraw
from providers.models import Provider
from scheduling.permissions import can_bring_forward
from scheduling.services import bring_forward, bring_forward_withdraw, visit_ask_in_plan


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def ask_for_visit(request: HttpRequest, urn: str) -> HttpResponse:
    """Ask for a visit of its own."""
    provider = provider_or_404(request, urn)
    can_ask_visit(request.user, provider).require()
    form = AskForm(request.POST or None)

    def save() -> None:
        visit_ask_in_plan(provider, **form.cleaned_data, **_who(request))

    page = {"title": "Ask for a visit", "button": "Ask for the visit", "about": ASKING}
    return _decide(request, provider, form, save, page, said="The visit is asked for.", blame="by_on")


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
@holding(lambda urn: Provider.objects.filter(urn=urn))
def bring_one_forward(request: HttpRequest, urn: str) -> HttpResponse:
    """Have one inspection of the plan made earlier."""
    provider, today = provider_or_404(request, urn), localdate()
    can_bring_forward(request.user, provider).require()
    stored = reads.plan_in_force(request.user, provider.pk, today)
    plan = plan_shown(stored, today) if stored else None
    form = EarlierForm(plan, request.POST or None, initial={"item": request.GET.get("item")})

    def save() -> None:
        bring_forward(provider, **form.cleaned_data, **_who(request))

    page = {
        "title": "Bring an inspection forward",
        "button": "Bring it forward",
        "about": BRINGING,
        "nothing_to_choose": not form.items,
    }
    return _decide(request, provider, form, save, page, said="The inspection is brought forward.", blame="by_on")


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def take_back_visit(request: HttpRequest, urn: str, asked_id: int) -> HttpResponse:
    """Take back a visit that was asked for."""
    provider = provider_or_404(request, urn)
    asked = get_object_or_404(provider.visits_asked.visible_to(request.user), pk=asked_id)
    can_withdraw_visit(request.user, asked).require()
    form = TakeBackForm(request.POST or None)

    def save() -> None:
        visit_withdraw(asked, **form.cleaned_data, **_who(request))

    page = {"title": "Take back a visit", "button": "Take it back", "about": "", "asked": asked}
    return _decide(request, provider, form, save, page, said="The visit is no longer asked for.", blame="why")


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def take_back_earlier(request: HttpRequest, urn: str, decision_id: int) -> HttpResponse:
    """Take back that an inspection is wanted earlier."""
    provider = provider_or_404(request, urn)
    can_bring_forward(request.user, provider).require()
    decision = get_object_or_404(provider.brought_forward, pk=decision_id)
    form = TakeBackForm(request.POST or None)

    def save() -> None:
        bring_forward_withdraw(decision, **form.cleaned_data, **_who(request))

    page = {"title": "Take back an earlier day", "button": "Take it back", "about": "", "decision": decision}
    return _decide(request, provider, form, save, page, said="The earlier day is taken back.", blame="why")


ASKING = "An asked visit adds to the plan; it never takes the place of one that the law wants."
BRINGING = "An inspection can be brought forward, never put off. Its statutory deadline stays where it is."


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": now()}


def _decide(
    request: HttpRequest,
    provider: Any,
    form: forms.Form,
    save: Callable[[], None],
    page: dict[str, Any],
    *,
    said: str,
    blame: str,
) -> HttpResponse:
    """Show the form, or save it and go back to the plan with what changed; a refusal stands at the field `blame`."""
    if request.method == "POST" and form.is_valid():
        before = plan_id(request.user, provider.pk)  # type: ignore[arg-type]
        try:
            save()
        except Refused as refusal:
            form.add_error(blame, refusal.reason)
        else:
            messages.success(request, said)
            return redirect(f"{reverse('casework:provider', args=[provider.urn])}?since={before or ''}")
    context = {"provider": provider, "form": form, "asked": None, "decision": None, "nothing_to_choose": False} | page
    return render(request, "casework/inspector/decide.html", context)
