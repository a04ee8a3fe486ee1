"""The addresses of the runs."""

from __future__ import annotations

from django.urls import path

from scheduling import views

app_name = "scheduling"
urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("runs/recompute/", views.recompute, name="recompute"),
    path("runs/<int:run_id>/", views.run, name="run"),
    path("runs/<int:run_id>/progress/", views.progress, name="progress"),
    path("runs/<int:run_id>/failures/", views.failures, name="failures"),
]
