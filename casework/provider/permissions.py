"""Who may open the pages of providers' own people."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User


@may({User.Role.PROVIDER}, says="See their own services")
def can_see_own_services(user: User) -> Decision:
    """Provider users; each sees the services of their organisations alone."""
    if not user.is_inspectorate:
        return ALLOWED
    return refused("This page is for people of a provider. The inspectorate's staff find every service in the list.")
