"""Who may change the register and its reference data."""

from __future__ import annotations

from core.decisions import ALLOWED, Decision, refused
from core.models import User
from providers.models import Provider

_KEEP_REGISTER = (
    User.Role.INSPECTOR,
    User.Role.TEAM_MANAGER,
    User.Role.SENIOR_MANAGER,
    User.Role.ADMINISTRATOR,
)
_DECIDE_REGISTRATION = (User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR)


def can_change_service_types(user: User) -> Decision:
    """Add a service type, or a published word that means one."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refused("Only an administrator may change service types and the words that mean them.")


def can_record_people(user: User, provider: Provider) -> Decision:
    """Write down who takes or leaves a post at a provider."""
    if user.role in _KEEP_REGISTER:
        return ALLOWED
    return refused("Only the inspectorate's inspectors, managers and administrators may change who is in post.")


def can_change_registration(user: User, provider: Provider) -> Decision:
    """Suspend, resume or end a registration, or link it to a predecessor or successor."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may change a registration. Ask your team's manager.")


def can_set_approval_interval(user: User, provider: Provider) -> Decision:
    """Write down how often the Secretary of State wants a secure children's home inspected."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may set the approval interval of a secure children's home.")


def can_allocate(user: User) -> Decision:
    """Say which inspector looks after a provider, hand a caseload over, and change teams."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may share providers out. Ask your team's manager.")


def can_record_absence(user: User, absent: User) -> Decision:
    """Write down that somebody is away and who stands in: one's own absence, or as a manager anybody's."""
    if user.role in _DECIDE_REGISTRATION or (user == absent and user.is_inspectorate):
        return ALLOWED
    return refused("Only a manager or an administrator may write down somebody else's absence.")
