"""Predecessors and successors: the inspection clock follows the line, never a row's creation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.models import Lineage, Provider, StatusPeriod
from providers.permissions import can_change_registration
from providers.services.registering import Particulars, provider_register
from providers.services.status import provider_end
from providers.services.telling import need_reason, sentences, told

_HOW_MANY = {
    Lineage.Kind.MERGE: (
        2,
        None,
        1,
        1,
        "A merge has two predecessors or more and one successor, which may be one of them.",
    ),
    Lineage.Kind.SPLIT: (1, 1, 2, None, "A split has one predecessor and two successors or more."),
    Lineage.Kind.TRANSFER: (1, 1, 1, 1, "A transfer has one predecessor and one successor."),
    Lineage.Kind.REREGISTRATION: (1, 1, 1, 1, "A re-registration has one predecessor and one successor."),
}


@authored()
def lineage_record(
    kind: str,
    predecessors: Iterable[Provider],
    successors: Iterable[Provider],
    *,
    on: date,
    why: str,
    by: User,
    at: datetime,
) -> list[Lineage]:
    """Record that successors carry on from predecessors: their inspections, rating and clock.

    It ends no registration: see `provider_end`. Raises `Refused` when the numbers do not fit the kind, a link is
    there already, or a provider would become its own predecessor.
    """
    before, after = list(predecessors), list(successors)
    for provider in (*before, *after):
        can_change_registration(by, provider).require()
    why = need_reason(why)
    _check_numbers(Lineage.Kind(kind), len(before) + _stays(kind, after, on), len(after))
    lock_lines()
    _refuse_circle({row.pk for row in before}, {row.pk for row in after})
    links = []
    for predecessor in before:
        for successor in after:
            link = Lineage(kind=kind, predecessor=predecessor, successor=successor, on=on)
            with sentences(link):
                link.save()
            links.append(link)
    label = Lineage.Kind(kind).label
    earlier, later = (", ".join(row.urn for row in rows) for rows in (before, after))
    told(before, "lineage", f"{label.capitalize()} into {later}", on=on, why=why, by=by, at=at)
    told(after, "lineage", f"{label.capitalize()} of {earlier}", on=on, why=why, by=by, at=at)
    return links


@authored()
def providers_succeed(
    kind: str,
    predecessors: Iterable[Provider],
    successors: Iterable[Provider],
    *,
    new: Iterable[Particulars] = (),
    on: date,
    ending: bool = True,
    why: str,
    by: User,
    at: datetime,
) -> list[Provider]:
    """Record that successors carry on from predecessors; returns those that were made.

    `new`: successors that are registered by this, with new URNs, from that day, like the first predecessor. `ending`:
    the predecessors' registrations end on it, unless they have. Raises `Refused` as `lineage_record` and
    `provider_register` do.
    """
    before = list(predecessors)
    given: dict[str, Any] = {"like": before[0], "why": why, "by": by, "at": at}
    made = [provider_register(replace(what, registered_on=on), **given) for what in new]
    lineage_record(kind, before, [*successors, *made], on=on, why=why, by=by, at=at)
    for predecessor in before if ending else ():
        if not predecessor.status_periods.filter(status__in=StatusPeriod.ENDED, until_on=None).exists():
            provider_end(predecessor, on=on, why=why, by=by, at=at)
    return made


def _stays(kind: str, after: Iterable[Provider], on: date) -> int:
    """A provider into which others are merged counts among those that merge when it was there before."""
    there = (one.registered_on is not None and one.registered_on < on for one in after)
    return int(kind == Lineage.Kind.MERGE and any(there))


def _check_numbers(kind: Lineage.Kind, before: int, after: int) -> None:
    least_before, most_before, least_after, most_after, sentence = _HOW_MANY[kind]
    fits_before = least_before <= before <= (most_before or before)
    fits_after = least_after <= after <= (most_after or after)
    if not (fits_before and fits_after):
        raise Refused(sentence)


def lock_lines() -> None:
    """Two people linking at once could close a circle that neither sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('providers.lineage'))")


def _refuse_circle(before: set[int], after: set[int]) -> None:
    """Go up from the predecessors: none of the successors may stand there."""
    seen, rising = set(before), set(before)
    while rising:
        if rising & after:
            raise Refused("A provider cannot carry on from itself, directly or through others.")
        links = Lineage.objects.filter(successor_id__in=rising).values_list("predecessor_id", flat=True)
        rising = set(links) - seen
        seen |= rising
