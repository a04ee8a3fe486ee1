"""The inspectorate's people: their accounts, roles and teams."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from casework.people import staff_reads as reads
from casework.people.staff_forms import AccountForm, RoleForm, StaffForm, TeamForm, TeamOfForm
from casework.people.views.deciding import Deciding, decide
from core.access import allowed_to
from core.editing import holding
from core.filters import sentence
from core.forms import sent
from core.models import User
from core.paging import counted_page
from core.permissions import can_see_inspectorate_pages
from providers.models import Team
from providers.permissions import can_arrange_teams, can_manage_staff
from providers.services import staff_add, staff_close, staff_reopen, staff_role_change, staff_team_set, team_save

EVENTS_SHOWN = 30


@allowed_to(can_see_inspectorate_pages)
def staff(request: HttpRequest) -> HttpResponse:
    """Who works for the inspectorate: role, team, how many providers each looks after, who is away."""
    words, closed = request.GET.get("q", "").strip(), request.GET.get("closed") == "on"
    context = {
        "page": counted_page(reads.staff(localdate(), words, closed=closed), request),
        "q": words,
        "closed": closed,
        "may_add": bool(can_manage_staff(request.user)),
    }
    return render(request, "casework/people/staff.html", context)


@allowed_to(can_see_inspectorate_pages)
def staff_person(request: HttpRequest, user_id: int) -> HttpResponse:
    """One of the inspectorate's people, and what was decided about them."""
    person = get_object_or_404(reads.staff_with_load(localdate()), pk=user_id)
    events = person.staff_events.select_related("by")[:EVENTS_SHOWN]
    context = {
        "person": person,
        "events": [_event(event) for event in events],
        "may_manage": bool(can_manage_staff(request.user)),
        "may_arrange": bool(can_arrange_teams(request.user)),
    }
    return render(request, "casework/people/staff_person.html", context)


@allowed_to(can_manage_staff)
def add(request: HttpRequest) -> HttpResponse:
    """Make an account; its person gets a link to set the password."""
    form = StaffForm(*sent(request))

    def save() -> str:
        made = staff_add(**form.cleaned_data, link=password_link(request), by=request.user, at=now())
        return f"{made} has an account. A link to set the password is on its way to {made.email}."

    page = Deciding("Add somebody", "Make the account", reverse("casework:staff"), "People", blame="email")
    return decide(request, form, save, page)


def _rows(user_id: int) -> QuerySet[Any]:
    return User.objects.filter(pk=user_id)


@allowed_to(can_manage_staff)
@holding(_rows)
def role(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give somebody another role."""
    person = _person(user_id)
    standing = {"role": sentence(person.get_role_display())}
    form = RoleForm(*sent(request), standing=standing, initial={"role": person.role})

    def save() -> str:
        staff_role_change(person, **form.cleaned_data, on=localdate(), by=request.user, at=now())
        return f"{person} has the new role."

    return decide(request, form, save, _about(person, f"Change the role of {person}", "Save", blame="role"))


@allowed_to(can_arrange_teams)
@holding(_rows)
def team_of(request: HttpRequest, user_id: int) -> HttpResponse:
    """Put somebody into a team."""
    person = _person(user_id)
    membership = getattr(person, "team_membership", None)
    standing = {"team": str(membership.team) if membership else "No team"}
    form = TeamOfForm(*sent(request), standing=standing, initial={"team": membership.team_id if membership else None})

    def save() -> str:
        staff_team_set(person, form.cleaned_data["team"], by=request.user, at=now())
        return f"{person} works in {form.cleaned_data['team'] or 'no team'} now."

    return decide(request, form, save, _about(person, f"Team of {person}", "Save", blame="team"))


@allowed_to(can_manage_staff)
@holding(_rows)
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Close an account, or open a closed one again."""
    person = _person(user_id)
    form = AccountForm(*sent(request), standing={"Account": "open" if person.is_active else "closed"})

    def save() -> str:
        given = {"why": form.cleaned_data["why"], "by": request.user, "at": now()}
        if person.is_active:
            staff_close(person, on=localdate(), **given)
            return f"The account of {person} is closed."
        staff_reopen(person, link=password_link(request), **given)
        return f"The account of {person} is open again. A link to set the password is on its way."

    if person.is_active:
        about = "Its person is out at once and leaves the team. What they did stays under their name."
        page = _about(person, f"Close the account of {person}?", "Close the account", blame="why", about=about)
        page.warning = True
    else:
        page = _about(person, f"Open the account of {person} again?", "Open the account", blame="why")
    return decide(request, form, save, page)


@allowed_to(can_see_inspectorate_pages)
def teams(request: HttpRequest) -> HttpResponse:
    """Every team: what it looks after and who works there."""
    context = {"page": counted_page(reads.teams(), request), "may_arrange": bool(can_arrange_teams(request.user))}
    return render(request, "casework/people/teams.html", context)


@allowed_to(can_arrange_teams)
def team_add(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    return _team(request, Team(), "Add a team")


@allowed_to(can_arrange_teams)
@holding(lambda team_id: Team.objects.filter(pk=team_id))
def team_change(request: HttpRequest, team_id: int) -> HttpResponse:
    """Change a team's name and what it looks after by default."""
    found = get_object_or_404(Team, pk=team_id)
    return _team(request, found, f"Change {found}")


def _team(request: HttpRequest, team: Team, title: str) -> HttpResponse:
    now_is: dict[str, Any] = {}
    if team.pk:
        now_is = {"name": team.name, "regions": team.regions.all(), "service_types": team.service_types.all()}
    standing = {name: value if name == "name" else ", ".join(map(str, value)) for name, value in now_is.items()}
    form = TeamForm(*sent(request), standing=standing, initial=now_is)

    def save() -> str:
        return f"{team_save(team, **form.cleaned_data, by=request.user)} is saved."

    about = "Providers that have a team keep it."
    return decide(request, form, save, Deciding(title, "Save", reverse("casework:teams"), "Teams", "name", about))


def password_link(request: HttpRequest) -> Any:
    """Makes the whole address on which somebody sets their password."""

    def link(user: User) -> str:
        arguments = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        return request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=arguments))

    return link


def _person(user_id: int) -> User:
    return get_object_or_404(User.objects.exclude(role=User.Role.PROVIDER), pk=user_id)


def _about(person: User, title: str, button: str, blame: str, about: str = "") -> Deciding:
    return Deciding(title, button, reverse("casework:staff_person", args=[person.pk]), str(person), blame, about)


def _event(event: Any) -> dict[str, Any]:
    title = f"{event.get_kind_display()} {event.detail}".strip()
    return {"title": title[:1].upper() + title[1:], "at": event.at, "by": str(event.by), "text": event.why}
