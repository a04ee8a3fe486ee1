"""A session's end: when it comes, and what somebody had typed by then, kept until they have signed in again.

It is kept in the session of the browser that sent it and only for the person whose session ended there. Files are not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest

KEPT = "kept_typed"
RENEWED = "renewed_at"
MOST_SECONDS = 600
MOST_CHARACTERS = 500_000
NOT_TYPED = frozenset({"csrfmiddlewaretoken"})


def every() -> int:
    """After how many seconds of use the end is pushed forward."""
    return min(MOST_SECONDS, int(settings.SESSION_COOKIE_AGE) // 10)


def lasts() -> int:
    """For how many seconds at least a session goes on after a page was shown: the same for every page."""
    return int(settings.SESSION_COOKIE_AGE) - every()


def renew(request: HttpRequest, *, at: datetime) -> None:
    """Push the session's end forward, when that was not done just before."""
    seconds = int(at.timestamp())
    if seconds - request.session.get(RENEWED, 0) >= every():
        request.session[RENEWED] = seconds


def keep(request: HttpRequest) -> bool:
    """Keep what a POST of an ended session brought; False where there is nothing, or nobody knows whose it was."""
    if request.method != "POST" or not (whose := _ended_session_of(request)):
        return False
    typed = [(name, request.POST.getlist(name)) for name in request.POST if name not in NOT_TYPED]
    if not typed or sum(len(value) for _, values in typed for value in values) > MOST_CHARACTERS:
        return False
    files = bool(request.FILES)
    request.session[KEPT] = {"path": request.get_full_path(), "typed": typed, "whose": whose, "files": files}
    return True


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept for whoever is signed in now; nothing of somebody else's."""
    found = request.session.get(KEPT)
    return found if found and found["whose"] == str(request.user.pk) else None


def forget(request: HttpRequest) -> None:
    """Let go of what was kept."""
    request.session.pop(KEPT, None)


def _ended_session_of(request: HttpRequest) -> str:
    """Who was signed in in the session that the browser still names and that has ended; empty when nobody knows."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(pk=key).first() if key else None
    return str(ended.get_decoded().get(SESSION_KEY, "")) if ended else ""
