"""Service types and the published words that mean them; adding one takes up the rows that waited for it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from core.access import allowed_to
from core.decisions import Refused
from core.forms import sent
from core.models import User
from exchange.forms import TypeForm, WordForm
from exchange.kept import TakenUp, type_add_and_take_up, word_add_and_take_up
from exchange.permissions import can_see_imports
from providers.models import ServiceType
from providers.permissions import can_change_service_types


@require_safe
@allowed_to(can_see_imports)
def types(request: HttpRequest) -> HttpResponse:
    """The kinds of service and the words that registers have for them."""
    rows = ServiceType.objects.annotate(size=Count("providers")).prefetch_related("words")
    return render(request, "exchange/types.html", {"types": rows, "may_change": can_change_service_types(request.user)})


@allowed_to(can_change_service_types)
def type_add(request: HttpRequest) -> HttpResponse:
    """Add a service type."""
    assert isinstance(request.user, User)
    data, _ = sent(request)
    form = TypeForm(data, initial={"name": request.GET.get("word", "")[:100]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added, done = type_add_and_take_up(
                data["code"], data["name"], data["plural"], is_home=data["is_home"], by=request.user, at=now()
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"{added} was added. {_taken(done)}")
            return redirect("exchange:types")
    return render(request, "exchange/type_add.html", {"form": form})


@allowed_to(can_change_service_types)
def word_add(request: HttpRequest) -> HttpResponse:
    """Say which service type a published word means."""
    assert isinstance(request.user, User)
    data, _ = sent(request)
    form = WordForm(data, initial={"word": request.GET.get("word", "")[:120]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = word_add_and_take_up(data["service_type"], data["word"], by=request.user, at=now())
        except Refused as refusal:
            form.add_error("word", refusal.reason)
        else:
            messages.success(request, f"{data['word']!r} now means {data['service_type']}. {_taken(done)}")
            return redirect("exchange:types")
    return render(request, "exchange/word_add.html", {"form": form})


def _taken(done: TakenUp) -> str:
    if not done.taken:
        return "No row that was kept aside waited for it."
    rows = "row that was" if done.taken == 1 else "rows that were"
    return f"{done.taken} {rows} kept aside {'was' if done.taken == 1 else 'were'} taken up."
