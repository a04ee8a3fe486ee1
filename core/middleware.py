"""What `core` does to every request."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now

from core import errors, kept_typed, problems
from core.decisions import Refused
from core.second_factor import is_missing

SET_UP = "Set up a second step at sign-in first: every page of the inspectorate leads there."


class RefusedMiddleware:
    """A service that refuses answers as a page 403 that says why, wherever a view did not show it otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a `Refused` that nobody caught; nothing for other exceptions."""
        return errors.refused(request, exception.reason) if isinstance(exception, Refused) else None


class SignedInMiddleware(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page; a machine under /api/ is told so in a problem 401.

    What somebody typed while their session ended is kept, and offered again when they have signed in.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """The answer to somebody who is not signed in."""
        if problems.wanted(request):
            return problems.not_signed_in()
        if kept_typed.keep(request):
            return redirect_to_login(reverse("core:carry_on"))
        return super().handle_no_permission(request, view_func)


class SecondFactorMiddleware:
    """Leads the inspectorate's people to setting up their second step at sign-in; until then no other page opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_: object) -> HttpResponse | None:
        """The way to the page on which it is set up, from every page but those of sign-in itself."""
        match = request.resolver_match
        of_sign_in = match is not None and (match.url_name or "").startswith(("account_", "mfa_"))
        if of_sign_in or not getattr(view, "login_required", True) or not is_missing(request):
            return None
        if problems.wanted(request):
            return problems.problem(HTTPStatus.FORBIDDEN, SET_UP)
        return redirect("mfa_activate_totp")


class RenewSessionMiddleware:
    """Lets a session end so long after its last use, and not after its first; it is written each ten minutes.

    Whoever asks with a token has no session, and gets none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not hasattr(request, "api_token"):
            kept_typed.renew(request, at=now())
        return self.get_response(request)
