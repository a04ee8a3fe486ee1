"""What providers say is wrong: the list, and settling one. Thin."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from casework.inspector import corrections as reads
from casework.search.filters import ME
from core.access import allowed_to
from core.decisions import Refused
from core.forms import PageForm, sent
from core.paging import counted_page
from core.permissions import can_see_inspectorate_pages
from providers.models import Correction
from providers.permissions import can_settle_correction
from providers.services import correction_settle


class SettleForm(PageForm):
    """What came of it, and why."""

    outcome = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        choices=[(code, label[:1].upper() + label[1:]) for code, label in Correction.Outcome.choices],
        error_messages={"required": "Select what came of it"},
    )
    why = forms.CharField(label="Why", widget=forms.Textarea, max_length=2_000, error_messages={"required": "Say why"})


@allowed_to(can_see_inspectorate_pages)
def corrections(request: HttpRequest) -> HttpResponse:
    """All that waits, or with `?inspector=me` that of the own providers."""
    mine = request.GET.get("inspector") == ME
    page = counted_page(reads.everywhere(request.user, localdate(), mine=mine), request)  # type: ignore[arg-type]
    may_settle = bool(can_settle_correction(request.user))
    context = {"page": page, "lines": reads.wrongs(page), "mine": mine, "may_settle": may_settle}
    return render(request, "casework/inspector/corrections.html", context)


@allowed_to(can_settle_correction)
def correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    """One fact that a provider says is wrong, and the form that settles it."""
    try:
        found = reads.one(request.user, correction_id)  # type: ignore[arg-type]
    except Correction.DoesNotExist:
        raise Http404("There is no such line.") from None
    form = SettleForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            correction_settle(found, **form.cleaned_data, by=request.user, at=now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "It is settled. The provider sees that it was dealt with, not why.")
            return redirect("casework:provider", found.urn)
    return render(request, "casework/inspector/correction.html", {"found": found, "form": form})
