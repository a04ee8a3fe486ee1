"""Conventions that stop a mistake for everybody: what they refuse fails the test at once."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

WRITING = re.compile(
    r'\b(?:INSERT INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE FROM|TRUNCATE|COPY)\s+(?:ONLY\s+)?"?(\w+)', re.IGNORECASE
)
MAY_BE_WRITTEN = frozenset({"django_session", "core_recordread"})

allowed: ContextVar[bool] = ContextVar("allowed", default=False)


class WroteOnGetError(AssertionError):
    """A GET changed something; a page is shown again, fetched ahead and reloaded, so it must not."""


class ReadOnlyGetMiddleware:
    """Lets a GET or HEAD write its session and the read log, and nothing else. Stands first in the tests' settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or allowed.get():
            return self.get_response(request)
        with connection.execute_wrapper(refuse_writing):
            return self.get_response(request)


def refuse_writing(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Raise `WroteOnGetError` where the statement writes."""
    for table in WRITING.findall(sql):
        if table.lower() not in MAY_BE_WRITTEN:
            raise WroteOnGetError(f"A GET wrote to {table}: {sql[:200]}")
    return execute(sql, params, many, context)


TEST = {"by": None, "who": "a test", "why": "So that something is there"}


def let_tests_write(connection: Any, **_: Any) -> None:
    """What a test arranges by hand has an author: the test. Servers in other threads and processes have none."""
    if threading.current_thread() is threading.main_thread():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_metadata', %s, false)", [json.dumps(TEST)])


connection_created.connect(let_tests_write)
