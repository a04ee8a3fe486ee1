"""The pages of a provider user about their own services. Thin."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from casework.provider import reads
from casework.provider.forms import WrongForm
from casework.provider.frequency import frequency
from casework.provider.permissions import can_see_own_services
from core.access import allowed_to
from core.decisions import Refused
from core.forms import sent
from core.law import law_in_force
from core.paging import counted_page
from providers.models import Provider, StatusPeriod
from providers.permissions import can_tell_correction
from providers.services import correction_tell


@allowed_to(can_see_own_services)
def services(request: HttpRequest) -> HttpResponse:
    """One's own services: name, URN, type, rating and status."""
    page = counted_page(reads.own_services(request.user, localdate()), request)  # type: ignore[arg-type]
    return render(request, "casework/provider/services.html", {"page": page})


@allowed_to(can_see_own_services)
def service(request: HttpRequest, urn: str) -> HttpResponse:
    """What the inspectorate knows of one service, and how often the law has it inspected."""
    today, provider = localdate(), _own_or_404(request, urn)
    rating, status = reads.rating_now(provider, today), reads.status_now(provider, today)
    regime = law_in_force().on(today)
    context = {
        "provider": provider,
        "rating": rating,
        "status": status,
        "ended": status is not None and status.status in StatusPeriod.ENDED,
        "people": reads.people_now(provider, today),
        "told": reads.told(request.user, provider),  # type: ignore[arg-type]
        "frequency": frequency(regime, provider.service_type_id, rating.ordinal if rating else None),
        "may_tell": can_tell_correction(request.user, provider),  # type: ignore[arg-type]
    }
    return render(request, "casework/provider/service.html", context)


@allowed_to(can_see_own_services)
def service_wrong(request: HttpRequest, urn: str) -> HttpResponse:
    """Tell the inspectorate that something it knows is wrong."""
    provider = _own_or_404(request, urn)
    can_tell_correction(request.user, provider).require()  # type: ignore[arg-type]
    form = WrongForm(*sent(request), initial={"fact": request.GET.get("fact")})
    if request.method == "POST" and form.is_valid():
        try:
            correction_tell(provider, **form.cleaned_data, by=request.user, at=now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("what_is_right", refusal.reason)
        else:
            messages.success(request, "Thank you. An inspector will look at it.")
            return redirect("casework:service", provider.urn)
    return render(request, "casework/provider/service_wrong.html", {"provider": provider, "form": form})


def _own_or_404(request: HttpRequest, urn: str) -> Provider:
    try:
        return reads.own_service(request.user, urn)  # type: ignore[arg-type]
    except Provider.DoesNotExist:
        raise Http404("None of your services has that URN.") from None
