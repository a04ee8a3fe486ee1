"""Who may open an inspector's first page."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User

LOOKING_AFTER = frozenset({User.Role.INSPECTOR, User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER})


@may(LOOKING_AFTER, says='Have a caseload: "My providers" as the first page')
def can_have_caseload(user: User) -> Decision:
    """Inspectors, and managers, who may stand in for one."""
    if user.role in LOOKING_AFTER:
        return ALLOWED
    return refused("This page is for inspectors and whoever stands in for them. The list of providers is open to you.")
