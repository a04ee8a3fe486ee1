"""Records, contact notes, triggers and alerts."""

from django.apps import AppConfig


class IntelligenceConfig(AppConfig):
    name = "intelligence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the records into the header; say what follows when a service is joined into another."""
        from core import navigation
        from intelligence.following import FOLLOWERS
        from providers import following

        navigation.register("Intelligence", "intelligence:triage", order=30)
        following.register(*FOLLOWERS)
