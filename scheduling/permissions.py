"""Who may do what in `scheduling`."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User
from core.permissions import STAFF
from providers.models import Provider

_MAY_RECOMPUTE = frozenset({User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR})


@may(STAFF, says="See the runs, what each changed, and what could not be planned")
def can_see_runs(user: User) -> Decision:
    """Runs tell when which provider is to be inspected: they are for the inspectorate alone."""
    if user.is_inspectorate:
        return ALLOWED
    return refused("This page is for the inspectorate's staff. Ask them about your services.")


@may(_MAY_RECOMPUTE)
def can_recompute(user: User) -> Decision:
    """Have every plan made anew by hand."""
    if user.role in _MAY_RECOMPUTE:
        return ALLOWED
    return refused("Only a manager or an administrator may have the plans made anew. Ask one of them, and say why.")


_MAY_DECIDE = frozenset({User.Role.INSPECTOR, User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER})


@may(_MAY_DECIDE)
def can_bring_forward(user: User, provider: Provider) -> Decision:
    """Have an inspection that is planned made earlier, or take that back (para 3.1.8)."""
    if user.role in _MAY_DECIDE:
        return ALLOWED
    return refused("Only an inspector or a manager may bring an inspection forward. Tell the provider's inspector why.")
