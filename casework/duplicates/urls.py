"""The addresses of what may be written down twice, and of people in post, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.duplicates.views import pairs, person, provider

urlpatterns = [
    path("duplicates/", pairs.duplicates, name="duplicates"),
    path("duplicates/<str:kind>/<int:first_id>/<int:second_id>/aside/", pairs.set_aside, name="pair_set_aside"),
    path("duplicates/aside/<int:aside_id>/back/", pairs.bring_back, name="pair_bring_back"),
    path("providers/<str:urn>/join/", provider.join, name="provider_join"),
    path("providers/<str:urn>/joined/<int:provider_joining_id>/part/", provider.part, name="provider_part"),
    path("in-post/<int:person_id>/", person.person, name="person"),
    path("in-post/<int:person_id>/join/<int:other_id>/", person.join, name="person_join"),
    path("in-post/<int:person_id>/joined/<int:person_joining_id>/part/", person.part, name="person_part"),
]
