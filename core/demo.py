"""Demonstration accounts: somebody for each role and level, with a password that everybody knows."""

from __future__ import annotations

from django.conf import settings

from core.decisions import Refused
from core.history import author
from core.models import User

PASSWORD = "one-for-all-to-try"  # noqa: S105  (the command prints it: everybody may know it)
PEOPLE = {
    User.Role.INSPECTOR: ("inspector@demo.example", "Iris Inspector"),
    User.Role.TEAM_MANAGER: ("team.manager@demo.example", "Tom Teamer"),
    User.Role.SENIOR_MANAGER: ("senior.manager@demo.example", "Sena Senior"),
    User.Role.POLICY_ANALYST: ("policy.analyst@demo.example", "Pia Policy"),
    User.Role.ADMINISTRATOR: ("administrator@demo.example", "Adam Admin"),
    User.Role.PROVIDER: ("provider@demo.example", "Petra Provider"),
}
SECOND_INSPECTOR = "second.inspector@demo.example"
CONTRIBUTOR, VIEWER = "contributor@demo.example", "viewer@demo.example"
FURTHER = (
    (User.Role.INSPECTOR, SECOND_INSPECTOR, "Ida Inspector"),
    (User.Role.PROVIDER, CONTRIBUTOR, "Carl Contributor"),
    (User.Role.PROVIDER, VIEWER, "Vera Viewer"),
)


def demo_accounts_make() -> list[User]:
    """Make, or put right, the account of each role and the further ones. Raises `Refused` in production."""
    if not settings.DEMO_ACCOUNTS_ALLOWED:
        raise Refused("Demonstration accounts are refused here: DATABASE_URL is set, so this is production.")
    with author(None, "Made the demonstration accounts"):
        first = [_made(role, email, name) for role, (email, name) in PEOPLE.items()]
        return first + [_made(*further) for further in FURTHER]


def _made(role: User.Role, email: str, name: str) -> User:
    user = User.objects.filter(email=email).first() or User(email=email)
    user.name, user.role, user.is_demo, user.is_active = name, role, True, True
    if not user.has_usable_password() or not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
    user.save()
    return user


def demo_accounts_close() -> int:
    """Close every demonstration account; what they did stays recorded under their names. Says how many."""
    with author(None, "Closed the demonstration accounts"):
        found = list(User.objects.select_for_update().filter(is_demo=True, is_active=True))
        for user in found:
            user.is_active = False
            user.set_unusable_password()
            user.save(update_fields=["is_active", "password"])
    return len(found)
