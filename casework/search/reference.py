"""What the filters offer: service types, regions, authorities and teams, read in one query."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Cast

from providers.models import LocalAuthority, Region, ServiceType, Team

NONE = "none"


@dataclass(frozen=True, slots=True)
class Reference:
    """Names by code, each in the order in which it is offered."""

    types: dict[str, str]
    regions: dict[str, str]
    authorities: dict[str, str]
    teams: dict[str, str]


def reference() -> Reference:
    """All codes and names. One query."""
    found: dict[str, dict[str, str]] = {"type": {}, "region": {}, "authority": {}, "team": {}}
    rows = _part(ServiceType, "type", "pk", F("order")).union(
        _part(Region, "region", "pk", Value(0)),
        _part(LocalAuthority, "authority", "pk", Value(0)),
        _part(Team, "team", "pk", Value(0)),
        all=True,
    )
    for kind, code, name, _ in sorted(rows, key=lambda row: (row[0], row[3], row[2])):
        found[kind][code] = name
    return Reference(found["type"], found["region"], found["authority"], found["team"])


def _part(model: type, kind: str, code: str, order: F | Value):
    return (
        model.objects.order_by()
        .annotate(
            kind=Value(kind, CharField()), code=Cast(code, CharField()), place=Cast(order, IntegerField())
        )
        .values_list("kind", "code", "name", "place")
    )
