"""The project as an app: its commands, its checks, and Celery made ready in every process."""

from __future__ import annotations

from django.apps import AppConfig


class InspectorateConfig(AppConfig):
    """The top floor."""

    name = "inspectorate"

    def ready(self) -> None:
        """Make the Celery app the current one, so that `task.delay()` finds the broker; register the checks."""
        from inspectorate import celery, checks  # noqa: F401
