"""What reached the inspectorate about one provider: the list, and the pages on which staff write it down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from casework.inspector.changed import plan_id
from casework.inspector.views.page import provider_or_404
from core.access import allowed_to
from core.attachments import KEPT, AttachingForm, uploads
from core.decisions import Refused
from core.forms import sent
from core.paging import keyset_page
from core.permissions import can_see_inspectorate_pages
from core.reading import sensitive
from intelligence.forms import ContactForm, RecordForm
from intelligence.models import ContactNote, Record
from intelligence.permissions import can_record_intelligence
from intelligence.services import contact_note_write, record_receive

RECORDING = "Nothing of it is shown to the provider. Its text stands in the record only, not on the timeline."
NOTING = "What was said at a meeting, on the telephone or as advice. The provider does not see it."


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def provider_intelligence(request: HttpRequest, urn: str) -> HttpResponse:
    """The provider's records or, with `?show=contacts`, the notes of contacts with it; the latest first."""
    found, contacts = provider_or_404(request, urn), request.GET.get("show") == "contacts"
    if contacts:
        notes = ContactNote.objects.visible_to(request.user).filter(provider=found).select_related("entered_by")
        page = keyset_page(notes.prefetch_related("attachments"), request, "on", descending=True)
    else:
        records = Record.objects.visible_to(request.user).filter(provider=found).select_related("joined_into")
        page = keyset_page(records, request, "received_on", descending=True)
    may_record = bool(can_record_intelligence(request.user))
    context = {"provider": found, "page": page, "contacts": contacts, "may_record": may_record}
    return render(request, "casework/inspector/intelligence.html", context)


@allowed_to(can_record_intelligence)
@sensitive("provider", "urn")
def record_add(request: HttpRequest, urn: str) -> HttpResponse:
    """Write down a complaint, concern, notification or change."""
    provider, today, at = provider_or_404(request, urn), localdate(), now()
    files = uploads(request, by=request.user, at=at)
    form = RecordForm(sent(request)[0], uploads=files, today=today, initial={"received_on": today})

    def save() -> str:
        made = record_receive(provider, form.entry(), files=form.cleaned_data[KEPT], by=request.user, at=at)
        return f"{made.get_kind_display().capitalize()} {made.reference} is written down."

    page = {"title": "Write down intelligence", "button": "Write it down", "about": RECORDING}
    return _enter(request, provider, form, save, page)


@allowed_to(can_record_intelligence)
@sensitive("provider", "urn")
def note_add(request: HttpRequest, urn: str) -> HttpResponse:
    """Write down a meeting, a call or advice given."""
    provider, at = provider_or_404(request, urn), now()
    files = uploads(request, by=request.user, at=at)
    form = ContactForm(sent(request)[0], uploads=files, today=localdate(), initial={"on": localdate()})

    def save() -> str:
        told = dict(form.cleaned_data)
        contact_note_write(provider, files=told.pop(KEPT), **told, by=request.user, at=at)
        return "The contact is written down."

    page = {"title": "Write down a contact", "button": "Write it down", "about": NOTING}
    return _enter(request, provider, form, save, page)


def _enter(
    request: HttpRequest, provider: Any, form: AttachingForm, save: Callable[[], str], page: dict[str, Any]
) -> HttpResponse:
    """Show the form, or save it and go to the provider's page, which says so and shows what it did to the plan."""
    if request.method == "POST" and form.is_valid():
        before = plan_id(request.user, provider.pk)
        try:
            said = save()
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, said)
            return redirect(f"{reverse('casework:provider', args=[provider.urn])}?since={before or ''}")
    return render(request, "casework/inspector/enter.html", {"provider": provider, "form": form} | page)
