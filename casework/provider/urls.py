"""The addresses of the pages of providers' own people, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.provider import views
from casework.provider.telling import views as telling

urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/told/<str:reference>/", telling.own_record, name="own_record"),
    path("services/<str:urn>/told/", telling.own_records, name="own_records"),
    path("services/<str:urn>/tell/", telling.own_record_add, name="own_record_add"),
    path("services/<str:urn>/", views.service, name="service"),
    path("services/<str:urn>/wrong/", views.service_wrong, name="service_wrong"),
]
