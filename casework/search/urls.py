"""The addresses of the finder, the provider list and saved searches, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.search.views import finding, listing, searches

urlpatterns = [
    path("find/", finding.find, name="finder"),
    path("providers/", listing.providers, name="providers"),
    path("searches/", searches.searches, name="searches"),
    path("searches/save/", searches.search_save, name="search_save"),
]
