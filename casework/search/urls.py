"""The address of the provider list, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.search import views

urlpatterns = [path("providers/", views.providers, name="providers")]
