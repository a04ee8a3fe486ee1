"""The pages for what went wrong. They say what happened and what to do, and never what is secret."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

NOT_ALLOWED = "You are not allowed to do this. Ask your manager or an administrator if you think you should be."


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    """403 with the sentence of whoever refused."""
    context = {"reason": reason or NOT_ALLOWED}
    return render(request, "core/403.html", context, status=HTTPStatus.FORBIDDEN)


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403 for Django's own refusals."""
    return refused(request, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The reason stays inside: it might tell that something exists."""
    return render(request, "core/404.html", status=HTTPStatus.NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    """500. It is drawn without the person and the menu, because the database may be what failed."""
    reference = getattr(request, "request_id", "")
    return HttpResponse(
        loader.render_to_string("core/500.html", {"reference": reference}), status=HTTPStatus.INTERNAL_SERVER_ERROR
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form comes without its token: an old page, another sign-in, or cookies switched off."""
    return render(request, "core/csrf.html", status=HTTPStatus.FORBIDDEN)


def too_many(request: HttpRequest) -> HttpResponse:
    """429 for sign-in and password pages asked for too often."""
    return render(request, "core/429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
