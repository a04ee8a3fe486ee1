"""Who may bring registers in, and who may say what their words mean."""

from __future__ import annotations

from core.decisions import ALLOWED, Decision, refused
from core.models import User

_MAY_IMPORT = (User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR)


def can_import_register(user: User) -> Decision:
    """Give a file to the register, or try again the rows kept aside."""
    if user.role in _MAY_IMPORT:
        return ALLOWED
    return refused("Only a manager or an administrator may import a register. Ask one of them to do it.")


def can_see_imports(user: User) -> Decision:
    """See what was imported and which rows were kept aside."""
    if user.is_inspectorate:
        return ALLOWED
    return refused("Imports are for the inspectorate's staff.")
