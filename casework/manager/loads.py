"""The share-out: what each inspector looks after, how much of it is pressing, and who is away.

A page of inspectors is read, then what those look after: the cost is that of a page, not of the register.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from casework.ahead import MONTHS_AHEAD, SHOWN
from casework.pressing import away, by_inspector, pressing
from core.models import User
from law.dates import add_months
from providers.models import Absence, Provider
from providers.names import NOBODY
from scheduling.models import Obligation, Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

COUNTED_UP_TO = 3_000


@dataclass(frozen=True, slots=True)
class Load:
    """One inspector's providers on the register, those overdue, late and due soon, and the inspections by month.

    `months` follows `months_ahead`. `away`: the absence that holds on the day.
    """

    pk: int
    name: str
    team: str
    providers: int
    overdue: int
    late: int
    soon: int
    months: tuple[int, ...]
    away: Any


def months_ahead(today: date) -> list[date]:
    """The first days of this month and of the next ones, as many as the data says."""
    return [add_months(today.replace(day=1), number) for number in range(MONTHS_AHEAD)]


def inspectors(team: str) -> QuerySet[Any]:
    """Everybody who inspects, of one team (`NOBODY`: of none; "": all), by name."""
    found = User.objects.filter(role=User.Role.INSPECTOR, is_active=True).order_by("name", "pk")
    if team == NOBODY:
        found = found.filter(team_membership__isnull=True)
    elif team:
        found = found.filter(team_membership__team=int(team))
    return found.values("pk", "name", "email", team=F("team_membership__team__name"))


def loads(people: Iterable[dict[str, Any]], today: date) -> list[Load]:
    """What each of these looks after. Three queries."""
    people = list(people)
    ids = [each["pk"] for each in people]
    plans, absent = pressing(ids, today), away(ids, today)
    months = {(row["inspector"], row["month"]): row["number"] for row in _by_month(ids, today)}
    return [_load(each, plans, months, absent, today) for each in people]


def nobodys(team: str, today: date) -> tuple[int, bool]:
    """How many providers of the team on the register nobody looks after, and whether there are more. One query."""
    rows = Provider.objects.nobodys(today)
    if team:
        rows = rows.filter(Q(team__isnull=True) if team == NOBODY else Q(team=team))
    closed = Plan.objects.in_force().filter(closed=True, provider=OuterRef("pk"))
    number = rows.filter(~Exists(closed)).order_by()[: COUNTED_UP_TO + 1].count()
    return min(number, COUNTED_UP_TO), number > COUNTED_UP_TO


def absent(team: str, today: date) -> list[Any]:
    """Who of the team is away on the day, and who stands in, the first to be back first. One query."""
    rows = Absence.objects.on(today).select_related("user", "stand_in").order_by("until_on", "pk")
    if team == NOBODY:
        rows = rows.filter(user__team_membership__isnull=True)
    elif team:
        rows = rows.filter(user__team_membership__team=int(team))
    return list(rows[:SHOWN])


def _by_month(ids: list[int], today: date) -> QuerySet[Any]:
    months = months_ahead(today)
    wanted = Obligation.objects.filter(target__gte=months[0], target__lt=add_months(months[-1], 1))
    rows = by_inspector(wanted, ids, today).values("inspector", month=TruncMonth("target"))
    return rows.annotate(number=Count("pk"))


def _load(
    each: dict[str, Any],
    plans: dict[int, Counter[str]],
    months: dict[tuple[int, date], int],
    absent: dict[int, Any],
    today: date,
) -> Load:
    pk = each["pk"]
    return Load(
        pk=pk,
        name=each["name"] or each["email"],
        team=each["team"] or "",
        providers=plans[pk]["providers"],
        overdue=plans[pk]["overdue"],
        late=plans[pk]["late"],
        soon=plans[pk]["soon"],
        months=tuple(months.get((pk, month), 0) for month in months_ahead(today)),
        away=absent.get(pk),
    )
