"""Where a provider comes from and what it became: its lineage both ways, however far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from providers.models import Lineage

FURTHEST = 20


@dataclass(frozen=True, slots=True)
class Link:
    """A step of the lineage. `before`: to a predecessor (else to a successor), `steps` away."""

    before: bool
    steps: int
    provider_id: int
    urn: str
    name: str
    service_type: str
    kind: str
    on: date

    @property
    def kind_name(self) -> str:
        """merge, split, transfer or re-registration."""
        return str(Lineage.Kind(self.kind).label)


def links_of(provider_id: int) -> list[Link]:
    """Every predecessor, then every successor, the nearest first, each once. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, {"provider": provider_id, "furthest": FURTHEST})
        found = [Link(*row) for row in cursor.fetchall()]
    nearest = {(link.before, link.provider_id): link for link in reversed(found)}
    return [link for link in found if nearest[link.before, link.provider_id] is link]


# Each side walks its own index; UNION leaves out a step that was met before.
_LINKS = """
    WITH RECURSIVE
    earlier (steps, provider_id, kind, "on") AS (
        SELECT 1, predecessor_id, kind, "on" FROM providers_lineage WHERE successor_id = %(provider)s
        UNION
        SELECT earlier.steps + 1, link.predecessor_id, link.kind, link."on"
        FROM earlier JOIN providers_lineage AS link ON link.successor_id = earlier.provider_id
        WHERE earlier.steps < %(furthest)s
    ),
    later (steps, provider_id, kind, "on") AS (
        SELECT 1, successor_id, kind, "on" FROM providers_lineage WHERE predecessor_id = %(provider)s
        UNION
        SELECT later.steps + 1, link.successor_id, link.kind, link."on"
        FROM later JOIN providers_lineage AS link ON link.predecessor_id = later.provider_id
        WHERE later.steps < %(furthest)s
    )
    SELECT line.before, line.steps, provider.id, provider.urn, provider.name, type.name, line.kind, line."on"
    FROM (SELECT true AS before, * FROM earlier UNION ALL SELECT false, * FROM later) AS line
    JOIN providers_provider AS provider ON provider.id = line.provider_id
    JOIN providers_servicetype AS type ON type.code = provider.service_type_id
    ORDER BY line.before DESC, line.steps, provider.urn
"""
