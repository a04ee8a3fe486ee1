"""Who looked at a sensitive record: a view says that it shows one, each look is kept, and managers see them.

Kept apart from everything else that is written, because it is written on a GET. A page that is reloaded, or asks for
itself again, within ten minutes is one look.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.models import RecordRead

View = Callable[..., HttpResponse]
ONE_LOOK = timedelta(minutes=10)


def sensitive(kind: str, argument: str) -> Callable[[View], View]:
    """Say that a view shows a sensitive record: of this kind, its key the view's argument of that name.

    Whoever is shown it (an answer 200) is written down. Stays readable on the view as `sensitive`.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def noted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            answer = view(request, *args, **kwargs)
            if answer.status_code == HTTPStatus.OK:
                note_reading(request, kind, str(kwargs[argument]))
            return answer

        noted.sensitive = (kind, argument)  # type: ignore[attr-defined]
        return noted

    return mark


def note_reading(request: HttpRequest, kind: str, key: str) -> None:
    """Keep that whoever asks looks at the record of this kind and key, now and at the request's address."""
    reader = request.user.pk
    if reader is not None:
        reading_note(kind, key, path=request.path, by_id=reader, at=timezone.now())


def reading_note(kind: str, key: str, *, path: str, by_id: int, at: datetime) -> None:
    """Keep one look, unless the same person looked at the same page within ten minutes before. One statement."""
    table = RecordRead._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} (kind, key, path, by_id, at)
            SELECT %(kind)s, %(key)s, %(path)s, %(by)s, %(at)s
            WHERE NOT EXISTS (
                SELECT 1 FROM {table}
                WHERE kind = %(kind)s AND key = %(key)s AND by_id = %(by)s AND path = %(path)s AND at > %(since)s
            )
            """,
            {"kind": kind, "key": key, "path": path[:200], "by": by_id, "at": at, "since": at - ONE_LOOK},
        )
