"""Who may do what in `core`."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User

EVERYBODY = frozenset(User.Role)
STAFF = EVERYBODY - {User.Role.PROVIDER}
MANAGING = frozenset({User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR})


@may(EVERYBODY, says="See their own first page, their account, the glossary and this page")
def can_see_own_pages(user: User) -> Decision:
    """What everybody who is signed in has: a first page, their own account, the glossary."""
    return ALLOWED


@may(STAFF, says="See the pages of the inspectorate's work: every provider, its plan, its history and its people")
def can_see_inspectorate_pages(user: User) -> Decision:
    """Pages of the inspectorate's own work."""
    if user.is_inspectorate:
        return ALLOWED
    return refused("This page is for the inspectorate's staff. Your own services are on your first page.")


@may({User.Role.SENIOR_MANAGER})
def can_adopt_regime(user: User) -> Decision:
    """Adopt a text as a regime beside the shipped ones. It is in force only when it is chosen."""
    return _senior_manager(user, "adopt a regime")


@may({User.Role.SENIOR_MANAGER})
def can_choose_regime(user: User) -> Decision:
    """Choose the regime in force from a day, or withdraw such a choice."""
    return _senior_manager(user, "choose the regime in force")


@may({User.Role.ADMINISTRATOR})
def can_see_mail(user: User) -> Decision:
    """See the mail that was written, sent and failed, and have it tried again."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refused("The mail is for administrators. Ask one of them about a message that did not come.")


@may(MANAGING)
def can_see_readings(user: User) -> Decision:
    """See who looked at a sensitive record, and what somebody looked at."""
    if user.role in MANAGING:
        return ALLOWED
    return refused("Who looked at a record is for managers and administrators to see. Ask your manager.")


@may({User.Role.ADMINISTRATOR})
def can_administer(user: User) -> Decision:
    """See how people, teams, types, imports and jobs stand, all on one page."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refused("This page is for administrators. Ask one of them about an account or a job that failed.")


def _senior_manager(user: User, what: str) -> Decision:
    if user.role == User.Role.SENIOR_MANAGER:
        return ALLOWED
    return refused(f"Only a senior manager may {what}. Ask one of them, and say why.")
