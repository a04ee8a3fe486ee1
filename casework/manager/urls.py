"""The addresses of the manager's pages, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.manager import views

urlpatterns = [
    path("manage/", views.manage, name="manager"),
    path("manage/inspectors/", views.inspectors, name="inspectors"),
    path("manage/inspections/", views.inspections, name="inspections"),
    path("manage/runs/<int:run_id>/inspections/", views.past_inspections, name="past_inspections"),
    path("manage/runs/<int:run_id>/providers/", views.past_providers, name="past_providers"),
]
