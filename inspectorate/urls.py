"""The addresses of the product. Each room brings its own; `/healthz` and `/readyz` are answered before this."""

from __future__ import annotations

from django.urls import include, path

handler400 = "core.errors.bad_request"
handler403 = "core.errors.permission_denied"
handler404 = "core.errors.not_found"
handler429 = "core.errors.too_many"
handler500 = "core.errors.failed"

urlpatterns = [
    path("account/", include("core.account_urls")),
    path("api/v1/", include("exchange.api.urls")),
    path("", include("core.urls")),
    path("", include("scheduling.urls")),
    path("intelligence/", include("intelligence.urls")),
    path("", include("casework.urls")),
    path("", include("exchange.urls")),
]
