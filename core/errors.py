"""The pages for what went wrong. They say what happened and what to do, and never what is secret.

Under /api/ problem details take their place (`core.problems`).
"""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views import defaults

from core import problems

NOT_ALLOWED = "You are not allowed to do this. Ask your manager or an administrator if you think you should be."


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    """403 with the sentence of whoever refused."""
    if problems.wanted(request):
        return problems.problem(HTTPStatus.FORBIDDEN, reason or NOT_ALLOWED)
    context = {"reason": reason or NOT_ALLOWED}
    return render(request, "core/403.html", context, status=HTTPStatus.FORBIDDEN)


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403 for Django's own refusals."""
    return refused(request, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The reason stays inside: it might tell that something exists."""
    if problems.wanted(request):
        return problems.problem(HTTPStatus.NOT_FOUND, problems.NOTHING_HERE)
    return render(request, "core/404.html", status=HTTPStatus.NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    """500. It is drawn without the person and the menu, because the database may be what failed."""
    reference = getattr(request, "request_id", "")
    if problems.wanted(request):
        detail = "The fault is ours and has been written down. Try again; if it stays, tell us the reference."
        return problems.problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail, reference=reference)
    return HttpResponse(
        loader.render_to_string("core/500.html", {"reference": reference}), status=HTTPStatus.INTERNAL_SERVER_ERROR
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what cannot be read as a request at all."""
    if problems.wanted(request):
        return problems.problem(HTTPStatus.BAD_REQUEST, "The request cannot be read.")
    return defaults.bad_request(request, exception)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form comes without its token: an old page, another sign-in, or cookies switched off."""
    if problems.wanted(request):
        return problems.problem(HTTPStatus.FORBIDDEN, "The request came without the token against forged forms.")
    return render(request, "core/csrf.html", status=HTTPStatus.FORBIDDEN)


def too_many(request: HttpRequest) -> HttpResponse:
    """429 for sign-in and password pages asked for too often."""
    if problems.wanted(request):
        return problems.problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests. Wait a minute, then go on.")
    return render(request, "core/429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
