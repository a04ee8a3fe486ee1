"""Imports: which there were, a new one, how one is getting on and what it did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from core.access import allowed_to
from core.decisions import Refused
from core.downloads import csv_response
from core.forms import sent
from core.models import User
from core.paging import counted_page, keyset_page
from exchange.forms import AgainForm, ContradictionsForm, UploadForm, in_words, scope_of
from exchange.models import Contradiction, ImportRun, KeptRow
from exchange.opening import Unreadable
from exchange.permissions import can_import_register, can_see_imports
from exchange.tasks import send
from exchange.uploads import upload_again, upload_receive
from exchange.views.selected import selected


@require_safe
@allowed_to(can_see_imports)
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, the latest first."""
    runs = ImportRun.objects.visible_to(request.user).select_related("by", "register")
    context = {
        "page": keyset_page(runs, request, "id", descending=True),
        "may_import": can_import_register(request.user),
        "waiting": KeptRow.objects.open().count(),
        "contradictions": Contradiction.objects.count(),
    }
    return render(request, "exchange/imports.html", context)


@allowed_to(can_import_register)
def new(request: HttpRequest) -> HttpResponse:
    """Give a file to the register."""
    form = UploadForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        run = _received(request, form)
        if run is not None:
            return redirect("exchange:import", run.pk)
    return render(request, "exchange/new.html", {"form": form})


def _received(request: HttpRequest, form: UploadForm) -> ImportRun | None:
    assert isinstance(request.user, User)
    try:
        with transaction.atomic():
            run = upload_receive(form.source(), by=request.user, at=now())
            transaction.on_commit(lambda: send(run.pk))
    except Unreadable as reason:
        form.add_error(reason.about, str(reason))
        return None
    return run


@require_safe
@allowed_to(can_see_imports)
def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import: its progress, then every row accounted for."""
    run = _run(request, run_id)
    context: dict[str, Any] = {
        "run": run,
        "counts": _counts(run),
        "not_taken": [column for column in run.columns if column["why_not"]],
        "taken": [column for column in run.columns if column["field"]],
        "kept": run.kept_rows.all()[:10],
        "kept_open": run.kept_rows.filter(outcome=KeptRow.Outcome.OPEN).count(),
        "oddities": run.oddities.all()[:10],
        "oddity_count": run.oddities.count(),
        "contradictions": Contradiction.objects.filter(second_on=run.register.on).count() if run.register else 0,
        "may_import": can_import_register(request.user),
        "again": AgainForm(initial={"scope": scope_of(run)}),
    }
    return render(request, "exchange/import.html", context)


def _run(request: HttpRequest, run_id: int) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user).select_related("by", "register", "job")
    return get_object_or_404(runs, pk=run_id)


def _counts(run: ImportRun) -> list[tuple[str, int]]:
    return [
        ("new providers", run.rows_new),
        ("of known providers", run.rows_changed),
        ("unchanged", run.rows_unchanged),
        ("kept aside", run.rows_kept),
        ("read in all", run.rows_read),
    ]


@require_safe
@allowed_to(can_see_imports)
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The part of an import's page that asks for itself again; at the end the whole page is asked for."""
    run = _run(request, run_id)
    response = render(request, "exchange/progress.html", {"run": run})
    if run.state in (ImportRun.State.DONE, ImportRun.State.FAILED):
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@allowed_to(can_import_register)
def again(request: HttpRequest, run_id: int) -> HttpResponse:
    """Try a failed import again, with the file that was kept and what is said now of what it holds."""
    assert isinstance(request.user, User)
    failed = _run(request, run_id)
    form = AgainForm(request.POST)
    scope = form.cleaned_data["scope"] if form.is_valid() else ""
    try:
        with transaction.atomic():
            run = upload_again(failed, scope=scope, by=request.user, at=now())
            transaction.on_commit(lambda: send(run.pk))
    except (Refused, Unreadable) as reason:
        messages.error(request, str(reason))
        return redirect("exchange:import", failed.pk)
    return redirect("exchange:import", run.pk)


@require_safe
@allowed_to(can_see_imports)
def contradictions(request: HttpRequest) -> HttpResponseBase:
    """Where two registers say different things of the same."""
    form = ContradictionsForm(request.GET)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    found = (
        Contradiction.objects.filter(**wanted).select_related("provider").order_by("-second_on", "provider_id", "id")
    )
    if request.GET.get("format") == "csv":
        header = ("urn", "kind", "earlier_register", "later_register", "of", "earlier_says", "later_says")
        rows = (
            (c.provider.urn, in_words(c.code), c.first_on, c.second_on, c.subject, c.first_says, c.second_says)
            for c in found.iterator(chunk_size=1000)
        )
        return csv_response("contradictions.csv", header, rows)
    page = counted_page(found, request)
    context = {"form": form, "selected": selected(form, request), "page": page, "count": page.paginator.count}
    return render(request, "exchange/contradictions.html", context)
