"""The addresses of the product. Each room brings its own; `/healthz` and `/readyz` are answered before this."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("core.urls")),
]
