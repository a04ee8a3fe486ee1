from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what follows when a record of a service is joined into another."""
        from inspections.following import FOLLOWERS
        from providers import following

        following.register(*FOLLOWERS)
