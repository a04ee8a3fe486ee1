"""The Celery app. The broker's address is asked for at the first use, for the embedded server starts only then.

The id of the request that sent a task travels in the task's headers, so that the logs of both can be found together.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

from celery import Celery, Task
from celery.platforms import SecurityWarning
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from kombu import Connection
from kombu.exceptions import OperationalError

from inspectorate import embedded
from inspectorate.logs import request_id, task_name

# A worker that root starts is warned of; who runs a trial as root on a machine of their own knows.
warnings.filterwarnings("ignore", category=SecurityWarning)

REQUEST_ID = "inspectorate_request_id"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inspectorate.settings")


class InspectorateCelery(Celery):
    """Finds the embedded broker when no REDIS_URL is set."""

    def connection_for_read(self, url: str | None = None, **kwargs: Any) -> Connection:
        """A connection for a worker."""
        return super().connection_for_read(url or self._broker_url(), **kwargs)

    def connection_for_write(self, url: str | None = None, **kwargs: Any) -> Connection:
        """A connection for whoever sends a task."""
        return super().connection_for_write(url or self._broker_url(), **kwargs)

    def _broker_url(self) -> str:
        if self.conf.broker_url:
            return str(self.conf.broker_url)
        try:
            return f"redis+socket://{embedded.redis()}"
        except embedded.EmbeddedError as error:
            raise OperationalError(str(error)) from error


app = InspectorateCelery("inspectorate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery leaves the logging alone that Django has set up, because somebody listens to this signal."""


@before_task_publish.connect
def send_request_id(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """Put the id of the current request, or of the task that sends another, on the message."""
    if headers is not None and request_id.get():
        headers[REQUEST_ID] = request_id.get()


@task_prerun.connect
def take_request_id(task: Task, task_id: str, **_: Any) -> None:
    """Log under the id that came with the message; a task that beat has sent begins one of its own."""
    request_id.set(getattr(task.request, REQUEST_ID, None) or task_id.replace("-", ""))
    task_name.set(task.name)


@task_postrun.connect
def forget_request_id(**_: Any) -> None:
    """The next task has another."""
    request_id.set("")
    task_name.set("")
