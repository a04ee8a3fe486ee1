"""The providers that the filters find: how many, and a page of them.

A find of up to `COUNTED_UP_TO` is gathered by its filters, counted and put in order by one query. A larger one is
walked in order until a page is full, and counted from today's totals where these hold the number. Either way the
cost is that of a page, not of the register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from casework.search import matching, order, reads, totals
from casework.search.filters import Filters

if TYPE_CHECKING:
    from core.models import User

COUNTED_UP_TO = 3_000
WORTH_A_TOTAL = 2_000


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page: the first, or the one after or before the provider of a URN."""

    after: str = ""
    before: str = ""

    @property
    def anchor(self) -> str:
        """The URN it is reckoned from, or nothing."""
        return self.after or self.before


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and how many there are (`more`: more than `number`).

    `alike`: nothing is spelt as it was typed; these are spelt most like it.
    """

    page: order.PageOfIds
    number: int
    more: bool = False
    alike: bool = False


def find(user: User, filters: Filters, today: date, turn: Turn, size: int) -> Found:
    """A page of the providers that this person may see and the filters ask for.

    Raises `LookupError` when the provider that the page is reckoned from is not there. At most four queries.
    """
    rows, condition = reads.providers(user), reads.asked_for(user, filters, today)
    if filters.q:
        return _searched(rows, condition, filters, turn, size)
    total = totals.number(filters, today) if user.is_inspectorate else None
    if total is not None and total > WORTH_A_TOTAL:
        return Found(_walk(rows, condition, filters.sort, turn, size), total)
    return _gathered(rows, condition, filters.sort, turn, size)


def everything(user: User, filters: Filters, today: date) -> Iterator[QuerySet[Any]]:
    """All that is found, in order, as a few querysets one after the other."""
    rows, condition = reads.providers(user), reads.asked_for(user, filters, today)
    if filters.q:
        exactly = condition & matching.matches(filters.q)
        found = rows.filter(exactly).exists()
        condition = exactly if found else condition & Q(pk__in=matching.alike(filters.q))
    return order.in_order(rows, condition, filters.sort)


def _searched(rows: QuerySet[Any], condition: Q, filters: Filters, turn: Turn, size: int) -> Found:
    found = _gathered(rows, condition & matching.matches(filters.q), filters.sort, turn, size)
    if found.number:
        return found
    near = condition & Q(pk__in=matching.alike(filters.q))
    found = _gathered(rows, near, filters.sort, turn, size)
    return Found(found.page, found.number, alike=True)


def _gathered(rows: QuerySet[Any], condition: Q, sort: str, turn: Turn, size: int) -> Found:
    """Gather, count and number them all; walk instead when there are too many."""
    wanted = order.sortable(rows.filter(condition), sort)[: COUNTED_UP_TO + 1]
    try:
        sql, parameters = wanted.query.sql_with_params()
    except EmptyResultSet:  # the condition can be fulfilled by nothing
        return Found(order.PageOfIds([], before=False, after=False), 0)
    with connection.cursor() as cursor:
        cursor.execute(_numbered(sql, sort, turn), [*parameters, *_bounds(turn, size)])
        page = cursor.fetchall()
    number, page = page[0][0], [(pk, place) for _, pk, place in page if pk is not None]
    if number > COUNTED_UP_TO:
        return Found(_walk(rows, condition, sort, turn, size), COUNTED_UP_TO, more=True)
    if turn.anchor and not page:
        raise LookupError(turn.anchor)
    first, last = (page[0][1], page[-1][1]) if page else (1, 0)
    return Found(order.PageOfIds([pk for pk, _ in page], first > 1, last < number, first), number)


def _numbered(sql: str, sort: str, turn: Turn) -> str:
    """The found ones with their number in the order and how many there are, from a place on or back from it."""
    way = "DESC" if order.is_descending(sort) else "ASC"
    start = "0"
    if turn.anchor:
        start = f"(SELECT place FROM numbered WHERE urn = %s){' - %s - 1' if turn.before else ''}"
    return f"""
        WITH found (id, urn, phase, key, tie) AS MATERIALIZED ({sql}),
        counted (number) AS (SELECT count(*) FROM found),
        numbered AS (
            SELECT id, urn, row_number() OVER (ORDER BY phase, key {way}, tie {way}) AS place
            FROM found WHERE (SELECT number FROM counted) <= {COUNTED_UP_TO}
        ),
        start (place) AS (SELECT {start})
        SELECT counted.number, page.id, page.place FROM counted LEFT JOIN (
            SELECT numbered.id, numbered.place FROM numbered, start
            WHERE numbered.place > start.place AND numbered.place <= start.place + %s
        ) AS page ON true
        ORDER BY page.place
    """


def _bounds(turn: Turn, size: int) -> list[Any]:
    if turn.before:
        return [turn.before, size, size]
    return [turn.after, size] if turn.after else [size]


def _walk(rows: QuerySet[Any], condition: Q, sort: str, turn: Turn, size: int) -> order.PageOfIds:
    if not turn.anchor:
        return order.page_of_ids(rows, condition, sort, size)
    place = order.place_of(rows, turn.anchor, sort)
    if place is None:
        raise LookupError(turn.anchor)
    if turn.before:
        return order.page_of_ids_before(rows, condition, sort, size, place)
    return order.page_of_ids(rows, condition, sort, size, place)
