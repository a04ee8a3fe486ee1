"""Pages that combine rooms, by whom they serve."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the pages into the header of those whom they serve, and say where each role begins."""
        from casework import teams
        from casework.duplicates import figures
        from core import administering, navigation

        managers = {"team_manager", "senior_manager", "policy_analyst", "administrator"}
        navigation.register("Compliance", "casework:manager", roles=managers, order=10)
        navigation.register("My providers", "casework:caseload", roles={"inspector"}, order=10)
        navigation.register("Providers", "casework:providers", order=20)
        navigation.register("Organisations", "casework:organisations", order=25)
        navigation.register("Your services", "casework:services", roles={"provider"}, order=10)
        navigation.register("Staff", "casework:staff", order=70)
        navigation.register("People", "casework:people", roles={"provider"}, order=30)
        navigation.put_under("casework:providers", "casework:searches")
        navigation.put_under("casework:staff", "casework:teams", "casework:absences", "casework:share_out")
        navigation.put_under("casework:people", "casework:organisations")
        navigation.put_under("casework:organisations", "casework:duplicates")
        navigation.put_under("intelligence:triage", "casework:corrections")
        navigation.put_under("core:administrator", "casework:nobody_enters")
        navigation.register_finder("casework:finder")
        looking_after = {"inspector", "team_manager", "senior_manager"}
        navigation.register_account_page("Daily digest by e-mail", "casework:digest", roles=looking_after)
        navigation.register_first_page("casework:manager", roles=managers - {"administrator"})
        navigation.register_first_page("casework:caseload", roles={"inspector"})
        navigation.register_first_page("casework:services", roles={"provider"})
        administering.register("People", teams.people, order=10)
        administering.register("Teams", teams.teams, order=20)
        administering.register("Providers' own people", teams.providers_people, order=30)
        administering.register("Written down twice", figures.written_twice, order=35)
