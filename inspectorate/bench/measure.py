"""The whole of it: one register, everything measured on it in one go, medians of as many repeats as were asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from django.utils import timezone

from core.law import law_in_force
from inspectorate.bench import ground, nights
from inspectorate.bench.floor import floor, keep_obligations
from inspectorate.bench.pages import pages
from inspectorate.bench.plain import plain
from inspectorate.bench.workers import workers

PIECES_OF_NEWS = 50
# The ordinary way takes as long for each provider whatever their number; over this many it is worked out from them.
PLAIN_MOST = 100_000
Say = Callable[[str], None]


@dataclass(slots=True)
class Series:
    """What was measured of one thing, in seconds."""

    taken: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return round(median(self.taken), 3)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much is to be measured. `plain_most`: 0 leaves the ordinary way out."""

    providers: int
    repeat: int
    plain_most: int = PLAIN_MOST
    with_pages: bool = True


def measure(wanted: Wanted, today: date, say: Say) -> dict[str, Any]:
    """Measure, in a database of its own; the figures as they are printed."""
    with ground.own_database() as environment:
        inspections = ground.fill(wanted.providers, today, timezone.now())
        say(f"a register of {wanted.providers:,} providers and {inspections:,} inspections")
        found: dict[str, Any] = {"providers": wanted.providers, "inspections": inspections}
        with workers(1, environment) as one:
            found |= _full(wanted, today, environment, one, say)
            found |= _news(wanted, today, say)
            if wanted.with_pages:
                found["pages"] = pages(today)
                say("pages")
            found |= _nights(wanted, today, one, say)
        if wanted.plain_most:
            found |= _plain(wanted, today, say)
    return found


def _full(wanted: Wanted, today: date, environment: dict[str, str], one: list[Any], say: Say) -> dict[str, Any]:
    """Floor, one worker and two workers, in turns, so that whatever the machine does meets all three."""
    floors, singles, doubles, peaks = Series(), Series(), Series(), []
    with tempfile.TemporaryDirectory() as folder, workers(2, environment) as two:
        obligations = Path(folder) / "obligations"
        nights.full(today, one)
        keep_obligations(obligations)
        for turn in range(wanted.repeat):
            doubles.taken.append(nights.full(today, two)[0])
            ground.settle()
            floors.taken.append(floor(today, obligations))
            took, peak = nights.full(today, one)
            singles.taken.append(took)
            peaks.append(peak)
            say(f"full {turn + 1}: {took:.2f} s, two workers {doubles.taken[-1]:.2f} s, floor {floors.taken[-1]:.2f} s")
    return {
        "floor_s": floors.median,
        "full_s": singles.median,
        "peak_mb": round(max(peaks), 1),
        "workers": {"1": singles.median, "2": doubles.median},
    }


def _news(wanted: Wanted, today: date, say: Say) -> dict[str, Any]:
    taken = nights.one_piece_of_news(today, min(PIECES_OF_NEWS, wanted.providers))
    milliseconds = round(median(taken) * 1000, 1)
    say(f"one piece of news: {milliseconds} ms")
    return {"single_ms": milliseconds}


def _nights(wanted: Wanted, today: date, one: list[Any], say: Say) -> dict[str, Any]:
    """The nights that follow, each on its own day: first quiet ones, then some after news of one in a hundred."""
    quiet, busy, planned = Series(), Series(), []
    for turn in range(wanted.repeat):
        took, run = nights.quiet_night(today + (turn + 1) * nights.ONE_DAY, one)
        quiet.taken.append(took)
        planned.append(run.planned)
        say(f"a quiet night: {took:.2f} s, {run.planned:,} planned because of the day")
    for turn in range(wanted.repeat):
        took, run = nights.night_with_news(today + (wanted.repeat + turn + 1) * nights.ONE_DAY, one, turn)
        busy.taken.append(took)
        say(f"news of one in a hundred: {took:.2f} s, {run.planned:,} planned")
    return {
        "unchanged_s": quiet.median,
        "unchanged_planned": round(median(planned)),
        "one_percent_s": busy.median,
    }


def _plain(wanted: Wanted, today: date, say: Say) -> dict[str, Any]:
    number, taken = min(wanted.providers, wanted.plain_most), Series()
    for turn in range(wanted.repeat):
        ground.empty_plan_store()
        taken.taken.append(plain(today, law_in_force(), timezone.now(), number))
        say(f"the ordinary way {turn + 1}: {taken.taken[-1]:.2f} s for {number:,}")
    return {"plain_s": round(taken.median * wanted.providers / number, 3), "plain_measured": number}
