"""A session about to end, and one that ended while somebody was typing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from core import kept_typed
from core.access import allowed_to
from core.permissions import can_see_own_pages


@require_POST
@allowed_to(can_see_own_pages)
def stay(request: HttpRequest) -> HttpResponse:
    """Push the session's end forward."""
    request.session[kept_typed.RENEWED] = int(now().timestamp())
    return JsonResponse({"ends_in": kept_typed.lasts()})


@allowed_to(can_see_own_pages)
def carry_on(request: HttpRequest) -> HttpResponse:
    """Offer again what was typed when the session ended; with POST, let go of it."""
    if request.method == "POST":
        kept_typed.forget(request)
        return redirect("core:begin")
    return render(request, "core/carry_on.html", {"kept": kept_typed.kept(request)})
