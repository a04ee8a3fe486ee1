"""Says on a view who may see it. Every view says so, or is marked open with Django's `login_not_required`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.decisions import Decision
from core.models import User

View = Callable[..., HttpResponse]


def allowed_to(check: Callable[[User], Decision]) -> Callable[[View], View]:
    """Let nobody in for whom `check` decides against: the page 403 shows its reason.

    The check stays readable on the view as `allowed_to`, for the test of every address.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            check(request.user).require()  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

        guarded.allowed_to = check  # type: ignore[attr-defined]
        return guarded

    return mark
