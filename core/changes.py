"""Field history read back: what a change made of each field, who made it, when and why, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, overload

from django.db import connection, models

from core.filters import day, moment
from core.history import Tracked, all_tracked

NONE = "none"
OWN = "pgh_obj_id"
Stored = Mapping[str, Any]


class Line(NamedTuple):
    """One field: what stood there, and what the change put in its place ("none" for nothing)."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was changed, added or removed (`did`): `what` it is, in words; "" for the record itself."""

    what: str
    did: str
    at: datetime
    who: str
    why: str
    lines: tuple[Line, ...]


class _Found(NamedTuple):
    part: Tracked
    own: bool
    label: str
    at: datetime
    told: Stored
    was: Stored
    now: Stored | None


class Changes(Sequence[Change]):
    """The changes of a row and of the rows that belong to it, the latest first; a page of them is two queries and one
    for each kind of row that they name.
    """

    def __init__(self, row: models.Model) -> None:
        self._row = row
        self._parts = list(_parts(type(row)))

    def __len__(self) -> int:
        counted = [f"SELECT count(*) AS n FROM {_table(part)} WHERE {column} = %s" for part, column in self._parts]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT sum(n) FROM ({' UNION ALL '.join(counted)}) AS each", [self._row.pk] * len(self._parts)
            )
            return int(cursor.fetchone()[0])

    @overload
    def __getitem__(self, wanted: int) -> Change: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[Change]: ...

    def __getitem__(self, wanted: int | slice) -> Change | list[Change]:
        """The changes at these places."""
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        first = wanted.start or 0
        found = self._found(first, (wanted.stop - first) if wanted.stop is not None else None)
        words = _Words(found)
        return [_change(one, words, self._row) for one in found]

    def _found(self, first: int, number: int | None) -> list[_Found]:
        each = " UNION ALL ".join(_select(place, part, column) for place, (part, column) in enumerate(self._parts))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT * FROM ({each}) AS each ORDER BY at DESC, place, pgh_id DESC OFFSET %s LIMIT %s",
                [*[self._row.pk] * len(self._parts), first, number],
            )
            rows = cursor.fetchall()
        return [
            _Found(
                self._parts[place][0],
                self._parts[place][1] == OWN,
                label,
                at,
                *(json.loads(text) if isinstance(text, str) else text for text in (told, was, now)),
            )
            for place, _, label, at, told, was, now in rows
        ]


def _parts(model: type[models.Model]) -> Iterator[tuple[Tracked, str]]:
    """Tables with changes of a row of this model, each with the column that names the row."""
    for part in all_tracked().values():
        if part.model is model:
            yield part, OWN
        for name in part.of:
            if part.model._meta.get_field(name).related_model is model:
                yield part, f"{name}_id"


def _table(part: Tracked) -> str:
    return part.history._meta.db_table


def _select(place: int, part: Tracked, column: str) -> str:
    """Its changes with what stood there before and after: the next change says so, or the row as it stands."""
    history, table = _table(part), part.model._meta.db_table
    after = "NULL::jsonb"
    if part.keeps_changes:
        after = f"""
            CASE WHEN was.pgh_label = 'update' THEN coalesce(
                (SELECT to_jsonb(later) FROM {history} AS later
                 WHERE later.{OWN} = was.{OWN} AND later.pgh_id > was.pgh_id ORDER BY later.pgh_id LIMIT 1),
                (SELECT to_jsonb(standing) FROM {table} AS standing WHERE standing.id = was.{OWN})
            ) END
        """
    return f"""
        SELECT {place} AS place, was.pgh_id, was.pgh_label AS label, was.pgh_created_at AS at,
               was.pgh_context AS told, to_jsonb(was) AS was, {after} AS now
        FROM {history} AS was WHERE was.{column} = %s
    """


def _change(found: _Found, words: _Words, row: models.Model) -> Change:
    did = {"update": "changed", "delete": "removed", "insert": "added"}[found.label]
    told = found.told
    return Change(
        what="" if found.own else words.of(found, row),
        did=did,
        at=found.at,
        who=str(told["who"]),
        why=str(told["why"]),
        lines=tuple(_lines(found, words)) if found.part.keeps_changes else (),
    )


def _lines(found: _Found, words: _Words) -> Iterator[Line]:
    for field in _fields(found.part):
        was, now = found.was[field.attname], (found.now or {}).get(field.attname)
        if was != now and not (found.now is None and was in (None, "")):
            yield Line(str(field.verbose_name), words.say(field, was), words.say(field, now))


def _fields(part: Tracked) -> list[models.Field[Any, Any]]:
    """The model's own fields that the history keeps, without the key."""
    kept = {field.name for field in part.history._meta.fields}
    return [field for field in part.model._meta.fields if field.name in kept and not field.primary_key]


class _Words:
    """Says stored values in words; the rows that they name are read once for each kind."""

    def __init__(self, found: Sequence[_Found]) -> None:
        named: dict[type[models.Model], set[Any]] = {}
        for one in found:
            for field in _fields(one.part):
                keys = {one.was.get(field.attname), (one.now or {}).get(field.attname)}
                if field.is_relation and (len(keys) > 1 or not one.own):
                    named.setdefault(field.related_model, set()).update(keys - {None})  # type: ignore[arg-type]
        self._names = {
            model: {str(key): str(row) for key, row in model._default_manager.in_bulk(list(keys)).items()}
            for model, keys in named.items()
        }

    def say(self, field: models.Field[Any, Any], value: Any) -> str:
        """One stored value in words."""
        if value in (None, ""):
            return NONE
        if field.is_relation:
            return self._names[field.related_model].get(str(value), f"no longer there ({value})")  # type: ignore[index]
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.BooleanField):
            return "yes" if value else "no"
        if isinstance(field, models.DateTimeField):
            return moment(datetime.fromisoformat(value))
        if isinstance(field, models.DateField):
            return day(date.fromisoformat(value))
        return str(value)

    def of(self, found: _Found, row: models.Model) -> str:
        """Which row it is: its kind, and what it ties the record to or what kind of it."""
        telling = [
            self.say(field, found.was[field.attname])
            for field in _fields(found.part)
            if (field.choices or (field.is_relation and field.related_model is not type(row)))
            and found.was[field.attname] not in (None, "")
        ]
        kind = str(found.part.model._meta.verbose_name)
        return f"{kind}: {', '.join(telling)}" if telling else kind
