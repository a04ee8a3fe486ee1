"""The pages that combine rooms, by whom they serve."""

from __future__ import annotations

from django.urls import include, path

app_name = "casework"
urlpatterns = [
    path("", include("casework.search.urls")),
    path("", include("casework.register.urls")),
    path("", include("casework.duplicates.urls")),
    path("", include("casework.inspector.urls")),
    path("", include("casework.manager.urls")),
    path("", include("casework.provider.urls")),
    path("", include("casework.people.urls")),
]
