"""Rows kept aside, of one import or of all, and the warnings of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from core.access import allowed_to
from core.downloads import csv_response
from core.models import User
from core.paging import counted_page
from exchange.forms import KeptRowsForm, WarningsForm, in_words
from exchange.kept import kept_rows_take_up
from exchange.models import ImportRun, KeptRow
from exchange.permissions import can_import_register, can_see_imports
from exchange.views.selected import selected
from providers.permissions import can_change_service_types

REASONS = {
    "unknown_type": "unknown type of service",
    "no_type": "no type of service",
    "no_urn": "no URN",
    "urn_form": "not a URN",
    "urn_twice": "the same URN twice",
}


@require_safe
@allowed_to(can_see_imports)
def kept_of(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Rows that one import kept aside."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=run_id)
    return _kept(request, run)


@require_safe
@allowed_to(can_see_imports)
def kept(request: HttpRequest) -> HttpResponseBase:
    """Rows that all imports kept aside; those of trials are left out."""
    return _kept(request, None)


def _kept(request: HttpRequest, run: ImportRun | None) -> HttpResponseBase:
    form = KeptRowsForm(REASONS, request.GET)
    form.is_valid()
    found = KeptRow.objects.visible_to(request.user).select_related("run", "run__register", "settled_by")
    found = found.filter(run=run) if run else found.filter(run__dry_run=False)
    found = found.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    if request.GET.get("format") == "csv":
        return csv_response("rows-kept-aside.csv", ("file", "line", "urn", "reason", "outcome", "row"), _cells(found))
    page = counted_page(found.order_by("-run_id", "line"), request)
    context: dict[str, Any] = {
        "run": run,
        "form": form,
        "selected": selected(form, request),
        "page": page,
        "count": page.paginator.count,
        "may_import": can_import_register(request.user),
        "may_change_types": can_change_service_types(request.user),
    }
    return render(request, "exchange/kept.html", context)


def _cells(found: Any) -> Iterator[Iterable[Any]]:
    for row in found.iterator(chunk_size=1000):
        told = "; ".join(f"{field}: {text}" for field, text in row.cells.items() if text)
        yield row.run.file_name, row.line, row.urn, row.reason, row.get_outcome_display(), told


@require_POST
@allowed_to(can_import_register)
def take_up(request: HttpRequest) -> HttpResponse:
    """Try every row again that is still kept aside."""
    assert isinstance(request.user, User)
    done = kept_rows_take_up(by=request.user, at=now())
    messages.success(request, f"{done.tried} rows were tried again, {done.taken} of them were taken.")
    return redirect("exchange:kept")


@require_safe
@allowed_to(can_see_imports)
def oddities(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """The warnings of one import."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=run_id)
    form = WarningsForm(run, request.GET)
    form.is_valid()
    found = run.oddities.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    if request.GET.get("format") == "csv":
        rows = ((o.line, o.urn, in_words(o.code), o.sentence) for o in found.iterator(chunk_size=1000))
        return csv_response("warnings.csv", ("line", "urn", "kind", "sentence"), rows)
    page = counted_page(found, request)
    context = {
        "run": run,
        "form": form,
        "selected": selected(form, request),
        "page": page,
        "count": page.paginator.count,
    }
    return render(request, "exchange/warnings.html", context)
