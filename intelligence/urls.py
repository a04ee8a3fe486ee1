"""The addresses of records; those of one provider's stand in `casework`."""

from __future__ import annotations

from django.urls import path

from intelligence import views

app_name = "intelligence"
urlpatterns = [
    path("", views.triage, name="triage"),
    path("<str:reference>/", views.record, name="record"),
    path("<str:reference>/follows/", views.follows, name="follows"),
    path("<str:reference>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<str:reference>/join/<str:other_reference>/", views.record_join, name="record_join"),
    path("<str:reference>/joined/<int:record_joining_id>/part/", views.record_part, name="record_part"),
    path("<str:reference>/files/<uuid:file_key>/", views.record_file, name="record_file"),
    path("notes/<int:note_id>/files/<uuid:file_key>/", views.note_file, name="note_file"),
]
