"""The addresses of the API, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from exchange.api.views import law, plans, register

app_name = "api"
urlpatterns = [
    path("providers", register.Providers.as_view(), name="providers"),
    path("providers/<slug:urn>", register.OneProvider.as_view(), name="provider"),
    path("organisations", register.Organisations.as_view(), name="organisations"),
    path("organisations/<int:organisation_id>", register.OneOrganisation.as_view(), name="organisation"),
    path("inspections", register.Inspections.as_view(), name="inspections"),
    path("inspections/<int:inspection_id>", register.OneInspection.as_view(), name="inspection"),
    path("plans", plans.Plans.as_view(), name="plans"),
    path("plans/<slug:urn>", plans.OnePlan.as_view(), name="plan"),
    path("runs", plans.Runs.as_view(), name="runs"),
    path("runs/<int:run_id>", plans.OneRun.as_view(), name="run"),
    path("changes", plans.Changes.as_view(), name="changes"),
    path("regimes", law.Regimes.as_view(), name="regimes"),
    path("regimes/<slug:regime_id>", law.OneRegime.as_view(), name="regime"),
    path("openapi.json", law.Document.as_view(), name="document"),
]
