"""The list of records, one record, and the files of records and notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from core.access import allowed_to
from core.attachments import given_out
from core.decisions import Refused
from core.forms import sent
from core.paging import keyset_page, query
from core.permissions import can_see_inspectorate_pages, can_see_own_pages
from core.reading import note_reading
from intelligence.forms import RecordFilter, RecordWhyForm, TriageForm
from intelligence.models import Alert, ContactNote, Record, RecordJoining, Trigger
from intelligence.permissions import can_triage
from intelligence.reads import alerts_for, joined_into, near, reviews_for
from intelligence.services import alert_acknowledge, record_triage, records_join, records_part
from providers.permissions import can_join

# Looks at a record, a note or a file are shown with those at its provider.
READ_KIND = "provider"


@require_safe
@allowed_to(can_see_inspectorate_pages)
def triage(request: HttpRequest) -> HttpResponse:
    """Records as they were written down, the latest first; unless asked otherwise, those that nobody has looked at."""
    form = RecordFilter(request.GET)
    form.is_valid()
    found = _filtered(Record.objects.visible_to(request.user).standing(), form.cleaned_data, request)
    related = ("provider", "provider__service_type", "provider__team")
    page = keyset_page(found.select_related(*related), request, "entered_at", descending=True)
    selected = [
        (title, said, query(request, **{name: None, "after": None, "before": None}))
        for name, title, said in form.selected()
    ]
    context = {
        "form": form,
        "page": page,
        "selected": selected,
        "alerts": alerts_for(request.user),
        "reviews": reviews_for(request.user, localdate()),
    }
    return render(request, "intelligence/triage.html", context)


def _filtered(found: Any, chosen: dict[str, Any], request: HttpRequest) -> Any:
    state = chosen.get("state")
    if state == "triaged":
        found = found.filter(triaged_at__isnull=False)
    elif state != "all":
        found = found.to_be_triaged()
    for name, column in (("kind", "kind"), ("severity", "severity"), ("team", "provider__team")):
        if chosen.get(name):
            found = found.filter(**{column: chosen[name]})
    return found.looked_after_by(request.user, localdate()) if chosen.get("mine") else found


@require_safe
@allowed_to(can_see_inspectorate_pages)
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """One record with its text and files, and what follows from it."""
    found = _record_or_404(request, reference)
    note_reading(request, READ_KIND, found.provider.urn)
    may_join = bool(can_join(request.user))
    context = {
        "record": found,
        "files": list(found.attachments.all()),
        "trigger": Trigger.objects.of_record(found),
        "alert": Alert.objects.of_record(found),
        "may_triage": bool(can_triage(request.user)),
        "joinings": joined_into(found),
        "may_join": may_join,
        "near": near(request.user, found) if may_join and found.joined_into_id is None else [],
    }
    return render(request, "intelligence/record.html", context)


@allowed_to(can_triage)
def follows(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what follows from a record, once it has been looked at."""
    found, form = _record_or_404(request, reference), TriageForm(*sent(request))
    note_reading(request, READ_KIND, found.provider.urn)
    if request.method == "POST" and form.is_valid():
        try:
            record_triage(found, note=form.cleaned_data["note"], by=request.user, at=now())
        except Refused as refusal:
            form.add_error("note", refusal.reason)
        else:
            messages.success(request, "What follows from this record is written down.")
            return redirect("intelligence:record", reference)
    return render(request, "intelligence/follows.html", {"record": found, "form": form})


@require_POST
@allowed_to(can_see_inspectorate_pages)
def acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that one acts on an alert; its record is shown next."""
    alert = get_object_or_404(Alert.objects.visible_to(request.user), record__reference=reference)
    try:
        alert_acknowledge(alert, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "The alert is acknowledged: you act on it.")
    return redirect("intelligence:record", reference)


@allowed_to(can_join)
def record_join(request: HttpRequest, reference: str, other_reference: str) -> HttpResponse:
    """Both records side by side, and the reason for which they are one."""
    both = [_record_or_404(request, each) for each in (reference, other_reference)]
    if both[0].provider_id != both[1].provider_id:
        raise Http404("That record is about another provider.")
    note_reading(request, READ_KIND, both[0].provider.urn)
    form = RecordWhyForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            records_join(*both, **form.cleaned_data, by=request.user, at=now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("why", refusal.reason)
        else:
            messages.success(request, "The two records are one. They can be parted again below.")
            return redirect("intelligence:record", reference)
    return render(request, "intelligence/join.html", {"record": both[0], "both": both, "form": form})


@allowed_to(can_join)
def record_part(request: HttpRequest, reference: str, record_joining_id: int) -> HttpResponse:
    """Part two records that were joined."""
    found = _record_or_404(request, reference)
    note_reading(request, READ_KIND, found.provider.urn)
    joinings = RecordJoining.objects.filter(kept=found).select_related("joined", "by")
    joining, form = get_object_or_404(joinings, pk=record_joining_id), RecordWhyForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            records_part(joining, **form.cleaned_data, by=request.user, at=now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("why", refusal.reason)
        else:
            messages.success(request, "They are parted, and both count.")
            return redirect("intelligence:record", joining.joined.reference)
    return render(request, "intelligence/part.html", {"record": found, "joining": joining, "form": form})


def _record_or_404(request: HttpRequest, reference: str) -> Any:
    related = ("provider", "provider__service_type", "organisation", "entered_by", "triaged_by", "joined_into")
    return get_object_or_404(Record.objects.visible_to(request.user).select_related(*related), reference=reference)


@require_safe
@allowed_to(can_see_own_pages)
def record_file(request: HttpRequest, reference: str, file_key: UUID) -> HttpResponseBase:
    """A file of a record that this person may see."""
    records = Record.objects.visible_to(request.user).select_related("provider")
    found = get_object_or_404(records, reference=reference)
    file = get_object_or_404(found.attachments, key=file_key)
    if can_see_inspectorate_pages(request.user):
        note_reading(request, READ_KIND, found.provider.urn)
    return given_out(file)


@require_safe
@allowed_to(can_see_inspectorate_pages)
def note_file(request: HttpRequest, note_id: int, file_key: UUID) -> HttpResponseBase:
    """A file of a contact note."""
    notes = ContactNote.objects.visible_to(request.user).select_related("provider")
    found = get_object_or_404(notes, pk=note_id)
    file = get_object_or_404(found.attachments, key=file_key)
    note_reading(request, READ_KIND, found.provider.urn)
    return given_out(file)
