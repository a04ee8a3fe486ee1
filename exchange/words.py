"""What published registers call things: the synonyms of `data/registers.toml`, folded for comparison."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from providers.wording import fold, tidy

FILE = Path(__file__).with_name("data") / "registers.toml"
JUDGEMENTS = ("overall", "outcomes", "quality", "protection", "leadership", "education", "health")
OF_AN_INSPECTION = ("kind", "inspected_on", "inspected_until", "published_on", "number", *JUDGEMENTS)


@dataclass(frozen=True, slots=True)
class RatingWord:
    """A published rating word: its label, ordinal (4 the best, None: not judged) and the scales that have it."""

    label: str
    ordinal: int | None
    scales: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """What a word means for an inspection of a known day; `ordinal` and `scale` are empty when it was not judged."""

    label: str
    ordinal: int | None
    scale: str


@dataclass(frozen=True, slots=True)
class Words:
    """All synonyms, folded."""

    header_within_rows: int
    nearest_days: int
    blank: frozenset[str]
    redacted: frozenset[str]
    columns: Mapping[str, str]
    ignored: frozenset[str]
    ours: tuple[str, ...]
    other: tuple[str, ...]
    series: Mapping[str, str]
    default_series: str
    statuses: Mapping[str, str]
    kinds: Mapping[str, str]
    ratings: Mapping[str, RatingWord]
    scales: Mapping[str, date]
    short_breaks: Mapping[str, str]
    with_places: frozenset[str]

    def rated(self, word: str, on: date) -> Rated | None:
        """What a rating word meant on the day of an inspection; None when the word is not known."""
        known = self.ratings.get(fold(word))
        if known is None:
            return None
        if known.ordinal is None:
            return Rated(known.label, None, "")
        scale = next((scale for scale in reversed(known.scales) if self.scales[scale] <= on), known.scales[0])
        return Rated(known.label, known.ordinal, scale)


def _ratings(table: Mapping[str, dict[str, object]]) -> dict[str, RatingWord]:
    return {
        fold(word): RatingWord(str(value["label"]), value.get("ordinal"), tuple(value.get("scales", ())))  # type: ignore[arg-type]
        for word, value in table.items()
    }


@cache
def known_words() -> Words:
    """The shipped synonyms, read once. Raises `ValueError` when two fields claim the same heading."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    columns: dict[str, str] = {}
    for field, headings in data["columns"].items():
        for heading in map(fold, headings):
            if columns.setdefault(heading, field) != field:
                raise ValueError(f"{FILE.name}: columns: {heading!r} means both {columns[heading]} and {field}")
    series = {fold(heading): name for heading, name in data["series"].items() if heading != "default"}
    return Words(
        header_within_rows=data["reading"]["header_within_rows"],
        nearest_days=data["reading"]["nearest_days"],
        blank=frozenset(tidy(word).casefold() for word in data["reading"]["blank"]),
        redacted=frozenset(tidy(word).casefold() for word in data["reading"]["redacted"]),
        columns=columns,
        ignored=frozenset(map(fold, data["ignored"]["headings"])),
        ours=tuple(sorted(map(fold, data["prefixes"]["ours"]), key=len, reverse=True)),
        other=tuple(map(fold, data["prefixes"]["other"])),
        series=series,
        default_series=data["series"]["default"],
        statuses={fold(word): status for word, status in data["statuses"].items()},
        kinds={fold(word): kind for word, kind in data["kinds"].items()},
        ratings=_ratings(data["ratings"]),
        scales=data["scales"],
        short_breaks={fold(word): meaning for word, meaning in data["short_breaks"].items()},
        with_places=frozenset(data["places"]["expected"]),
    )
