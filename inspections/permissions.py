"""Who may ask for visits."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User
from inspections.models import VisitAsked
from providers.models import Provider

_DECIDE = (User.Role.INSPECTOR, User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER)


@may(_DECIDE)
def can_ask_visit(user: User, provider: Provider) -> Decision:
    """Ask for a visit to a provider by discretion (para 3.1.13)."""
    if user.role in _DECIDE:
        return ALLOWED
    return refused(
        "Only an inspector or a manager may ask for a visit. Tell the provider's inspector why one is needed."
    )


@may(_DECIDE)
def can_withdraw_visit(user: User, asked: VisitAsked) -> Decision:
    """Take back a visit that was asked for, unless the law asks for it."""
    if user.role not in _DECIDE:
        return refused("Only an inspector or a manager may take back a visit asked for. Ask the provider's inspector.")
    if asked.statutory:
        cited = f" ({asked.citation})" if asked.citation else ""
        return refused(f"The law requires this visit by {asked.by_on}{cited}: it cannot be taken back, only made.")
    if asked.withdrawn_on is not None:
        return refused(f"This visit was taken back on {asked.withdrawn_on}.")
    return ALLOWED
