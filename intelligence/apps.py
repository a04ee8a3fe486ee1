"""Records, contact notes, triggers and alerts."""

from django.apps import AppConfig


class IntelligenceConfig(AppConfig):
    name = "intelligence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the records into the header."""
        from core import navigation

        navigation.register("Intelligence", "intelligence:triage", order=30)
