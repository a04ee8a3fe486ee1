"""Who has been overdue longest, and who has gone longest without any inspection (para 3.1.15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet

from casework.manager.planned import PLACE
from casework.manager.totals import Scope
from law.dates import ONE_DAY, year_start
from providers.names import NOBODY
from scheduling.models import Plan

if TYPE_CHECKING:
    from core.models import User

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """One provider of either table, `days` after `since`: its deadline, or the day it was last inspected.

    `arrears`: the year before was missed, and nothing has made up for it.
    """

    urn: str
    name: str
    service_type: str
    region: str | None
    since: date
    arrears: bool
    days: int


def overdue_longest(user: User, scope: Scope, as_of: date) -> list[Waiting]:
    """Those whose deadline passed first; that of a year that was missed was its last day. One query, of two parts that
    walk an index each: a plan in arrears has no day from which on it is overdue (scheduling.states.standing).
    """
    start = year_start(as_of)
    rows = _in_scope(user, scope)
    passed = rows.filter(overdue_from__lte=as_of).order_by("overdue_from", "provider_id")
    arrears = rows.filter(base_state="overdue", overdue_from__isnull=True).order_by("provider_id")
    found = sorted(
        _first(passed).union(_first(arrears), all=True), key=lambda row: (row["overdue_from"] or start, row["urn"])
    )
    return [_waiting(row, as_of, (row["overdue_from"] or start) - ONE_DAY) for row in found[:SHOWN]]


def longest_gaps(user: User, scope: Scope, as_of: date) -> list[Waiting]:
    """Providers on the register, the one that was inspected longest ago first. One query."""
    rows = _in_scope(user, scope).filter(last_inspected_on__isnull=False, closed=False)
    rows = rows.order_by("last_inspected_on", "provider_id")
    return [_waiting(row, as_of, row["last_inspected_on"]) for row in _first(rows)]


def _in_scope(user: User, scope: Scope) -> QuerySet[Any]:
    rows = Plan.objects.visible_to(user).in_force()
    for column, value in scope.conditions():
        wanted = {f"provider__{column}__isnull": True} if value == NOBODY else {f"provider__{column}": value}
        rows = rows.filter(Q(**wanted))
    return rows


def _first(rows: QuerySet[Any]) -> QuerySet[Any]:
    kind = F("provider__service_type_id")
    return rows.values("overdue_from", "last_inspected_on", **PLACE, service_type=kind)[:SHOWN]


def _waiting(row: dict[str, Any], as_of: date, since: date) -> Waiting:
    return Waiting(
        urn=row["urn"],
        name=row["name"],
        service_type=row["service_type"],
        region=row["region"],
        since=since,
        arrears=row["overdue_from"] is None,
        days=(as_of - since).days,
    )
