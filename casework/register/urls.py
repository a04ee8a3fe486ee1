"""The addresses on which the register is worked on, within `casework`. They stand before the provider's own page."""

from __future__ import annotations

from django.urls import path

from casework.register.views import history, lineage, organisation, provider

urlpatterns = [
    path("organisations/", organisation.organisations, name="organisations"),
    path("organisations/<int:organisation_id>/", organisation.organisation, name="organisation"),
    path("organisations/<int:organisation_id>/changes/", history.of_organisation, name="organisation_changes"),
    path("organisations/<int:organisation_id>/rename/", organisation.rename, name="organisation_rename"),
    path("organisations/<int:organisation_id>/join/", organisation.join, name="organisation_join"),
    path(
        "organisations/<int:organisation_id>/joined/<int:joining_id>/part/", organisation.part, name="organisation_part"
    ),
    path("providers/register/", provider.register, name="register"),
    path("providers/<str:urn>/change/", provider.change, name="change_provider"),
    path("providers/<str:urn>/changes/", history.of_provider, name="provider_changes"),
    path("staff/<int:user_id>/changes/", history.of_staff, name="staff_changes"),
    path("teams/<int:team_id>/changes/", history.of_team, name="team_changes"),
    path("providers/<str:urn>/suspend/", provider.suspend, name="suspend"),
    path("providers/<str:urn>/resume/", provider.resume, name="resume"),
    path("providers/<str:urn>/end/", provider.end, name="end"),
    path("providers/<str:urn>/approval/", provider.approval, name="approval"),
    path("providers/<str:urn>/approval/<int:interval_id>/end/", provider.approval_end, name="approval_end"),
    path("providers/<str:urn>/people/appoint/", provider.appoint, name="appoint"),
    path("providers/<str:urn>/people/<int:post_id>/leave/", provider.leave, name="leave"),
    *(
        path(f"providers/<str:urn>/{kind}/", lineage.succeed, {"kind": kind}, name=kind)
        for kind in ("merge", "split", "transfer", "reregistration")
    ),
]
