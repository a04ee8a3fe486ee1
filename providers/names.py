"""What service types, regions and teams are called, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from providers.models import Region, ServiceType, Team

NOBODY = "none"


@dataclass(frozen=True, slots=True)
class Names:
    """Names by code (a team's is its id as text); each has an entry `NOBODY` for providers without one."""

    types: dict[str, str]
    regions: dict[str, str]
    teams: dict[str, str]

    def type_of(self, code: str) -> str:
        """The plural name of a service type, or the code of one that is no longer known."""
        return self.types.get(code, code)

    def region_of(self, code: str | None) -> str:
        """The name of a region, or that there is none."""
        return self.regions.get(code or NOBODY, str(code))


def read_names() -> Names:
    """Three short queries."""
    types = {code: plural or name for code, name, plural in ServiceType.objects.values_list("code", "name", "plural")}
    regions = dict(Region.objects.values_list("code", "name"))
    teams = {str(pk): name for pk, name in Team.objects.values_list("pk", "name")}
    return Names(types, regions | {NOBODY: "No region"}, teams | {NOBODY: "No team"})
