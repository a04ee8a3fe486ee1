"""How the invented register is shaped: the shares and spans of `shape.toml`, ready to be drawn from."""

from __future__ import annotations

import tomllib
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")
BLOCK = 4000  # providers that draw on one set of organisations
LABELS = {4: "Outstanding", 3: "Good", 2: "Requires improvement to be good", 1: "Inadequate"}


class Draw(Generic[T]):
    """Values with their shares; `pick` takes a source of numbers from 0 to 1 and is fast."""

    def __init__(self, shares: Iterable[tuple[T, float]]) -> None:
        pairs = list(shares)
        total = sum(share for _, share in pairs)
        self.values = [value for value, _ in pairs]
        self.ends = list(accumulate(share / total for _, share in pairs))

    def pick(self, draw: Callable[[], float]) -> T:
        """One of the values."""
        return self.values[min(bisect(self.ends, draw()), len(self.values) - 1)]


@dataclass(frozen=True, slots=True)
class Kind:
    """One service type: its share, its days between full inspections by rating, sectors, places and name endings."""

    code: str
    share: float
    gap: Mapping[int, int]
    sectors: Draw[str]
    places: Draw[int] | None
    names: tuple[str, ...]
    of_council: bool


def _numbers(table: Mapping[str, Any]) -> list[tuple[int, Any]]:
    return [(int(number), share) for number, share in table.items()]


def _kind(code: str, row: Mapping[str, Any], gaps: Mapping[str, Any]) -> Kind:
    return Kind(
        code=code,
        share=row["share"],
        gap=dict(_numbers(gaps[row["gap"]])),
        sectors=Draw(row["sectors"].items()),
        places=Draw(_numbers(row["places"])) if "places" in row else None,
        names=tuple(row.get("names", ("",))),
        of_council=row.get("council", False),
    )


_DATA = tomllib.loads(Path(__file__).with_name("shape.toml").read_text(encoding="utf-8"))
KINDS = tuple(_kind(code, row, _DATA["gaps"]) for code, row in _DATA["kinds"].items())
KIND = Draw([(kind, kind.share) for kind in KINDS])
REGION = Draw(_DATA["regions"].items())
FIRST_RATING = Draw(_numbers(_DATA["ratings"]["first"]))
NEXT_RATING = {rating: Draw(_numbers(table)) for rating, table in _numbers(_DATA["ratings"]["after"])}
MONTHS = dict(enumerate(_DATA["season"]["months"], 1))
REGISTERED_YEARS_AGO = Draw(_numbers(_DATA["registered_years_ago"]))
OWNER_SIZES = dict(_numbers(_DATA["owners"]))
