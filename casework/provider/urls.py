"""The addresses of the pages of providers' own people, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.provider import views

urlpatterns = [path("services/", views.services, name="services")]
