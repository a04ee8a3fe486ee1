"""What crosses the border: register import, exports, statistics."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the imports into the header of those who may import."""
        from core import navigation

        navigation.register(
            "Imports", "exchange:imports", roles={"team_manager", "senior_manager", "administrator"}, order=70
        )
