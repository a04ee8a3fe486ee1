"""What is known about one provider, as the planner reads it. Pure: dates in, dates out.

The JSON form (one provider a line in `manage.py plan --facts`) and the canonical text are described in
`docs/planner.md`. Absent, null and empty mean the same. The canonical text is sorted, without repetitions, without
the URN and without what is absent, so that equal facts are equal texts whatever order they came in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

INSPECTION_TYPES = ("key", "random", "monitoring", "themed", "approval")
ASK_BASES = (
    "trigger",
    "discretion",
    "enforcement",
    "requirement",
    "milestone",
    "annual assessment",
    "random draw",
    "themed programme",
)
EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)
LONGEST_INTERVAL = 600

T = TypeVar("T")


class Rating(NamedTuple):
    """A quality rating: ordinal 4 (excellent) to 1 (poor), the day of the inspection that gave it, and the
    first day it is in force (None: provisional)."""

    awarded_on: date
    in_force_from: date | None
    ordinal: int


class Inspection(NamedTuple):
    """An inspection that counts: its first day on site, its type, and the own asked visit it was made for."""

    on: date
    type: str
    made_for: str | None


class Ask(NamedTuple):
    """A visit asked for (rule 6). `may_ride` and not `statutory`: it may ride on another inspection."""

    by: date
    id: str
    type: str
    asked_on: date
    not_before: date | None
    may_ride: bool
    statutory: bool
    basis: str
    withdrawn_on: date | None

    @property
    def rides(self) -> bool:
        return self.may_ride and not self.statutory


class BroughtForward(NamedTuple):
    """A decision that the item with this key is wanted by an earlier day (rule 7)."""

    item: str
    by: date
    decided_on: date
    withdrawn_on: date | None


class ApprovalInterval(NamedTuple):
    """How often a secure home is inspected for its approval (rule 5)."""

    starts: date
    months: int


class Suspension(NamedTuple):
    """Days suspended or dormant, both ends inclusive; without an end it goes on."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """One provider. The tuples are sorted and hold nothing twice: make them with `Facts.of` or `from_json`."""

    service_type: str
    urn: str = ""
    registered_on: date | None = None
    ended_on: date | None = None
    history_complete_from: date | None = None
    suspended: tuple[Suspension, ...] = ()
    ratings: tuple[Rating, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    approval: ApprovalInterval | None = None
    asked: tuple[Ask, ...] = ()
    brought_forward: tuple[BroughtForward, ...] = ()

    @classmethod
    def of(cls, service_type: str, **known: Any) -> Facts:
        """Facts from rows in any order, repetitions included."""
        for name in ("suspended", "ratings", "inspections", "asked", "brought_forward"):
            known[name] = _in_order(known.get(name, ()))
        return cls(service_type, **known)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Facts:
        """Read the JSON form. Raises ValueError that names the field and what is wrong with it."""
        row = _Row(raw, "", _FIELDS)
        facts = cls(
            service_type=row.need("service_type", _word),
            urn=row.get("urn", _word) or "",
            registered_on=row.get("registered_on", _day),
            ended_on=row.get("ended_on", _day),
            history_complete_from=row.get("history_complete_from", _day),
            suspended=row.rows("suspended", _suspension),
            ratings=row.rows("ratings", _rating),
            inspections=row.rows("inspections", _inspection),
            approval=row.get("approval", _approval),
            asked=row.rows("asked", _ask),
            brought_forward=row.rows("brought_forward", _brought_forward),
        )
        _refuse_one_id_for_two(facts.asked)
        return facts

    @classmethod
    def from_canonical(cls, raw: Mapping[str, Any]) -> Facts:
        """Read a JSON object that `canonical` wrote, without checking it again: several times as fast."""
        day = date.fromisoformat
        approval = raw.get("approval")
        return cls(
            service_type=raw["service_type"],
            registered_on=_maybe(raw.get("registered_on")),
            ended_on=_maybe(raw.get("ended_on")),
            history_complete_from=_maybe(raw.get("history_complete_from")),
            suspended=tuple(Suspension(day(start), _maybe(end)) for start, end in raw.get("suspended", ())),
            ratings=tuple(
                Rating(day(row["awarded_on"]), _maybe(row.get("in_force_from")), row["ordinal"])
                for row in raw.get("ratings", ())
            ),
            inspections=tuple(
                Inspection(day(row["on"]), row["type"], row.get("for")) for row in raw.get("inspections", ())
            ),
            approval=ApprovalInterval(day(approval["from"]), approval["months"]) if approval else None,
            asked=tuple(_ask(row, "asked") for row in raw.get("asked", ())),
            brought_forward=tuple(_brought_forward(row, "brought_forward") for row in raw.get("brought_forward", ())),
        )

    def canonical(self) -> str:
        """The facts as compact text, the same for equal facts; `from_json(json.loads(text))` reads it back."""
        parts = {
            "approval": self.approval and {"from": self.approval.starts, "months": self.approval.months},
            "asked": [ask._asdict() for ask in self.asked],
            "brought_forward": [decision._asdict() for decision in self.brought_forward],
            "ended_on": self.ended_on,
            "history_complete_from": self.history_complete_from,
            "inspections": [{"for": i.made_for, "on": i.on, "type": i.type} for i in self.inspections],
            "ratings": [rating._asdict() for rating in self.ratings],
            "registered_on": self.registered_on,
            "service_type": self.service_type,
            "suspended": [list(period) for period in self.suspended],
        }
        return json.dumps(
            _present(parts), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat
        )


def _maybe(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def fingerprint(canonical: str) -> bytes:
    """16 bytes that stand for a canonical text of facts."""
    return blake2b(canonical.encode(), digest_size=16).digest()


def _present(value: Any) -> Any:
    """Without what is absent: null, empty or false."""
    if isinstance(value, dict):
        return {key: _present(part) for key, part in value.items() if part}
    if isinstance(value, list):
        return [_present(part) if isinstance(part, dict) else part for part in value]
    return value


def _in_order(rows: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Sorted and unique; an absent value comes first."""
    return tuple(sorted(set(rows), key=lambda row: [(part is not None, part) for part in row]))


def _refuse_one_id_for_two(asked: Iterable[Ask]) -> None:
    ids: set[str] = set()
    for ask in asked:
        if ask.id in ids:
            raise ValueError(f"asked: the id {ask.id!r} stands for two different visits; give each its own")
        ids.add(ask.id)


class _Row:
    """One JSON object being read; keys it does not know are refused."""

    def __init__(self, raw: object, path: str, keys: frozenset[str]) -> None:
        if not isinstance(raw, Mapping):
            raise _wrong(path or "facts", "must be an object", raw)
        unknown = sorted(str(key) for key in raw if key not in keys)
        if unknown:
            raise ValueError(f"{_at(path, unknown[0])}: no such field; known here: {', '.join(sorted(keys))}")
        self.raw, self.path = raw, path

    def get(self, key: str, read: Callable[[Any, str], T]) -> T | None:
        value = self.raw.get(key)
        return None if value is None or value == "" or value == {} else read(value, _at(self.path, key))

    def need(self, key: str, read: Callable[[Any, str], T]) -> T:
        value = self.get(key, read)
        if value is None:
            raise ValueError(f"{_at(self.path, key)}: is missing")
        return value

    def rows(self, key: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
        raw, path = self.raw.get(key), _at(self.path, key)
        if raw is None or raw == "" or raw == {}:
            return ()
        if not isinstance(raw, list | tuple):
            raise _wrong(path, "must be a list", raw)
        return _in_order(read(row, f"{path}[{number}]") for number, row in enumerate(raw))  # type: ignore[misc]


def _wrong(path: str, what: str, value: object) -> ValueError:
    return ValueError(f"{path}: {what}, not {value!r:.60}")


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _day(value: Any, path: str) -> date:
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        with suppress(ValueError):
            day = date.fromisoformat(value)
            if EARLIEST <= day <= LATEST:
                return day
    raise _wrong(path, f"must be a day such as 2026-05-10, from {EARLIEST} to {LATEST}", value)


def _word(value: Any, path: str) -> str:
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise _wrong(path, "must be a text without spaces around it", value)
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _wrong(path, "must be a text of whole characters", value)
    return value


def _flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, "must be true or false", value)
    return value


def _one_of(allowed: tuple[str, ...]) -> Callable[[Any, str], str]:
    def read(value: Any, path: str) -> str:
        if value not in allowed:
            raise _wrong(path, f"must be one of {', '.join(allowed)}", value)
        return str(value)

    return read


def _whole(lowest: int, highest: int) -> Callable[[Any, str], int]:
    def read(value: Any, path: str) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            raise _wrong(path, f"must be a whole number from {lowest} to {highest}", value)
        return value

    return read


_FIELDS = frozenset(Facts.__dataclass_fields__)
_RATING_FIELDS = frozenset(Rating._fields)
_ASK_FIELDS = frozenset(Ask._fields)
_BROUGHT_FORWARD_FIELDS = frozenset(BroughtForward._fields)
_inspection_type, _ask_basis = _one_of(INSPECTION_TYPES), _one_of(ASK_BASES)
_ordinal, _months = _whole(1, 4), _whole(1, LONGEST_INTERVAL)


def _rating(raw: Any, path: str) -> Rating:
    row = _Row(raw, path, _RATING_FIELDS)
    return Rating(row.need("awarded_on", _day), row.get("in_force_from", _day), row.need("ordinal", _ordinal))


def _inspection(raw: Any, path: str) -> Inspection:
    row = _Row(raw, path, frozenset(("on", "type", "for")))
    return Inspection(row.need("on", _day), row.need("type", _inspection_type), row.get("for", _word))


def _approval(raw: Any, path: str) -> ApprovalInterval:
    row = _Row(raw, path, frozenset(("from", "months")))
    return ApprovalInterval(row.need("from", _day), row.need("months", _months))


def _ask(raw: Any, path: str) -> Ask:
    row = _Row(raw, path, _ASK_FIELDS)
    return Ask(
        by=row.need("by", _day),
        id=row.need("id", _word),
        type=row.need("type", _inspection_type),
        asked_on=row.need("asked_on", _day),
        not_before=row.get("not_before", _day),
        may_ride=row.get("may_ride", _flag) or False,
        statutory=row.get("statutory", _flag) or False,
        basis=row.need("basis", _ask_basis),
        withdrawn_on=row.get("withdrawn_on", _day),
    )


def _brought_forward(raw: Any, path: str) -> BroughtForward:
    row = _Row(raw, path, _BROUGHT_FORWARD_FIELDS)
    return BroughtForward(
        item=row.need("item", _word),
        by=row.need("by", _day),
        decided_on=row.need("decided_on", _day),
        withdrawn_on=row.get("withdrawn_on", _day),
    )


def _suspension(raw: Any, path: str) -> Suspension:
    if not isinstance(raw, list | tuple) or not 1 <= len(raw) <= 2:
        raise _wrong(path, "must be [first day, last day or null]", raw)
    start = _day(raw[0], f"{path}[0]")
    end = _day(raw[1], f"{path}[1]") if len(raw) == 2 and raw[1] not in (None, "") else None
    if end is not None and end < start:
        raise ValueError(f"{path}: ends on {end}, before it begins on {start}")
    return Suspension(start, end)
