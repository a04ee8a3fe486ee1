"""Logs as lines of JSON with the id of the request they belong to; the id travels into tasks (see `celery.py`)."""

from __future__ import annotations

import json
import logging
import logging.config
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
task_name: ContextVar[str] = ContextVar("task_name", default="")

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "request_id", "task_name"}


class RequestIdFilter(logging.Filter):
    """Puts the current request's id, and the task's name, on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        record.task_name = task_name.get()
        return True


class JsonFormatter(logging.Formatter):
    """One record, one line of JSON; what a caller gave as `extra` becomes members of their own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in ("request_id", "task_name") if (value := getattr(record, name, ""))}
        line |= {name: value for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def configure(options: dict[str, Any]) -> None:
    """Set up logging to standard error. `options`: `level`, `as_json` (else readable lines)."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"request_id": {"()": RequestIdFilter}},
            "formatters": {
                "json": {"()": JsonFormatter},
                "readable": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s", "datefmt": "%H:%M:%S"},
            },
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "filters": ["request_id"],
                    "formatter": "json" if options["as_json"] else "readable",
                }
            },
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                "django": {"level": options["level"], "propagate": True, "handlers": []},
                "django.server": {"level": options["level"], "propagate": True, "handlers": []},
            },
        }
    )
