"""Who may do what in `scheduling`."""

from __future__ import annotations

from core.decisions import ALLOWED, Decision, refused
from core.models import User

_MAY_RECOMPUTE = frozenset({User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR})


def can_see_runs(user: User) -> Decision:
    """Runs tell when which provider is to be inspected: they are for the inspectorate alone."""
    if user.is_inspectorate:
        return ALLOWED
    return refused("This page is for the inspectorate's staff.")


def can_recompute(user: User) -> Decision:
    """Have every plan made anew by hand."""
    if user.role in _MAY_RECOMPUTE:
        return ALLOWED
    return refused("Only a manager or an administrator may have the plans made anew. Ask one of them, and say why.")
