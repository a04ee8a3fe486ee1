"""What went wrong, for machines: problem details (RFC 9457), under /api/ in place of pages."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

BELOW = "/api/"
CONTENT_TYPE = "application/problem+json"
NOT_SIGNED_IN = "Sign in, or send a token: “Authorization: Bearer …”."
NOTHING_HERE = "There is nothing at this address, or you may not see it."


def wanted(request: HttpRequest) -> bool:
    """Whether this request is answered with problem details where others get a page."""
    return request.path.startswith(BELOW)


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> JsonResponse:
    """A problem of the kind that its status says, with a sentence for people; `more` are further members."""
    answer = JsonResponse(body(status, detail, **more), status=status, content_type=CONTENT_TYPE, headers=headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def body(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """The members of a problem: its title is what the status is called."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}


def not_signed_in(detail: str = NOT_SIGNED_IN, fault: str = "") -> JsonResponse:
    """401, saying that a token is what is wanted; `fault` is a code of RFC 6750."""
    challenge = f'Bearer error="{fault}"' if fault else "Bearer"
    return problem(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})
