"""Pages on which a provider's own people notify the inspectorate, and read again what their organisation wrote.

Nothing here reads what others wrote, nor what the inspectorate made of a record.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from casework.provider.permissions import can_see_own_services
from core.access import allowed_to
from core.attachments import KEPT, uploads
from core.decisions import Refused
from core.forms import sent
from core.paging import keyset_page
from intelligence.forms import EntryForm
from intelligence.models import Record
from intelligence.permissions import can_tell_inspectorate
from intelligence.services import record_send
from providers.models import Provider


def _service(request: HttpRequest, urn: str) -> Any:
    services = Provider.objects.visible_to(request.user).select_related("service_type", "organisation").distinct()
    return get_object_or_404(services, urn=urn)


@require_safe
@allowed_to(can_see_own_services)
def own_records(request: HttpRequest, urn: str) -> HttpResponse:
    """What one's own organisation told the inspectorate about a service, the latest first."""
    service = _service(request, urn)
    found = Record.objects.visible_to(request.user).filter(provider=service)
    page = keyset_page(found, request, "received_on", descending=True)
    may_tell = bool(can_tell_inspectorate(request.user, service))
    return render(request, "casework/provider/records.html", {"service": service, "page": page, "may_tell": may_tell})


@allowed_to(can_see_own_services)
def own_record_add(request: HttpRequest, urn: str) -> HttpResponse:
    """Notify the inspectorate of an event or a change at one's own service."""
    service, at = _service(request, urn), now()
    can_tell_inspectorate(request.user, service).require()
    form = EntryForm(sent(request)[0], uploads=uploads(request, by=request.user, at=at), today=localdate())
    if request.method == "POST" and form.is_valid():
        try:
            record = record_send(service, form.entry(), files=form.cleaned_data[KEPT], by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"The inspectorate has it. Its reference is {record.reference}.")
            return redirect("casework:own_record", record.reference)
    return render(request, "casework/provider/tell.html", {"service": service, "form": form})


@require_safe
@allowed_to(can_see_own_services)
def own_record(request: HttpRequest, reference: str) -> HttpResponse:
    """One notification or change as one's own organisation wrote it."""
    found = Record.objects.visible_to(request.user).select_related("provider", "provider__service_type", "entered_by")
    record = get_object_or_404(found, reference=reference)
    context = {"record": record, "files": list(record.attachments.all())}
    return render(request, "casework/provider/record.html", context)
