"""The addresses of the pages of people, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.people.views import belonging, invitation

BELONG = "organisations/<int:organisation_id>/people/"

urlpatterns = [
    path("people/", belonging.people, name="people"),
    path("organisations/nobody-enters/", belonging.nobody_enters, name="nobody_enters"),
    path(BELONG, belonging.organisation_people, name="organisation_people"),
    path(f"{BELONG}invite/", belonging.invite, name="person_invite"),
    path(f"{BELONG}give-back/", belonging.give_back, name="give_back"),
    path(f"{BELONG}<int:membership_id>/", belonging.change, name="person_change"),
    path(f"{BELONG}<int:membership_id>/remove/", belonging.remove, name="person_remove"),
    path(f"{BELONG}invitations/<int:invitation_id>/take-back/", belonging.withdraw, name="invitation_withdraw"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
]
