"""The Celery app. The broker's address is asked for at the first use, for the embedded server starts only then."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu import Connection

from inspectorate import embedded

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
        return self.conf.broker_url or f"redis+socket://{embedded.redis()}"


app = InspectorateCelery("inspectorate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery leaves the logging alone that Django has set up, because somebody listens to this signal."""
