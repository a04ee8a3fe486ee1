"""What crosses the border: register import, exports, statistics, the API and its tokens."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the imports into the header of those who may keep them, and what an administrator looks after on the page
        of theirs; say what follows when a service is joined.
        """
        from core import administering as page
        from core import navigation
        from exchange import administering
        from exchange.following import FOLLOWERS, named
        from providers import following

        navigation.register(
            "Imports", "exchange:imports", roles={"team_manager", "senior_manager", "administrator"}, order=70
        )
        navigation.put_under("core:administrator", "exchange:service_accounts")
        navigation.register_account_page("Tokens for your programs", "exchange:tokens")
        navigation.register_account_page("API", "exchange:developers")
        page.register("Imports", administering.imports, order=50)
        page.register("Service types", administering.types, order=40)
        page.register("Programs that read", administering.programs, order=90)
        following.register(*FOLLOWERS)
        following.register_objection(named)
