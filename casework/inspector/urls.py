"""The addresses of one provider's pages, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.inspector import views

urlpatterns = [
    path("providers/<str:urn>/", views.provider, name="provider"),
    path("providers/<str:urn>/timeline/", views.timeline_page, name="provider_timeline"),
]
