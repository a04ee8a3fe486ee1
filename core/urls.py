"""The addresses of `core`: glossary, regimes, the gallery of components."""

from __future__ import annotations

from django.urls import path

from core.views import gallery, home

app_name = "core"
urlpatterns = [
    path("", home.begin, name="begin"),
    path("welcome/", home.welcome, name="welcome"),
    path("regimes/", home.glossary_page, name="regimes"),
    path("your-account/", home.account, name="account"),
    path("glossary/", home.glossary_page, name="glossary"),
    path("components/", gallery.components, name="components"),
    path("components/progress/", gallery.example_progress, name="example_progress"),
]
