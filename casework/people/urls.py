"""The addresses of the pages of people, within `casework`."""

from __future__ import annotations

from django.urls import path

from casework.people.views import belonging, caseloads, invitation, staff

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
    path("staff/", staff.staff, name="staff"),
    path("staff/add/", staff.add, name="staff_add"),
    path("staff/<int:user_id>/", staff.staff_person, name="staff_person"),
    path("staff/<int:user_id>/role/", staff.role, name="staff_role"),
    path("staff/<int:user_id>/team/", staff.team_of, name="staff_team"),
    path("staff/<int:user_id>/account/", staff.close, name="staff_close"),
    path("staff/<int:user_id>/caseload/", caseloads.caseload, name="caseload_of"),
    path("staff/<int:user_id>/caseload/hand-over/", caseloads.hand_over, name="hand_over"),
    path("teams/", staff.teams, name="teams"),
    path("teams/add/", staff.team_add, name="team_add"),
    path("teams/<int:team_id>/", staff.team_change, name="team_change"),
    path("absences/", caseloads.absences, name="absences"),
    path("absences/add/", caseloads.absence_add, name="absence_add"),
    path("absences/<int:absence_id>/", caseloads.absence_earlier, name="absence_end"),
    path("share-out/", caseloads.share_out, name="share_out"),
]
