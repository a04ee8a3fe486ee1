"""The addresses of an inspector's first page and of one provider's pages, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.inspector.views import actions, caseload, corrections, digest, intelligence, page

urlpatterns = [
    path("my/", caseload.caseload, name="caseload"),
    path("my/digest/", digest.digest, name="digest"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:correction_id>/", corrections.correction, name="correction"),
    path("providers/<str:urn>/", page.provider, name="provider"),
    path("providers/<str:urn>/timeline/", page.timeline_page, name="provider_timeline"),
    path("providers/<str:urn>/who-looked/", page.readers, name="provider_readers"),
    path("providers/<str:urn>/why/", page.why, name="why"),
    path("providers/<str:urn>/visits/ask/", actions.ask_for_visit, name="ask_for_visit"),
    path("providers/<str:urn>/visits/<int:asked_id>/take-back/", actions.take_back_visit, name="take_back_visit"),
    path("providers/<str:urn>/plan/bring-forward/", actions.bring_one_forward, name="bring_forward"),
    path("providers/<str:urn>/plan/<int:decision_id>/take-back/", actions.take_back_earlier, name="take_back_earlier"),
    path("providers/<str:urn>/intelligence/", intelligence.provider_intelligence, name="provider_intelligence"),
    path("providers/<str:urn>/intelligence/add/", intelligence.record_add, name="record_add"),
    path("providers/<str:urn>/contacts/add/", intelligence.note_add, name="note_add"),
]
