"""How often a service is inspected, and what would raise or lower it: from the regime's text alone. Pure.

Nothing here knows a plan: what is said of two services of one type and rating is the same, word for word.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from law.compare import WHAT, Line, lines
from law.model import GOOD, RATING_NAMES, Regime

_DATA = Path(__file__).parents[1] / "data" / "first_pages.toml"
ALSO = ("first", "follow_up", "carry_over", "approval")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing in words, with the paragraphs that say so."""

    about: str
    words: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frequency:
    """What a regime means for a service.

    `minimum` and `planned` at today's rating; `raised` and `lowered`: what another rating would bring, worst or best
    first; `also`: what else the regime says; `further`: what may bring more than the regime gives to a rating.
    `unrated`: there is no rating yet, and the service counts as good.
    """

    regime_id: str
    regime_title: str
    rests_on: str
    unrated: bool
    minimum: Said | None
    planned: Said | None
    raised: tuple[Said, ...]
    lowered: tuple[Said, ...]
    also: tuple[Said, ...]
    further: tuple[Said, ...]


def _read_further() -> tuple[Said, ...]:
    entries = tomllib.loads(_DATA.read_text(encoding="utf-8"))["provider"]["raises"]
    return tuple(Said("", entry["words"], (entry["reference"],)) for entry in entries)


FURTHER = _read_further()


def frequency(regime: Regime, service_type: str, rating: int | None) -> Frequency:
    """In words, for a service type at a rating (ordinal; None: not rated yet)."""
    now = rating or GOOD
    said = {(line.what, line.rating): line for line in lines(regime) if line.service_type == service_type}
    planned = {one: said[what] for one in RATING_NAMES if (what := ("planned", one)) in said}
    here = planned.get(now)
    others = [(one, line) for one, line in sorted(planned.items()) if here and line.words != here.words]
    return Frequency(
        regime.id,
        regime.title,
        regime.basis,
        rating is None,
        _said(said.get(("minimum", now))),
        _said(here),
        tuple(_at(one, line) for one, line in others if one < now),
        tuple(_at(one, line) for one, line in reversed(others) if one > now),
        tuple(_titled(said[what, None]) for what in ALSO if (what, None) in said),
        FURTHER if planned else (),
    )


def _said(line: Line | None) -> Said | None:
    return Said("", line.words, line.references) if line else None


def _at(rating: int, line: Line) -> Said:
    return Said(RATING_NAMES[rating], line.words, line.references)


def _titled(line: Line) -> Said:
    return Said(WHAT[line.what], line.words, line.references)
