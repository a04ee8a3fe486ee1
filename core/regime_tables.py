"""Regimes as tables for the pages: ratings that say the same stand together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from core import glossary
from law.compare import WHAT, Line, Pair, compare, lines, summary
from law.model import RATING_NAMES, Regime

AS_THE_LAW = "as the law requires"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing said for one or several ratings; in a comparison `right` is what the other regime says."""

    what: str
    ratings: str
    left: Line | None
    right: Line | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class TypeTable:
    """All that is said of one service type; the code "" stands for every type."""

    code: str
    name: str
    summary: str
    rows: tuple[Row, ...]

    @property
    def differs(self) -> bool:
        """Whether the two regimes differ in anything about it."""
        return any(row.differs for row in self.rows)


def type_name(code: str | None) -> str:
    """The word of a service type: from the glossary, else made from its code. Raises nothing."""
    if not code:
        return "Every type"
    known = glossary.terms().get(code)
    return known.word if known else code.replace("_", " ")


def of_regime(regime: Regime) -> tuple[TypeTable, ...]:
    """What a regime says, type by type."""
    return tuple(
        TypeTable(code or "", type_name(code), summary(regime, code) if code else "", tuple(_rows(_said_once(group))))
        for code, group in groupby(
            (Pair(line.service_type, line.what, line.rating, line, None) for line in lines(regime)),
            key=lambda pair: pair.service_type,
        )
    )


def _said_once(pairs: Iterable[Pair]) -> list[Pair]:
    """Where policy adds nothing to the minimum of a type, one row says so instead of saying everything again."""
    told = list(pairs)
    minimum, planned = (
        {pair.rating: _said(pair.left) for pair in told if pair.what == what} for what in ("minimum", "planned")
    )
    if minimum != planned:
        return told
    return [
        replace(pair, left=replace(pair.left, words=AS_THE_LAW, citations=()))
        if pair.what == "planned" and pair.left
        else pair
        for pair in told
    ]


def of_both(left: Regime, right: Regime) -> tuple[TypeTable, ...]:
    """Two regimes side by side, type by type."""
    return tuple(
        TypeTable(code or "", type_name(code), "", tuple(_rows(group, compared=True)))
        for code, group in groupby(compare(left, right), key=lambda pair: pair.service_type)
    )


def _rows(pairs: Iterable[Pair], *, compared: bool = False) -> Iterator[Row]:
    """Neighbouring ratings of which the same is said, with the same citations, become one row."""
    for (what, _, _), group in groupby(pairs, key=lambda pair: (pair.what, _said(pair.left), _said(pair.right))):
        same = list(group)
        ratings = [RATING_NAMES[pair.rating] for pair in same if pair.rating]
        every = len(ratings) == len(RATING_NAMES)
        first = same[0]
        yield Row(
            WHAT[what],
            "whatever the rating" if every else ", ".join(ratings),
            first.left,
            first.right,
            compared and not first.same,
        )


def _said(line: Line | None) -> tuple[str, tuple[str, ...]] | None:
    return (line.words, line.references) if line else None
