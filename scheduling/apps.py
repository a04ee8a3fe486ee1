"""The planner, stored plans, runs and what they changed."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to news."""
        from scheduling import tasks  # noqa: F401  (models are ready only now)
