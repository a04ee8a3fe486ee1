"""Who may write down what reached the inspectorate, and who may say what follows."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User
from intelligence.models import Alert
from providers.models import Membership, Provider
from providers.permissions import membership_level

_RECORD = (User.Role.INSPECTOR, User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR)
_TRIAGE = (User.Role.INSPECTOR, User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER)
_WRITE = (Membership.Level.OWNER, Membership.Level.CONTRIBUTOR)


@may(_RECORD)
def can_record_intelligence(user: User) -> Decision:
    """Write down a complaint, concern, notification or change about a provider, or a note of a contact with it."""
    if user.role in _RECORD:
        return ALLOWED
    return refused("Only inspectors, managers and administrators write down intelligence. Tell the inspector about it.")


@may(_TRIAGE)
def can_triage(user: User) -> Decision:
    """Say that a record has been looked at and what follows."""
    if user.role in _TRIAGE:
        return ALLOWED
    return refused("Only an inspector or a manager may say what follows from a record. Tell the provider's inspector.")


@may(_TRIAGE, says="Acknowledge an alert", narrowed=dict.fromkeys(_TRIAGE, "those that went to them"))
def can_acknowledge(user: User, alert: Alert) -> Decision:
    """Acknowledge an alert: whoever it went to."""
    if alert.sent.filter(to=user).exists():
        return ALLOWED
    return refused("Only those whom an alert was sent to acknowledge it. Tell the provider's inspector that it waits.")


@may(
    {User.Role.PROVIDER},
    says="Notify the inspectorate of an event or a change at a service",
    narrowed={User.Role.PROVIDER: "owners and contributors"},
)
def can_tell_inspectorate(user: User, provider: Provider) -> Decision:
    """As a provider's owner or contributor: notify the inspectorate of an event or a change at one's own service."""
    if not user.is_inspectorate and membership_level(user, provider) in _WRITE:
        return ALLOWED
    return refused("Only an owner or a contributor may write to the inspectorate about a service. Ask your owner.")
