"""When the window of an item opens. Until the last step an item's `window_opens` holds the day before which it
must not open; a target that moves takes its window along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from law.model import Regime
from scheduling.plans import Item

ONE_DAY = timedelta(days=1)


def day_after(day: date | None) -> date | None:
    """The day after, where there is a day."""
    return None if day is None else day + ONE_DAY


def latest(*days: date | None) -> date | None:
    """The latest of the days that are known."""
    return max((day for day in days if day is not None), default=None)


def with_windows(regime: Regime, items: Iterable[Item]) -> list[Item]:
    """Each item with its window: so many days before the target (policy), not before the day it holds."""
    ahead = timedelta(days=regime.window_days.value)
    return [
        item if item.target is None else item._replace(window_opens=latest(item.target - ahead, item.window_opens))
        for item in items
    ]
