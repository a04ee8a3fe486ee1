"""Plans with their reasons, runs, and changes since a moment."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from exchange.api import filters, reads, serializers
from exchange.api.views.base import ApiView, ListView, OneView, told
from exchange.models import Token
from scheduling.models import Plan, PlanChange, PlanRun
from scheduling.permissions import can_see_runs


class _OfPlans(ApiView):
    """Plans in force."""

    queryset = Plan.objects.all()
    serializer_class = serializers.PlanSerializer
    check = staticmethod(can_see_runs)
    scope = Token.Scope.PLANS

    def rows(self) -> QuerySet[Any]:
        """With their state today."""
        return reads.plans(self.request.user, self.request.as_of)


@told("plans", "Plans with reasons", "plans")
class Plans(_OfPlans, ListView):
    """The plan in force of every provider: what must happen by when, and why, with the paragraph."""

    key = "provider_id"
    filterset_class = filters.PlanFilters


@told("plan", "The plan of one provider", "plans")
class OnePlan(_OfPlans, OneView):
    """The plan in force of one provider, by its URN."""

    lookup_field, lookup_url_kwarg = "provider__urn", "urn"
    sensitive = "provider"


class _OfRuns(ApiView):
    """Runs."""

    queryset = PlanRun.objects.all()
    serializer_class = serializers.RunSerializer
    check = staticmethod(can_see_runs)
    scope = Token.Scope.PLANS

    def rows(self) -> QuerySet[Any]:
        """Every run."""
        return reads.runs()


@told("runs", "Runs", "plans")
class Runs(_OfRuns, ListView):
    """The runs that made plans for a day, the latest first."""

    descending = True
    filterset_class = filters.RunFilters


@told("run", "One run", "plans")
class OneRun(_OfRuns, OneView):
    """One run by its id."""

    lookup_field, lookup_url_kwarg = "pk", "run_id"


@told("changes", "Changes since a moment", "plans")
class Changes(ListView):
    """What changed in the plans, and why, oldest first. Whoever goes on from the last id misses none."""

    queryset = PlanChange.objects.all()
    serializer_class = serializers.ChangeSerializer
    filterset_class = filters.ChangeFilters
    check = staticmethod(can_see_runs)
    scope = Token.Scope.PLANS

    def rows(self) -> QuerySet[Any]:
        """Those that none may still come before."""
        return reads.changes(self.request.user).settled(now())
