"""The second step at sign-in, which the inspectorate's people must have."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from core.models import User

KNOWN = "second_factor"


def is_needed(user: User) -> bool:
    """Whether this person must have one: the staff, but for demonstration accounts on the embedded default."""
    if not settings.STAFF_NEED_SECOND_FACTOR or not user.is_inspectorate:
        return False
    return not (user.is_demo and settings.EMBEDDED and settings.DEMO_ACCOUNTS_ALLOWED)


def is_missing(request: HttpRequest) -> bool:
    """Whether whoever asks must have one and has none. Once it is there the session remembers: no query.

    A machine with a token has no session: the token was made by somebody who had signed in with both steps.
    """
    user = request.user
    if hasattr(request, "api_token"):
        return False
    if not user.is_authenticated or not is_needed(user) or request.session.get(KNOWN):
        return False
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return True
    request.session[KNOWN] = True
    return False


@receiver(authenticator_removed)
def forget(request: HttpRequest, **_: Any) -> None:
    """Who takes the app away is asked to set one up again."""
    request.session.pop(KNOWN, None)
