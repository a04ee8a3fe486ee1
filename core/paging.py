"""Long lists a page at a time: counted pages for short ones, keyset pages for those that must not slow down."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from json import JSONDecodeError, dumps, loads
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

PER_PAGE = 50
# Keys that no two rows of a list share and none is without: their index leads to a page at any depth.
UNIQUE = frozenset({"id", "provider_id"})


def query(request: HttpRequest, **changes: object) -> str:
    """This page's query string with some of its values changed (None or "" removes one): "?sort=name"."""
    values = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            values.pop(name, None)
        elif isinstance(value, list | tuple):
            values.setlist(name, [str(item) for item in value])
        else:
            values[name] = str(value)
    return f"?{values.urlencode()}" if values else "?"


def counted_page(rows: QuerySet[Any] | Sequence[Any], request: HttpRequest, per_page: int = PER_PAGE) -> Page:
    """The page that `?page=` asks for; one that does not exist gives the nearest."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """One page of a list in the order of its key. `after` and `before` are for `with_query(request, after=…)`."""

    rows: list[Any]
    after: str
    before: str


class BadCursor(ValueError):
    """A cursor that no page gave out."""


def keyset_page(
    queryset: QuerySet[Any],
    request: HttpRequest,
    key: str,
    *,
    descending: bool = False,
    per_page: int = PER_PAGE,
    strict: bool = False,
) -> KeysetPage:
    """The page after `?after=` or before `?before=`, ordered by `key`, then id; rows without a key come last.

    One query whatever the depth. A cursor that was tampered with gives the first page or, when `strict`, raises
    `BadCursor`: a machine that reads on would begin anew for ever.
    """
    given = [request.GET.get(name, "") for name in ("after", "before")]
    after, before = (_read(text) for text in given)
    if strict and (sum(map(bool, given)) > (after is not None) + (before is not None)):
        raise BadCursor
    backwards = before is not None
    cursor = before if backwards else after
    ordered = _ordered(queryset, key, descending, backwards)
    try:
        beyond = Q() if cursor is None else _beyond(key, cursor, descending, backwards)
        found = list(ordered.filter(beyond)[: per_page + 1])
    except (ValidationError, ValueError, TypeError):
        if strict:
            raise BadCursor from None
        found, backwards, cursor = list(_ordered(queryset, key, descending, False)[: per_page + 1]), False, None
    more, rows = len(found) > per_page, found[:per_page]
    if backwards:
        rows.reverse()
    further, earlier = (True, more) if backwards else (more, cursor is not None)
    return KeysetPage(
        rows,
        after=_write(rows[-1], key) if rows and further else "",
        before=_write(rows[0], key) if rows and earlier else "",
    )


def _ordered(queryset: QuerySet[Any], key: str, descending: bool, backwards: bool) -> QuerySet[Any]:
    if key in UNIQUE:
        return queryset.order_by(f"-{key}" if descending is not backwards else key)
    column = F(key)
    order = column.desc if descending is not backwards else column.asc
    nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
    return queryset.order_by(order(**nulls), "-id" if backwards else "id")


def _beyond(key: str, cursor: tuple[Any, int], descending: bool, backwards: bool) -> Q:
    value, pk = cursor
    if key in UNIQUE:
        return Q(**{f"{key}__{'lt' if descending is not backwards else 'gt'}": pk if key == "id" else value})
    same = Q(**{f"id__{'lt' if backwards else 'gt'}": pk})
    if value is None:
        among_empty = Q(**{f"{key}__isnull": True}) & same
        return among_empty | Q(**{f"{key}__isnull": False}) if backwards else among_empty
    further = Q(**{f"{key}__{'lt' if descending is not backwards else 'gt'}": value})
    beyond = further | (Q(**{key: value}) & same)
    return beyond if backwards else beyond | Q(**{f"{key}__isnull": True})


def _write(row: Any, key: str) -> str:
    value = row
    for part in key.split("__"):
        value = value[part] if isinstance(value, dict) else getattr(value, part, None)
    pk = row["id"] if isinstance(row, dict) else row.pk
    return urlsafe_b64encode(dumps([value, pk], default=str).encode()).decode().rstrip("=")


def _read(text: str) -> tuple[Any, int] | None:
    try:
        value, pk = loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, JSONDecodeError):
        return None
    plain = value is None or isinstance(value, str | int | float)
    return (value, pk) if plain and type(pk) is int else None
