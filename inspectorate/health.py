"""`/healthz`: the process answers. `/readyz`: it can do its work. For machines: no host check, session or sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import kombu.exceptions
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from inspectorate import embedded
from inspectorate.celery import app
from scheduling.models import PlanRun

BROKER_SECONDS = 2


class HealthMiddleware:
    """Answers before the middlewares that check the host, so that a probe may ask by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"ok": True})
        if request.path == "/readyz":
            found = readiness(timezone.now())
            return JsonResponse(found, status=200 if found["ok"] else 503)
        return self.get_response(request)


def readiness(at: datetime) -> dict[str, Any]:
    """What works: `database`, `broker`, and the age of the last nightly run in hours (none before the first).

    An old run does not make the product unready: the pages work, and taking them away would not bring the run back.
    """
    database = _database_answers()
    broker = _broker_answers()
    found: dict[str, Any] = {"ok": database and broker, "database": database, "broker": broker}
    if database:
        found |= _nightly_run(at)
    return found


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    except (OSError, kombu.exceptions.OperationalError, embedded.EmbeddedError):
        return False
    return True


def _nightly_run(at: datetime) -> dict[str, Any]:
    last = PlanRun.objects.filter(kind=PlanRun.Kind.NIGHTLY, state=PlanRun.State.COMMITTED).order_by("-id").first()
    if last is None or last.committed_at is None:
        return {"nightly_run": None}
    age = at - last.committed_at
    return {
        "nightly_run": {
            "as_of": last.as_of,
            "age_hours": round(age / timedelta(hours=1), 1),
            "late": age > timedelta(hours=settings.NIGHTLY_RUN_MAX_AGE_HOURS),
        }
    }
