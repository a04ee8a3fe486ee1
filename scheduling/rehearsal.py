"""What a change to the register would do to plans: it is made, plans are made of it, and all of it is taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db import transaction

from law.loader import Timeline
from providers.models import Outbox, Provider
from scheduling.diff import what_changed, why_changed
from scheduling.diff_words import what_sentence, why_sentence
from scheduling.facts import Facts, Rating
from scheduling.loader import Providers, load, with_successors
from scheduling.planner import plan_on
from scheduling.plans import Plan
from scheduling.rules.known import rating_in_force


class Made(NamedTuple):
    """A provider's facts, as their canonical text and read, and the plan for them."""

    text: str
    facts: Facts
    plan: Plan

    def rating(self, day: date) -> Rating | None:
        """The rating in force on a day, inherited ones among them."""
        return rating_in_force(self.facts, day)

    def last_inspected_on(self, day: date) -> date | None:
        """The latest inspection of any type by a day, in all of the line."""
        return max((visit.on for visit in self.facts.inspections if visit.on <= day), default=None)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One provider that the change touches: its plan before (None: it was not there) and after, and what differs."""

    urn: str
    name: str
    before: Made | None
    after: Made
    what: tuple[str, ...]
    why: tuple[str, ...]


def rehearse(
    act: Callable[[], Iterable[Provider]], concerned: Collection[Provider], *, law: Timeline, as_of: date
) -> list[Rehearsed]:
    """Make a change, plan everybody whom it touches, and take it back: nothing is written, no news goes out.

    `act` does it by services and returns the providers it made; `concerned`: those there already. Their successors
    are planned too. Raises `Refused` when the services do.
    """
    family = with_successors([provider.pk for provider in concerned])
    before = _plans(family, law, as_of)
    with transaction.atomic():
        made = [provider.pk for provider in act()]
        family = with_successors([*family, *made])
        after = _plans(family, law, as_of)
        names = {
            pk: (urn, name) for pk, urn, name in Provider.objects.filter(pk__in=family).values_list("pk", "urn", "name")
        }
        kinds = set(Outbox.objects.filter(provider__in=family).values_list("provider", "kind"))
        transaction.set_rollback(True)
    told = [(*names[pk], before.get(pk), after[pk], [kind for of, kind in kinds if of == pk]) for pk in family]
    return sorted((_rehearsed(*one, as_of) for one in told), key=lambda one: one.urn)


def _plans(ids: Sequence[int], law: Timeline, as_of: date) -> dict[int, Made]:
    found = {}
    for known in load(Providers.of(ids), as_of):
        facts = Facts.from_canonical(json.loads(known.facts))
        found[known.provider_id] = Made(known.facts, facts, plan_on(facts, law, as_of))
    return found


def _rehearsed(urn: str, name: str, before: Made | None, after: Made, kinds: Sequence[str], as_of: date) -> Rehearsed:
    after = after._replace(facts=replace(after.facts, urn=urn))
    what = what_changed(before.plan if before else None, after.plan)
    text = before.text if before else None
    why = why_changed(text, after.text, law=None, planner=False, as_of=as_of, kinds=kinds) if what else []
    return Rehearsed(urn, name, before, after, tuple(map(what_sentence, what)), tuple(map(why_sentence, why)))
