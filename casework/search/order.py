"""The orders of the list and its pages: each page costs the same however far into the list it is.

An order is a sequence of phases: those that have a date by that date, then those that have none, so that each
phase walks one index. A page begins after (or ends before) a provider named by its URN alone: a home's name
never stands in an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower


@dataclass(frozen=True, slots=True)
class Phase:
    """Providers for which `condition` holds, by `column` (None: by the tie alone), then by `tie`, which is unique.

    The phases of one order have the same tie and the same direction.
    """

    condition: Q
    column: str | None = None
    tie: str = "urn"
    descending: bool = False


def _dated(column: str) -> Phase:
    return Phase(Q(**{f"{column}__isnull": False}), column, "pk")


_DEADLINE, _TARGET, _LAST = "in_force__statutory_deadline", "in_force__target", "in_force__last_inspected_on"
_OPEN_NEVER = Q(in_force__last_inspected_on__isnull=True, in_force__closed=False)
_CLOSED_NEVER = Q(in_force__last_inspected_on__isnull=True) & (Q(in_force__closed=True) | Q(in_force__id__isnull=True))


def _without(column: str) -> Phase:
    return Phase(Q(**{f"{column}__isnull": True}), None, "pk")


def _turned(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    """The latest first, those that have no date still at the end."""
    return tuple(replace(phase, descending=True) for phase in phases)


_ORDERS: dict[str, tuple[Phase, ...]] = {
    "name": (Phase(~Q(name=""), "name_folded"), Phase(Q(name=""))),
    "urn": (Phase(Q()),),
    "deadline": (_dated(_DEADLINE), _without(_DEADLINE)),
    "target": (_dated(_TARGET), _without(_TARGET)),
}
ORDERS = _ORDERS | {f"-{name}": _turned(phases) for name, phases in _ORDERS.items()}
ORDERS["gap"] = (Phase(_OPEN_NEVER, None, "pk"), _dated(_LAST), Phase(_CLOSED_NEVER, None, "pk"))
ORDERS["-gap"] = _turned((_dated(_LAST), _without(_LAST)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provider stands in an order: its phase, its value there and its tie."""

    phase: int
    value: Any
    tie: Any


@dataclass(frozen=True, slots=True)
class PageOfIds:
    """The ids of one page, whether there are providers before and after it, and its first one's number if known."""

    ids: list[int]
    before: bool
    after: bool
    first: int | None = None


def place_of(rows: QuerySet[Any], urn: str, sort: str) -> Place | None:
    """Where the provider of that URN stands now; None when there is none. One query."""
    columns = sorted({phase.column for phase in ORDERS[sort] if phase.column} | {"pk", "urn"})
    one = rows.annotate(name_folded=Lower("name")).filter(urn=urn)
    row = one.values(*columns, has=F("in_force__id"), shut=F("in_force__closed")).first()
    if row is None:
        return None
    for number, phase in enumerate(ORDERS[sort]):
        if _belongs(phase, row):
            return Place(number, row[phase.column] if phase.column else None, row[phase.tie])
    return None


def _belongs(phase: Phase, row: dict[str, Any]) -> bool:
    if phase.column:
        return row[phase.column] not in (None, "")
    if phase.condition == _OPEN_NEVER:
        return row[_LAST] is None and row["has"] is not None and not row["shut"]
    return True


def page_of_ids(rows: QuerySet[Any], condition: Q, sort: str, size: int, after: Place | None = None) -> PageOfIds:
    """The `size` providers after a place, or the first ones. One query a phase that it reaches into."""
    found = _take(rows, condition, sort, size + 1, after, backwards=False)
    return PageOfIds(found[:size], after is not None, len(found) > size, None if after else 1)


def page_of_ids_before(rows: QuerySet[Any], condition: Q, sort: str, size: int, before: Place) -> PageOfIds:
    """The `size` providers before a place."""
    found = _take(rows, condition, sort, size + 1, before, backwards=True)
    return PageOfIds(found[:size][::-1], len(found) > size, True)


def sortable(rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
    """The rows as (id, urn, phase, key, tie): in order by phase, then key, then tie."""
    phases = ORDERS[sort]
    numbers = [When(phase.condition, Value(number)) for number, phase in enumerate(phases[:-1])]
    column = next((phase.column for phase in phases if phase.column), "urn")
    return (
        _folded(rows)
        .order_by()
        .annotate(phase=Case(*numbers, default=Value(len(phases) - 1), output_field=IntegerField()), key=F(column))
        .values_list("pk", "urn", "phase", "key", F(phases[0].tie))
    )


def is_descending(sort: str) -> bool:
    """Whether the latest comes first."""
    return any(phase.descending for phase in ORDERS[sort])


def in_order(rows: QuerySet[Any], condition: Q, sort: str) -> Iterator[QuerySet[Any]]:
    """The whole list as one queryset for each phase, in order."""
    for phase in ORDERS[sort]:
        yield _ordered(_folded(rows).filter(condition & phase.condition), phase, backwards=False)


def _take(
    rows: QuerySet[Any], condition: Q, sort: str, size: int, start: Place | None, *, backwards: bool
) -> list[int]:
    phases = list(enumerate(ORDERS[sort]))
    found: list[int] = []
    for number, phase in reversed(phases) if backwards else phases:
        if start and (number > start.phase if backwards else number < start.phase):
            continue
        beyond = _beyond(phase, start, backwards) if start and number == start.phase else Q()
        part = _ordered(_folded(rows).filter(condition & phase.condition & beyond), phase, backwards)
        found += part.values_list("pk", flat=True)[: size - len(found)]
        if len(found) >= size:
            break
    return found


def _folded(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.alias(name_folded=Lower("name"))


def _ordered(rows: QuerySet[Any], phase: Phase, backwards: bool) -> QuerySet[Any]:
    sign = "-" if phase.descending is not backwards else ""
    columns = [phase.column, phase.tie] if phase.column else [phase.tie]
    return rows.order_by(*(f"{sign}{column}" for column in columns))


def _beyond(phase: Phase, start: Place, backwards: bool) -> Q:
    """Later in the order than the place (earlier, when going backwards)."""
    than = "lt" if phase.descending is not backwards else "gt"
    tie = Q(**{f"{phase.tie}__{than}": start.tie})
    if phase.column is None:
        return tie
    same_or_beyond = Q(**{f"{phase.column}__{than}e": start.value})
    return same_or_beyond & (Q(**{f"{phase.column}__{than}": start.value}) | tie)
