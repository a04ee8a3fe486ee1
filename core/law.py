"""The law as this inspectorate applies it: the regimes there are, and which of them is in force on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.dispatch import Signal

from core.models import AdoptedRegime, RegimeChoice
from core.models import RegimeText as KeptText
from law.loader import DEFAULT_REGIME, RegimeText, Timeline, chosen, read_regime, shipped

__all__ = ["DEFAULT_REGIME", "Period", "changed", "law_in_force", "periods", "regimes"]

# Sent after the commit of a choice, or of its withdrawal: plans made by the law until now are out of date.
changed = Signal()

ONE_DAY = timedelta(days=1)
Version = tuple[int | None, ...]
VERSION = """
    SELECT (SELECT max(id) FROM core_adoptedregime),
           (SELECT max(id) FROM core_regimechoice),
           (SELECT count(*) FROM core_regimechoice WHERE withdrawn_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class _Read:
    version: Version
    regimes: dict[str, RegimeText]
    law: Timeline


_last: _Read | None = None


def regimes() -> dict[str, RegimeText]:
    """The shipped regimes and the adopted ones, by id. Raises `LawError` when a text cannot be read."""
    return dict(_current().regimes)


def law_in_force() -> Timeline:
    """The regimes chosen, each from its day; `2006-option-1` on every day until another is chosen.

    One small query: the texts are read again only when there was a decision. A choice keeps to the text that
    was chosen, whatever a later release ships under the same id. Raises `LawError` when a text cannot be read.
    """
    return _current().law


@dataclass(frozen=True, slots=True)
class Period:
    """A regime is in force from a day to another, both inclusive; None: since ever, for good."""

    regime_id: str
    hash: str
    from_on: date | None
    until_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)


def periods() -> list[Period]:
    """Which regime is in force when, in order."""
    choices = law_in_force().choices
    ends = [day - ONE_DAY for day, _ in choices[1:]] + [None]
    return [
        Period(text.id, text.hash, None if day == date.min else day, end)
        for (day, text), end in zip(choices, ends, strict=True)
        if end is None or end >= day
    ]


def _current() -> _Read:
    global _last  # noqa: PLW0603  (the cache of the process; its replacement is atomic)
    version = _version()
    found = _last
    if found is None or found.version != version:
        texts = _regimes()
        found = _last = _Read(version, texts, _chosen(texts))
    return found


def _version() -> Version:
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        return tuple(cursor.fetchone())


def _regimes() -> dict[str, RegimeText]:
    adopted = AdoptedRegime.objects.only("regime_id", "text")
    return shipped() | {row.regime_id: read_regime(row.text, name=f"adopted {row.regime_id}") for row in adopted}


def _chosen(texts: dict[str, RegimeText]) -> Timeline:
    choices = list(RegimeChoice.objects.filter(withdrawn_at__isnull=True))
    by_hash = {text.hash: text for text in texts.values()}
    gone = {choice.hash for choice in choices} - by_hash.keys()
    for kept in KeptText.objects.filter(hash__in=gone):
        by_hash[kept.hash] = read_regime(kept.text, name=f"{kept.regime_id} as it was chosen")
    return chosen((choice.in_force_from, by_hash[choice.hash]) for choice in choices)
