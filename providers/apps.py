from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "providers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what follows when a record of a service is joined into another."""
        from providers import following

        following.register(*following.OF_PROVIDERS)
