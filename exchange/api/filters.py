"""What lists can be narrowed by. A parameter that is not known is an error: a misspelt one would give everything."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError

from exchange.api.paging import PARAMETERS
from exchange.api.reads import rated
from inspections.models import Inspection, InspectionType
from scheduling.diff_words import CAUSE_NAMES
from scheduling.models import PlanRun
from scheduling.querysets import in_state
from scheduling.states import STATES

BIGGEST = 2**63 - 1
RATINGS = [("4", "4"), ("3", "3"), ("2", "2"), ("1", "1")]


class StrictFilters(filters.DjangoFilterBackend):
    """django-filter, but what it does not know is refused, and so is a parameter given twice or without a value."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The rows that are asked for. Raises `ValidationError` that names each parameter."""
        self.refuse_unknown(request, getattr(view, "filterset_class", None), view.paged)
        narrowed: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return narrowed

    def refuse_unknown(self, request: Any, filterset: Any, paged: bool) -> None:
        """Raise `ValidationError` for parameters that this address does not have."""
        known = set(filterset.base_filters if filterset else ()) | set(PARAMETERS if paged else ())
        faults: dict[str, str] = {}
        for name, values in request.query_params.lists():
            if name not in known:
                faults[name] = "There is no such parameter."
            elif len(values) > 1:
                faults[name] = "Give it once."
            elif values == [""]:
                faults[name] = "Give it a value."
        if faults:
            raise ValidationError(faults)


class Key(filters.NumberFilter):
    """The id of a row."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, meaning: str, **more: Any) -> None:
        super().__init__(
            field_name, help_text=meaning, label=meaning, min_value=more.pop("least", 1), max_value=BIGGEST, **more
        )

    def get_max_validator(self) -> None:
        """None: the field has its own."""
        return


def text(field_name: str, longest: int, meaning: str, **more: Any) -> filters.CharFilter:
    """A text, whole unless told otherwise."""
    return filters.CharFilter(field_name, help_text=meaning, label=meaning, max_length=longest, **more)


def one_of(field_name: str | None, choices: Any, meaning: str, **more: Any) -> filters.ChoiceFilter:
    """One of a few words."""
    return filters.ChoiceFilter(field_name=field_name, choices=choices, help_text=meaning, label=meaning, **more)


def day(field_name: str, lookup: str, meaning: str) -> filters.DateFilter:
    """A day written as 2026-09-01."""
    return filters.DateFilter(field_name, lookup, help_text=meaning, label=meaning, input_formats=["%Y-%m-%d"])


def service_type(field_name: str) -> filters.CharFilter:
    """A service type."""
    return text(field_name, 40, "The code of a service type, such as childrens_home.")


def region(field_name: str) -> filters.CharFilter:
    """A region."""
    return text(field_name, 40, "The code of a region, such as north_east.")


def urn(field_name: str) -> filters.CharFilter:
    """A URN."""
    return text(field_name, 8, "The URN of a provider.", lookup_expr="iexact")


class ProviderFilters(filters.FilterSet):
    """The register."""

    service_type = service_type("service_type_id")
    region = region("region_id")
    local_authority = text("local_authority_id", 9, "The ONS (GSS) code of a local authority.")
    organisation = Key("organisation_id", "The id of an organisation.")
    name = text("name", 200, "A part of the name.", lookup_expr="icontains")
    rating = one_of(None, RATINGS, "The rating in force: 4 is the best, 1 the worst.", method="with_rating")

    def with_rating(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those with that rating in force today."""
        return rated(rows, int(value), self.request.as_of)


class OrganisationFilters(filters.FilterSet):
    """Organisations."""

    name = text("name", 200, "A part of the name.", lookup_expr="icontains")


class InspectionFilters(filters.FilterSet):
    """Inspections that took place."""

    urn = urn("provider__urn")
    type = one_of("type", InspectionType.choices, "The kind of inspection.")
    result = one_of("result", Inspection.Result.choices, "How it ended.")
    started_from = day("started_on", "gte", "Its first day on site was this day or later.")
    started_until = day("started_on", "lte", "Its first day on site was this day or earlier.")


class PlanFilters(filters.FilterSet):
    """Plans in force."""

    service_type = service_type("provider__service_type_id")
    region = region("provider__region_id")
    team = Key("provider__team_id", "The id of a team.")
    regime = text("regime_id", 60, "The id of the regime that it was made by.")
    state = one_of(None, [(code, code) for code in STATES], "The state today.", method="in_state")
    target_until = day("target", "lte", "The next inspection is wanted by this day or earlier.")
    deadline_until = day("statutory_deadline", "lte", "The law wants the next inspection by this day or earlier.")

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those in that state today."""
        return rows.filter(in_state(value, self.request.as_of), closed=False)


class RunFilters(filters.FilterSet):
    """Runs."""

    kind = one_of("kind", PlanRun.Kind.choices, "How it was begun.")
    state = one_of("state", PlanRun.State.choices, "How far it is.")
    as_of = day("as_of", "exact", "The day that it made plans for.")


class ChangeFilters(filters.FilterSet):
    """Changes of plans."""

    since = filters.IsoDateTimeFilter(
        method="from_moment",
        label="Since when",
        help_text="Changes at this moment or later: 2026-09-01T00:00:00Z.",
    )
    id_after = Key("id", "Changes after the one with this id.", lookup_expr="gt", least=0)
    urn = urn("provider__urn")
    run = Key("run_id", "The id of a run.")
    cause = one_of("cause", [(code, code) for code in CAUSE_NAMES], "The first reason of the change.")

    def from_moment(self, rows: Any, name: str, value: Any) -> QuerySet[Any]:
        """Those since a moment."""
        since: QuerySet[Any] = rows.since(value)
        return since
