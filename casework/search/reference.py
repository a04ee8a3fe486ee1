"""What the filters offer: service types, regions, authorities, teams and inspectors, read in one query."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

NONE = "none"


@dataclass(frozen=True, slots=True)
class Reference:
    """Names by code, each in the order in which it is offered."""

    types: dict[str, str]
    regions: dict[str, str]
    authorities: dict[str, str]
    teams: dict[str, str]
    inspectors: dict[str, str]


def reference() -> Reference:
    """All codes and names. One query."""
    found = Reference({}, {}, {}, {}, {})
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCE)
        for kind, code, name in cursor.fetchall():
            getattr(found, kind)[code] = name
    return found


_REFERENCE = """
    SELECT kind, code, name FROM (
        SELECT 'types' AS kind, code, name, "order" AS place FROM providers_servicetype
        UNION ALL SELECT 'regions', code, name, 0 FROM providers_region
        UNION ALL SELECT 'authorities', gss_code, name, 0 FROM providers_localauthority
        UNION ALL SELECT 'teams', id::text, name, 0 FROM providers_team
        UNION ALL SELECT 'inspectors', id::text, coalesce(nullif(name, ''), email), 0 FROM core_user
        WHERE is_active AND role = 'inspector'
    ) AS known ORDER BY kind, place, name, code
"""
