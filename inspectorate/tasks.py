"""Tasks of the project itself."""

from __future__ import annotations

import logging

from celery import shared_task

log = logging.getLogger(__name__)


@shared_task(name="inspectorate.say_hello")
def say_hello(to: str) -> None:
    """Log a greeting: an operator sees by it that messages reach a worker and its lines reach the log."""
    log.info("hello to %s", to)
