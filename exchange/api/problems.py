"""What Django REST Framework would answer as an error, as problem details."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.views import set_rollback

from core import problems
from core.decisions import Refused

BAD_PARAMETERS = "Some parameters cannot be read: see errors."


def answer_for(fault: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The problem for an exception that a view raised; None: it is a fault of ours and goes on to the page of those."""
    set_rollback()
    if isinstance(fault, Refused | PermissionDenied):
        return problems.problem(HTTPStatus.FORBIDDEN, str(fault))
    if isinstance(fault, Http404):
        return problems.problem(HTTPStatus.NOT_FOUND, problems.NOTHING_HERE)
    if isinstance(fault, ValidationError):
        return problems.problem(HTTPStatus.BAD_REQUEST, BAD_PARAMETERS, errors=_errors(fault.detail))
    if isinstance(fault, APIException):
        return problems.problem(fault.status_code, str(fault.detail), headers=_headers(fault))
    return None


def _errors(detail: Any) -> list[dict[str, str]]:
    return [
        {"parameter": str(name), "detail": str(text)}
        for name, texts in detail.items()
        for text in (texts if isinstance(texts, list) else [texts])
    ]


def _headers(fault: APIException) -> dict[str, str]:
    if isinstance(fault, Throttled) and fault.wait is not None:
        return {"Retry-After": str(int(fault.wait) + 1)}
    return {}
