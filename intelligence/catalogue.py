"""The events that registered people must notify, from `data/notifiable_events.csv` with their sources."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "notifiable_events.csv"
CODE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Event:
    """One notifiable event: `regime` is the regulation that lists it, `text` its words, `source` where it was read."""

    code: str
    regime: str
    text: str
    source: str

    def __str__(self) -> str:
        return f"{self.text} ({self.regime})"


@lru_cache(maxsize=1)
def events() -> dict[str, Event]:
    """All events by code, in the order of the file. Raises `ValueError` for an empty cell, or a code twice."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [Event(row["code"], row["regime"], row["event"], row["source"]) for row in csv.DictReader(file)]
    found = {event.code: event for event in rows}
    if len(found) < len(rows):
        raise ValueError(f"{FILE.name}: a code stands twice")
    for event in rows:
        if not all((event.code, event.regime, event.text, event.source)) or len(event.code) > CODE_LENGTH:
            raise ValueError(f"{FILE.name}: {event.code or event.text} is not whole")
    return found


def event_choices() -> list[tuple[str, str]]:
    """For a form: each event with the regulation that lists it."""
    return [(event.code, str(event)) for event in events().values()]
