"""All components of the page kit on one page, for those who build pages and for the accessibility tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import charts
from core.access import allowed_to
from core.forms import DayField, FilterForm, PageForm, sent
from core.models import JobRun
from core.paging import counted_page
from core.permissions import can_see_inspectorate_pages

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
REGIONS = (("", "Any"), ("london", "London"), ("north-east", "North East"))


class ExampleForm(PageForm):
    """One field of each kind."""

    name = forms.CharField(label="Name of the service", max_length=200)
    email = forms.EmailField(label="E-mail address", help_text="We will only use it to send you the report.")
    places = forms.IntegerField(label="Places", min_value=0, required=False)
    region = forms.ChoiceField(label="Region", choices=REGIONS)
    visit = forms.ChoiceField(
        label="Kind of visit",
        choices=[("key", "Key inspection"), ("random", "Random inspection")],
        widget=forms.RadioSelect,
    )
    outcomes = forms.MultipleChoiceField(
        label="Outcomes looked at",
        choices=[("safe", "Stay safe"), ("healthy", "Be healthy"), ("enjoy", "Enjoy and achieve")],
        widget=forms.CheckboxSelectMultiple,
    )
    on = DayField(label="First day on site", help_text="For example, 27 3 2007.")
    why = forms.CharField(label="Reason", widget=forms.Textarea)
    note = forms.CharField(label="Note", widget=forms.Textarea, max_length=200, required=False)
    register = forms.FileField(label="Register", help_text="A CSV, ODS or XLSX file.")
    sure = forms.BooleanField(label="I have read the reasons", error_messages={"required": "Read them first"})
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)


class ExampleFilter(FilterForm):
    """Filters as they stand beside a list."""

    prefix = "filter"
    search = forms.CharField(label="Name or URN")
    area = forms.ChoiceField(label="Region", choices=REGIONS)


@allowed_to(can_see_inspectorate_pages)
def components(request: HttpRequest) -> HttpResponse:
    """Every component, with examples; sending the form shows its errors."""
    form = ExampleForm(*sent(request), initial={"on": date(2026, 9, 1)})
    if request.method == "POST" and form.is_valid():
        messages.success(request, "The form was filled in rightly.")
    return render(request, "core/components.html", {"form": form, **_examples(request)})


@allowed_to(can_see_inspectorate_pages)
def example_progress(request: HttpRequest) -> HttpResponse:
    """The part of the gallery that asks for itself again."""
    return render(request, "core/progress.html", {"job": _job(), "href": request.path})


def _job() -> JobRun:
    asked = datetime(2026, 9, 1, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    return JobRun(pk=1, kind="import", state=JobRun.State.RUNNING, done=1200, total=4000, asked_at=asked)


def _examples(request: HttpRequest) -> dict[str, Any]:
    rows = [charts.Row(month, [number * 7 % 23 + 4], ["/components/"]) for number, month in enumerate(MONTHS)]
    names = {"met": "met", "due": "due", "overdue": "overdue", "carried_over": "carried over"}
    series, one = charts.states(names, names), [charts.Series("inspections")]
    types = [
        charts.Row("Children's home", [310, 120, 14, 6]),
        charts.Row("Residential special school", [80, 12, 3, 0]),
        charts.Row("Independent fostering agency", [150, 40, 9, 0]),
    ]
    return {
        "filter": ExampleFilter(request.GET),
        "page": counted_page(range(1, 401), request, per_page=20),
        "job": _job(),
        "by_month": charts.columns("months", "Inspections by month", rows, one, row_heading="Month"),
        "by_type": charts.bars("types", "Providers by type and state", types, series, row_heading="Service type"),
        "moment": datetime(2026, 9, 1, 14, 5, tzinfo=ZoneInfo("Europe/London")),
    }
