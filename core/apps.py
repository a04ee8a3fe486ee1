"""Users, roles, sign-in, page components, job runs, adopted regimes, the calendar. Knows no provider."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks and the header's entries of this room."""
        from core import administering, checks, lookups, navigation  # noqa: F401  (models are ready only now)

        # Everybody finds the regimes at the foot of each page, administrators the mail on their first page.
        navigation.register("Regimes", "core:regimes", roles={"senior_manager", "policy_analyst"}, order=80)
        navigation.register("Administration", "core:administrator", roles={"administrator"}, order=5)
        navigation.put_under("core:administrator", "core:mails")
        navigation.register_first_page("core:administrator", roles={"administrator"})
        administering.register("Jobs", administering.jobs, order=70)
        administering.register("Mail", administering.mail, order=80)
