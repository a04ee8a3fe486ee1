"""The invented inspections of one provider: gaps after each rating, the next rating, the season, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from exchange.demo.shape import FIRST_RATING, MONTHS, NEXT_RATING, Kind

SECURE, HOME = "secure_childrens_home", "childrens_home"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visited:
    """One inspection: its rating (4 the best) when it gave one, and when its report came out, if it has."""

    type: str
    on: date
    until: date
    published_on: date | None
    rating: int | None


def visits(
    kind: Kind, registered_on: date, known_from: date, last: date, today: date, random: Random
) -> Iterator[Visited]:
    """The inspections of a provider, oldest first, from one before `known_from` (when it was registered by then) on.

    `last` is its last day as a service or today.
    """
    gauss, draw = random.gauss, random.random
    rating = FIRST_RATING.pick(draw)
    if registered_on < known_from - timedelta(days=400):
        on = max(known_from - timedelta(days=int(kind.gap[rating] * draw())), registered_on + timedelta(days=60))
    else:
        on = registered_on + timedelta(days=int((220 if kind.code == HOME else 330) * _spread(gauss)))
    while (on := _in_season(on, draw)) <= last:
        yield _key(on, rating if draw() > 0.015 else None, today, gauss, draw)
        gap = int(kind.gap[rating] * _spread(gauss))
        yield from _between(kind, on, on + timedelta(days=gap), rating, last, draw)
        on += timedelta(days=max(gap, 30))
        rating = NEXT_RATING[rating].pick(draw)
    if kind.code == SECURE:
        yield from _approvals(registered_on, known_from, last, draw)


def _spread(gauss: Callable[[float, float], float]) -> float:
    return max(0.45, gauss(1.0, 0.16))


def _in_season(on: date, draw: Callable[[], float]) -> date:
    """A weekday in a month that inspections are made in: few in April, December and August, most in winter."""
    for _ in range(3):
        if draw() < MONTHS[on.month]:
            break
        on += timedelta(days=10 + int(20 * draw()))
    return _weekday(on)


def _weekday(on: date) -> date:
    """That day; before a weekend Tuesday or Wednesday, when most inspections begin."""
    return on - timedelta(days=4) if on.weekday() > 4 else on


def _key(
    on: date,
    rating: int | None,
    today: date,
    gauss: Callable[[float, float], float],
    draw: Callable[[], float],
) -> Visited:
    """A full inspection; its report comes out after 32 weekdays in the median."""
    until = min(on + DAY * int(1 + 2 * draw()), today)
    published_on = until + timedelta(days=max(14, int(gauss(46, 11))))
    return Visited("key", on, until, published_on if published_on <= today else None, rating)


def _between(
    kind: Kind, on: date, next_on: date, rating: int, last: date, draw: Callable[[], float]
) -> Iterator[Visited]:
    """Random inspections of homes, and monitoring visits after an inadequate rating."""
    if rating == 1 and draw() < 0.85:
        day = _weekday(on + timedelta(days=int(20 + 34 * draw())))
        if day < min(next_on, last):
            yield _without_rating("monitoring", day, last)
    if kind.code == HOME and rating > 1 and draw() < 0.22:
        day = _weekday(on + timedelta(days=int(120 + 150 * draw())))
        if day < min(next_on, last):
            yield _without_rating("random", day, last)


def _without_rating(type_: str, on: date, last: date) -> Visited:
    published_on = on + timedelta(days=30)
    return Visited(type_, on, on, published_on if published_on <= last else None, None)


def _approvals(registered_on: date, known_from: date, last: date, draw: Callable[[], float]) -> Iterator[Visited]:
    on = max(registered_on, known_from) + timedelta(days=int(170 * draw()))
    while (on := _weekday(on)) <= last:
        yield Visited("approval", on, on, None, None)
        on += timedelta(days=int(150 + 45 * draw()))
