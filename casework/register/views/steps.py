"""One change to the register, from the form over the page that shows what it would do, to the provider's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from casework.inspector.changed import plan_id
from casework.register.effects import Effect, effects
from core.decisions import Refused
from core.filters import day as day_words
from core.forms import PageForm
from core.law import law_in_force
from providers.models import Provider
from scheduling.rehearsal import rehearse

FORM, CONFIRM = "casework/register/form.html", "casework/register/confirm.html"
ONE_DAY = timedelta(days=1)
NEITHER = ("csrfmiddlewaretoken", "confirmed", "change")


def first_day(said: dict[str, Any]) -> date | None:
    """The first day that a form names, or the day after a last one."""
    last: date | None = said.get("last_on")
    return said.get("from_on") or said.get("on") or (last + ONE_DAY if last else None)


@dataclass(frozen=True, slots=True)
class Step:
    """A change as its page asks for it.

    `act` makes it by services and returns the providers it made; `concerned`: those whose plans it may touch. A refusal
    that names no field stands at the field `blame`. `lines`: what will be written, for the page that confirms;
    `clocks`: whether that page compares clocks and ratings. `day`: the first day on which a change to come tells.
    `home`: the provider whose page it began on.
    """

    title: str
    button: str
    said: str
    blame: str
    form: PageForm
    act: Callable[[], Sequence[Provider]]
    concerned: Sequence[Provider] = ()
    home: Provider | None = None
    about: str = ""
    lines: Callable[[], list[tuple[str, str]]] = field(default=list)
    clocks: bool = False
    day: Callable[[dict[str, Any]], date | None] = field(default=first_day)
    context: dict[str, Any] = field(default_factory=dict)


def day_after(said: dict[str, Any]) -> date | None:
    """The day after the one that a form names: an end tells from then on."""
    return said["on"] + ONE_DAY if said.get("on") else None


def who(request: HttpRequest) -> dict[str, Any]:
    """Who does it and when, as every service takes it."""
    return {"by": request.user, "at": now()}


def take(request: HttpRequest, step: Step) -> HttpResponse:
    """Show the form; what it would do; or do it and show the provider with what that did to its plan."""
    if request.method == "POST" and step.form.is_valid() and "change" not in request.POST:
        try:
            if "confirmed" not in request.POST:
                return _confirm(request, step)
            return _done(request, step)
        except Refused as refusal:
            step.form.add_error(refusal.field if refusal.field in step.form.fields else step.blame, refusal.reason)
    return render(request, FORM, _context(step))


def _confirm(request: HttpRequest, step: Step) -> HttpResponse:
    today = localdate()
    day = max(today, step.day(step.form.cleaned_data) or today)
    shown: list[Effect] = effects(rehearse(step.act, step.concerned, law=law_in_force(), as_of=day), day)
    typed = [(name, value) for name, values in request.POST.lists() if name not in NEITHER for value in values]
    lines = step.lines() or written(step.form)
    return render(
        request,
        CONFIRM,
        _context(step)
        | {"form": None, "effects": shown, "typed": typed, "lines": lines, "day": None if day == today else day},
    )


def _done(request: HttpRequest, step: Step) -> HttpResponse:
    before = plan_id(request.user, step.home.pk) if step.home else None  # type: ignore[arg-type]
    made = step.act()
    messages.success(request, step.said)
    home = step.home or made[0]
    return redirect(f"{reverse('casework:provider', args=[home.urn])}?since={before or 0}")


def _context(step: Step) -> dict[str, Any]:
    return {"step": step, "form": step.form, "provider": step.home} | step.context


def written(form: PageForm) -> list[tuple[str, str]]:
    """What a checked form says, in the words in which it was offered; what was left out is left out."""
    found = []
    for name, each in form.fields.items():
        value = form.cleaned_data.get(name)
        if value not in (None, "", False):
            found.append((str(each.label), in_words(each, value)))
    return found


def in_words(each: Any, value: Any) -> str:
    """One value as a person says it."""
    if value is True:
        return "Yes"
    if hasattr(value, "year"):
        return str(day_words(value))
    offered = (
        {str(code): str(text) for code, text in getattr(each, "choices", ())} if not hasattr(each, "queryset") else {}
    )
    return offered.get(str(value), str(value))
