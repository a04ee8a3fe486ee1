"""Options that several commands of this room take, read strictly: bad input is one clear line."""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError

from law.loader import RegimeText
from scheduling.facts import EARLIEST, LATEST


def day(text: str) -> date:
    """A day as it is typed. Raises `CommandError`."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) != len("2026-09-01") or not EARLIEST <= found <= LATEST:
        raise CommandError(f"{text} is no day from {EARLIEST} to {LATEST}: write it as 2026-09-01.")
    return found


def regime(regime_id: str, known: dict[str, RegimeText]) -> RegimeText:
    """A regime by its id. Raises `CommandError` that names those there are."""
    if regime_id not in known:
        raise CommandError(f"There is no regime {regime_id}. There are: {', '.join(sorted(known))}.")
    return known[regime_id]
