"""Users, roles, sign-in, page components, job runs, adopted regimes, the calendar. Knows no provider."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks and the header's entries of this room."""
        from core import checks, navigation  # noqa: F401  (models are ready only now)

        navigation.register("Regimes", "core:regimes", order=80)
        navigation.register("Mail", "core:mails", roles={"administrator"}, order=95)
