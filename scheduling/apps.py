"""The planner, stored plans, runs and what they changed."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to news; put the runs into the header, where an administrator's own page does not lead to them; say
        what follows when a service is joined into another.
        """
        from core import administering as page
        from core import navigation
        from providers import following
        from scheduling import administering, tasks  # noqa: F401  (models are ready only now)
        from scheduling.following import FOLLOWERS

        navigation.register("Runs", "scheduling:runs", roles=navigation.STAFF - {"administrator"}, order=60)
        navigation.put_under("core:administrator", "scheduling:runs")
        following.register(*FOLLOWERS)
        page.register("The nightly run", administering.runs, order=60)
