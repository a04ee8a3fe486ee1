"""What `core` does to every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from core import errors, problems
from core.decisions import Refused


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
    """Sends whoever is not signed in to the sign-in page; a machine under /api/ is told so in a problem 401."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """The answer to somebody who is not signed in."""
        if problems.wanted(request):
            return problems.not_signed_in()
        return super().handle_no_permission(request, view_func)
