"""Checks of the data that `manage.py check --deploy` runs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError

from core.models import Mail, User


@register(deploy=True)
def mail_leaves(**_: Any) -> list[CheckMessage]:
    """Production can invite people and send links for a new password."""
    if settings.MAIL_VIA != Mail.Via.PAGE:
        return []
    hint = "Set EMAIL_URL, or NOTIFY_API_KEY and NOTIFY_TEMPLATE_ID."
    return [
        checks.Warning("No mail leaves: invitations and new passwords cannot reach anybody.", hint=hint, id="core.W002")
    ]


@register(Tags.security, deploy=True)
def no_demonstration_accounts(**_: Any) -> list[CheckMessage]:
    """Production has no account whose password is known to everybody."""
    if settings.DEMO_ACCOUNTS_ALLOWED:
        return []
    try:
        found = User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:
        said = "The accounts could not be looked at: the database does not answer, or is not migrated."
        return [checks.Warning(said, id="core.W001")]
    if not found:
        return []
    hint = "Run `manage.py demo_accounts --remove`."
    return [
        checks.Error(
            f"{found} demonstration accounts are open: everybody knows their password.", hint=hint, id="core.E001"
        )
    ]
