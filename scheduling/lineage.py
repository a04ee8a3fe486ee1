"""Lineage flattened into the facts of a successor: its clock is that of the line it carries on, never its own creation.

Pure. planner.md, "Lineage": registered on the first day of the first provider of the line; a merge takes the line of
the predecessor whose last key inspection is the earliest (never inspected: earliest of all), one line only; each
successor of a split inherits; the predecessor's rating (merge: the worst) holds until the successor's first own.

Where that leaves a hole: a provider into which another is merged stands among the predecessors with its own past. Of
inspections and ratings those up to the day of the link are inherited. A visit that was asked for at any predecessor and
not made is still to be made at the successor: a merger must not lose it. What was brought forward follows the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from scheduling.facts import Ask, Facts, Rating, Suspension
from scheduling.rules.asked import is_open
from scheduling.rules.known import rating_in_force

KEY, MERGE = "key", "merge"
ONE_DAY = timedelta(days=1)


class Link(NamedTuple):
    """A successor carries on from `predecessor` from the day `on`."""

    predecessor: int
    on: date
    kind: str


def flatten(
    provider: int,
    facts: Mapping[int, Facts],
    lines: Mapping[int, Sequence[Link]],
    as_of: date,
    met: frozenset[int] = frozenset(),
) -> Facts:
    """The facts of `provider` with what it inherits by links up to `as_of`. `lines` holds each successor's links.

    A link that leads back to a provider already met is left out.
    """
    met = met | {provider}
    links = [link for link in lines.get(provider, ()) if link.on <= as_of and link.predecessor in facts.keys() - met]
    flat = facts[provider]
    for on, group in groupby(sorted(links, key=lambda link: (link.on, link.predecessor)), key=lambda link: link.on):
        together = list(group)
        before = [_until(flatten(link.predecessor, facts, lines, on, met), on) for link in together]
        if any(link.kind == MERGE for link in together) and _had_a_life(flat, on):
            before.append(_until(flat, on))
            flat = _since(flat, on)
        flat = _carry_on(flat, before, on, as_of)
    return flat


def _had_a_life(facts: Facts, on: date) -> bool:
    registered = facts.registered_on is not None and facts.registered_on < on
    return registered or any(inspection.on < on for inspection in facts.inspections)


def _until(facts: Facts, on: date) -> Facts:
    """What a provider hands over on that day."""
    return replace(
        facts,
        inspections=tuple(inspection for inspection in facts.inspections if inspection.on <= on),
        ratings=tuple(rating for rating in facts.ratings if rating.awarded_on <= on),
        suspended=tuple(
            Suspension(start, min(end or on, on - ONE_DAY)) for start, end in facts.suspended if start < on
        ),
        asked=tuple(ask for ask in facts.asked if ask.asked_on <= on),
    )


def _since(facts: Facts, on: date) -> Facts:
    """What a provider into which another is merged has of its own from then on."""
    return replace(
        facts,
        inspections=tuple(inspection for inspection in facts.inspections if inspection.on > on),
        ratings=tuple(rating for rating in facts.ratings if rating.awarded_on > on),
        suspended=tuple(Suspension(max(start, on), end) for start, end in facts.suspended if end is None or end >= on),
        asked=tuple(ask for ask in facts.asked if ask.asked_on > on),
    )


def _carry_on(own: Facts, predecessors: list[Facts], on: date, as_of: date) -> Facts:
    line = min(predecessors, key=_last_key)
    return Facts.of(
        own.service_type,
        urn=own.urn,
        registered_on=line.registered_on,
        ended_on=own.ended_on,
        history_complete_from=_known_from(own, line, on),
        suspended=(*line.suspended, *own.suspended),
        ratings=(*_inherited_ratings(own, line, predecessors, on, as_of), *own.ratings),
        inspections=(*line.inspections, *own.inspections),
        approval=own.approval or line.approval,
        asked=(*own.asked, *line.asked, *_still_open(line, predecessors, on)),
        brought_forward=(*line.brought_forward, *own.brought_forward),
    )


def _last_key(facts: Facts) -> date:
    """Never inspected comes before every date."""
    return max((inspection.on for inspection in facts.inspections if inspection.type == KEY), default=date.min)


def _still_open(line: Facts, predecessors: list[Facts], on: date) -> Iterable[Ask]:
    """Visits asked for at the other predecessors that none of their inspections has served."""
    for other in predecessors:
        if other is not line:
            yield from (ask for ask in other.asked if is_open(other, ask, on))


def _known_from(own: Facts, line: Facts, on: date) -> date | None:
    """The successor's history is known as far back as the line's, unless its own has a hole after the link."""
    if own.history_complete_from is not None and own.history_complete_from > max(on, own.registered_on or on):
        return own.history_complete_from
    return line.history_complete_from


def _inherited_ratings(own: Facts, line: Facts, predecessors: list[Facts], on: date, as_of: date) -> list[Rating]:
    """Those of the line, or from the day of the link the worst of all predecessors, until the first own one holds."""
    inherited = list(line.ratings)
    in_force = [rating for rating in (rating_in_force(each, on) for each in predecessors) if rating]
    worst = min(in_force, key=lambda rating: (rating.ordinal, rating.awarded_on), default=None)
    if worst is not None and worst not in inherited:
        inherited = [rating for rating in inherited if _starts_by(rating, on) or rating.ordinal < worst.ordinal]
        inherited.append(worst._replace(in_force_from=on))
    first = min((rating for rating in own.ratings if rating.awarded_on <= as_of), default=None, key=_awarded)
    if first is None:
        return inherited
    return [rating for rating in inherited if _starts_by(rating, (first.in_force_from or as_of) - ONE_DAY)]


def _awarded(rating: Rating) -> tuple[date, date]:
    return rating.awarded_on, rating.in_force_from or date.max


def _starts_by(rating: Rating, day: date) -> bool:
    return rating.in_force_from is not None and rating.in_force_from <= day
