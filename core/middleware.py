"""What `core` does to every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core import errors
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
