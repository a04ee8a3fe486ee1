"""Who reads, and whether they may: the page's own permission and, with a token, its scope."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission

from core.decisions import Refused
from exchange.models import Token


class SignedIn(BaseAuthentication):
    """Whoever the middleware found, by token or by session."""

    def authenticate(self, request: Any) -> tuple[Any, Token | None] | None:
        """The person and, when there is one, the token."""
        plain = request._request
        return (plain.user, getattr(plain, "api_token", None)) if plain.user.is_authenticated else None

    def authenticate_header(self, request: Any) -> str:
        """What to send."""
        return "Bearer"


class MayRead(BasePermission):
    """The check of the view and, with a token, its scope."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """True, or `Refused` with the reason."""
        type(view).check(request.user).require()
        scope = view.scope
        if request.auth is not None and scope and scope not in request.auth.scopes:
            raise Refused(f"This token may not read this: it would need the scope {scope}.")
        return True
