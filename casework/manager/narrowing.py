"""To what a manager's pages are narrowed before anything is chosen: a team's manager begins with the own team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import QueryDict

from core.models import User
from providers.models import TeamMember

if TYPE_CHECKING:
    from django.http import HttpRequest


def said(request: HttpRequest) -> QueryDict:
    """The address's values; for a team's manager with the own team where it names none. `team=` asks for all teams."""
    user = request.user
    if "team" in request.GET or not isinstance(user, User) or user.role != User.Role.TEAM_MANAGER:
        return request.GET
    own = TeamMember.objects.filter(user=user).values_list("team", flat=True).first()
    if own is None:
        return request.GET
    values = request.GET.copy()
    values["team"] = str(own)
    return values


def without(values: QueryDict, name: str) -> str:
    """The query string with one narrowing taken back, the team's by an empty value."""
    rest = values.copy()
    rest.pop(name, None)
    if name == "team":
        rest["team"] = ""
    return f"?{rest.urlencode()}"
