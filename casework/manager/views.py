"""The manager's pages. Thin: they say which day it is, read, and draw."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from casework.ahead import DUE_SOON_DAYS
from casework.manager import days, export, loads, past, planned, waiting
from casework.manager.days import Figures, Recent
from casework.manager.forms import DayForm, PastForm, PlannedForm, TeamForm
from casework.manager.narrowing import said, without
from casework.manager.page import Page
from casework.manager.past import Asked
from casework.manager.permissions import can_see_compliance
from casework.manager.planned import Wanted
from casework.manager.planned_then import PlannedThen
from casework.manager.totals import read_forecast, read_totals
from core.access import allowed_to
from core.forms import PARTS, FilterForm
from core.paging import counted_page, keyset_page, query
from providers.names import read_names
from providers.permissions import can_allocate, can_join
from scheduling.models import PlanRun


@allowed_to(can_see_compliance)
def manage(request: HttpRequest) -> HttpResponse:
    """The manager's first page: today's figures, or with `?day=` those of a day that a run was kept for."""
    today, recent, names = localdate(), days.recent_runs(), read_names()
    values = said(request)
    form = DayForm(names, values)
    form.is_valid()
    day = form.cleaned_data.get("day")
    figures = _figures(day, recent, today)
    context = {"form": form, "today": today, "recent": recent, "figures": figures, "day": day, "around": None}
    context |= {"on_day": partial(_on_day, request), "without": partial(without, values)}
    if figures is None:
        if day:
            context["around"] = days.neighbours(day)
        return render(request, "casework/manager/none_kept.html", context)
    page = Page(figures, form.scope(), names, read_totals(form.scope(), figures.source))
    if not figures.live:
        context["around"] = days.neighbours(figures.as_of)
    context |= {"age": days.age_of(figures.run, now()), "may_join": bool(can_join(request.user))}  # type: ignore[arg-type]
    year = form.cleaned_data.get("year") or page.year
    return render(request, "casework/manager/manage.html", context | {"page": page} | _parts(request, page, year))


def _on_day(request: HttpRequest, day: date | None) -> str:
    """This page's query string for another day (None: the latest), the rest of it as it is."""
    parts = {f"day-{part}": None for part in PARTS}
    return query(request, day=day.isoformat() if day else None, **parts)


def _figures(day: date | None, recent: Recent, today: date) -> Figures | None:
    last = recent.last
    if last and (day is None or day == last.as_of):
        return Figures(last, live=last.as_of == today)
    run = days.run_kept_for(day) if day else None
    return Figures(run, live=False) if run else None


def _parts(request: HttpRequest, page: Page, year: int) -> dict[str, Any]:
    cells = read_forecast(page.scope, page.figures.source)
    parts: dict[str, Any] = {
        "year": year,
        "absent": loads.absent(page.scope.team, localdate()) if page.figures.live else [],
        "forecast": page.forecast(cells, year),
        "beyond": page.beyond(cells, year),
        "overdue": [],
        "gaps": [],
    }
    if page.figures.live:
        where = (request.user, page.scope, page.figures.as_of)
        parts |= {"overdue": waiting.overdue_longest(*where), "gaps": waiting.longest_gaps(*where)}
    return parts


@allowed_to(can_see_compliance)
def inspectors(request: HttpRequest) -> HttpResponse:
    """The share-out: the load of each inspector, who is away, and what nobody looks after."""
    today, names = localdate(), read_names()
    values = said(request)
    form = TeamForm(names, values)
    form.is_valid()
    team = form.cleaned_data.get("team") or ""
    page = counted_page(loads.inspectors(team), request)
    number, more = loads.nobodys(team, today)
    context = {
        "form": form,
        "team": team,
        "names": names,
        "today": today,
        "page": page,
        "loads": loads.loads(page, today),
        "months": loads.months_ahead(today),
        "soon_days": DUE_SOON_DAYS,
        "nobodys": number,
        "may_allocate": can_allocate(request.user),  # type: ignore[arg-type]
        "more": more,
        "providers": partial(_providers_of, team),
    }
    return render(request, "casework/manager/inspectors.html", context)


def _providers_of(team: str, **filters: str) -> str:
    """The provider list; within the team where the filters name no inspector."""
    return f"{reverse('casework:providers')}?{urlencode({'team': team, **filters} if team else filters)}"


@allowed_to(can_see_compliance)
def inspections(request: HttpRequest) -> HttpResponseBase:
    """The inspections that today's forecast counts, soonest first; with `?format=csv` to take away."""
    names = read_names()
    form = PlannedForm(names, request.GET)
    form.is_valid()
    rows = planned.planned_now(request.user, Wanted.of(form.cleaned_data, form.scope()))
    if request.GET.get("format") == "csv":
        return export.inspections(rows.order_by("target", "id").iterator(chunk_size=2000), names, localdate())
    page = keyset_page(rows, request, "target")
    context = {"names": names, "run": None, "count": rows.order_by().count(), "page": page}
    return render(request, "casework/manager/inspections.html", context | _filtered(request, form))


@allowed_to(can_see_compliance)
def past_inspections(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """The inspections that a run's forecast counted."""
    run, names = _kept_run(run_id), read_names()
    form = PlannedForm(names, request.GET)
    form.is_valid()
    rows = PlannedThen(run, Wanted.of(form.cleaned_data, form.scope()))
    if request.GET.get("format") == "csv":
        return export.inspections(rows, names, run.as_of)
    page = counted_page(rows, request)
    context = {"names": names, "run": run, "count": page.paginator.count, "page": page}
    return render(request, "casework/manager/inspections.html", context | _filtered(request, form))


@allowed_to(can_see_compliance)
def past_providers(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """The providers that a run's figures counted."""
    run, names = _kept_run(run_id), read_names()
    form = PastForm(names, request.GET)
    form.is_valid()
    asked = Asked.of(form.cleaned_data, form.scope())
    rows = past.providers_then(request.user, run, asked)
    if request.GET.get("format") == "csv":
        return export.providers(rows.order_by("urn").iterator(chunk_size=2000), names, run.as_of)
    counted = past.counted_then(read_totals(form.scope(), run).all, asked)
    page = keyset_page(rows, request, "urn")
    context = {"names": names, "run": run, "count": rows.order_by().count(), "counted": counted, "page": page}
    return render(request, "casework/manager/past_providers.html", context | _filtered(request, form))


def _filtered(request: HttpRequest, form: FilterForm) -> dict[str, Any]:
    """The filter panel: the form, and each filter in use with the address without it."""
    pages = {"page": None, "after": None, "before": None}
    selected = [(title, text, query(request, **{name: None}, **pages)) for name, title, text in form.selected()]
    return {"form": form, "selected": selected}


def _kept_run(run_id: int) -> PlanRun:
    return get_object_or_404(PlanRun, pk=run_id, state=PlanRun.State.COMMITTED)
