"""Who may open the manager's pages."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User

MANAGERS = frozenset(
    {User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.POLICY_ANALYST, User.Role.ADMINISTRATOR}
)


@may(MANAGERS, says="See compliance by type, region and team, the forecast, and the load of each inspector")
def can_see_compliance(user: User) -> Decision:
    """Managers, policy analysts and administrators."""
    if user.role in MANAGERS:
        return ALLOWED
    return refused("This page is for managers, policy analysts and administrators. A manager can tell you its figures.")
