"""Who a request with a token is from: everything after it sees that person, as with a session."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from core import problems
from exchange.tokens import token_of, token_used

Answer = Callable[[HttpRequest], HttpResponse]
UNKNOWN = "This token is not known, was withdrawn or has expired. Make another one."
NOT_A_TOKEN = "Send a token as “Authorization: Bearer …”. Passwords are not taken here."  # noqa: S105 - a sentence


class TokenMiddleware:
    """Below /api/ a token in the header Authorization goes before the session. A wrong one is told of."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        if not given or not problems.wanted(request):
            return self.get_response(request)
        kind, _, secret = given.partition(" ")
        if kind.lower() != "bearer":
            return problems.not_signed_in(NOT_A_TOKEN, "invalid_request")
        at = now()
        token = token_of(secret.strip(), at)
        if token is None:
            return problems.not_signed_in(UNKNOWN, "invalid_token")
        token_used(token, at)
        request.user, request.api_token = token.user, token  # type: ignore[attr-defined]
        return self.get_response(request)
