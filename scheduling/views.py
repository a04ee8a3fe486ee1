"""The pages of runs: which there were, how far one is, what it changed and why. Thin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from core.access import allowed_to
from core.decisions import Refused
from core.downloads import csv_response
from core.models import User
from core.paging import counted_page, keyset_page, query
from providers.names import Names, read_names
from scheduling import changes
from scheduling.by_hand import run_begin_by_hand
from scheduling.forms import ChangesForm
from scheduling.models import PlanRun
from scheduling.permissions import can_recompute, can_see_runs
from scheduling.progress import progress_of

CSV_HEADER = ("urn", "name", "service_type", "region", "cause", "what_changed", "why")


@require_safe
@allowed_to(can_see_runs)
def runs(request: HttpRequest) -> HttpResponse:
    """Every run, the latest first."""
    page = keyset_page(PlanRun.objects.select_related("by"), request, "id", descending=True)
    at_work = next((run for run in page.rows if run.state == PlanRun.State.PLANNING), None)
    context = {"page": page, "at_work": at_work, "may_recompute": can_recompute(request.user), "today": localdate()}
    return render(request, "scheduling/runs.html", context)


@require_safe
@allowed_to(can_see_runs)
def run(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """One run: its progress, what it changed since the run before, and why."""
    one, names = _run(run_id), read_names()
    form = ChangesForm(names, request.GET)
    form.is_valid()
    found = changes.changes_of(request.user, one, form.wanted())
    if request.GET.get("format") == "csv":
        return _as_csv(one, found, names)
    page = keyset_page(found, request, "id")
    context: dict[str, Any] = {
        "run": one,
        "progress": progress_of(one),
        "form": form,
        "selected": [(title, text, _without(request, name)) for name, title, text in form.selected()],
        "names": names,
        "count": found.order_by().count(),
        "page": page,
        "told": [changes.told(change) for change in page.rows],
    }
    return render(request, "scheduling/run.html", context)


def _run(run_id: int) -> PlanRun:
    return get_object_or_404(PlanRun.objects.select_related("by"), pk=run_id)


def _without(request: HttpRequest, name: str) -> str:
    return query(request, **{name: None, "after": None, "before": None})


def _as_csv(one: PlanRun, found: Any, names: Names) -> HttpResponseBase:
    rows = (_cells(changes.told(change), names) for change in changes.in_order(found))
    return csv_response(f"changes-{one.as_of}-run-{one.pk}.csv", CSV_HEADER, rows)


def _cells(row: changes.Told, names: Names) -> tuple[str, ...]:
    place = (row.urn, row.name, names.type_of(row.service_type), names.region_of(row.region))
    return (*place, row.cause, " ".join(row.what), " ".join(row.why))


@require_safe
@allowed_to(can_see_runs)
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The part of a run's page that asks for itself again; when the run has ended the whole page is asked for."""
    one = _run(run_id)
    response = render(request, "scheduling/progress.html", {"run": one, "progress": progress_of(one)})
    if one.state != PlanRun.State.PLANNING:
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
@allowed_to(can_see_runs)
def failures(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """The providers that a run could not plan, and why."""
    one = _run(run_id)
    rows = changes.failures_of(request.user, one)
    if request.GET.get("format") == "csv":
        cells = ((row["provider__urn"], row["provider__name"], row["reason"]) for row in rows.iterator())
        return csv_response(f"not-planned-{one.as_of}-run-{one.pk}.csv", ("urn", "name", "reason"), cells)
    return render(request, "scheduling/failures.html", {"run": one, "page": counted_page(rows, request)})


@allowed_to(can_recompute)
def recompute(request: HttpRequest) -> HttpResponse:
    """Ask whether every plan is to be made anew, and have it done."""
    if request.method != "POST":
        at_work = PlanRun.objects.filter(state=PlanRun.State.PLANNING).first()
        return render(request, "scheduling/recompute.html", {"at_work": at_work, "today": localdate()})
    assert isinstance(request.user, User)
    try:
        begun = run_begin_by_hand(by=request.user, as_of=localdate(), at=now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("scheduling:runs")
    return redirect("scheduling:run", begun.pk)
