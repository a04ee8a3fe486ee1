"""What follows from where a service is: its region, and the team that would look after it."""

from __future__ import annotations

from django.db.models import Count, Q

from providers.models import LocalAuthority, Region, ServiceType, Team


def proposed_region(authority: LocalAuthority | None) -> Region | None:
    """The region in which the authority lies."""
    return authority.region if authority else None


def proposed_team(region: Region | None, service_type: ServiceType) -> Team | None:
    """The team of that region: one for this very type before one for all types; of several the first by name."""
    if region is None:
        return None
    for_type = Q(service_types=service_type) | Q(service_types=None)
    teams = Team.objects.filter(for_type, regions=region).annotate(narrow=Count("service_types"))
    return min(teams, key=lambda team: (not team.narrow, team.name), default=None)
