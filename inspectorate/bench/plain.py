"""The same recompute in the ordinary way, to compare with: objects of the ORM in chunks, one plan after another.

Written as one would who knows Django well: related rows are prefetched, what is inserted goes in by `bulk_create`, and
everything stands in one transaction. The same planner makes the same plans, and the same plans are stored.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from inspections.models import Inspection, VisitAsked
from law.loader import Timeline
from providers.models import ApprovalInterval as ApprovalIntervalRow
from providers.models import Provider, StatusPeriod
from scheduling.batch import VERSION
from scheduling.desk import Body, body_of, hash_of
from scheduling.facts import (
    INSPECTION_TYPES,
    ApprovalInterval,
    Ask,
    BroughtForward,
    Facts,
    Rating,
    Suspension,
)
from scheduling.facts import Inspection as Visit
from scheduling.laws import keep
from scheduling.loader import Providers, load
from scheduling.models import FactsText, LawUsed, Obligation, Plan, PlanBody
from scheduling.planner import plan
from scheduling.plans import Item
from scheduling.plans import Plan as Made
from scheduling.rules.known import last_on, rating_in_force

CHUNK = 2000
OF_BODY = tuple(name for name in Body._fields if name not in {"hash", "text"})
OF_ITEM = tuple(name for name in Item._fields if name != "reasons")


def plain(as_of: date, law: Timeline, at: datetime, most: int) -> float:
    """Seconds to plan the first `most` providers of the register and to store their plans."""
    began = time.perf_counter()
    with transaction.atomic():
        used = keep(law)
        for chunk in _chunks(most):
            _store(chunk, as_of, law, used, at)
    return time.perf_counter() - began


def _chunks(most: int) -> Iterator[list[Provider]]:
    counted = Inspection.objects.filter(result__in=Inspection.COUNTED).order_by("started_on")
    everybody: QuerySet[Provider] = Provider.objects.order_by("pk").prefetch_related(
        Prefetch("inspections", counted),
        "ratings",
        "status_periods",
        "history_marks",
        "approval_intervals",
        "visits_asked",
        "brought_forward",
        "past_types",
        "predecessor_links",
    )
    chunk: list[Provider] = []
    for provider in everybody[:most].iterator(chunk_size=CHUNK):
        chunk.append(provider)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _store(providers: list[Provider], as_of: date, law: Timeline, used: LawUsed, at: datetime) -> None:
    facts = [_facts(provider, as_of) for provider in providers]
    made = [plan(each, law, as_of) for each in facts]
    bodies = [body_of(each) for each in made]
    texts = FactsText.objects.bulk_create([FactsText(text=each.canonical()) for each in facts])
    PlanBody.objects.bulk_create([PlanBody(**body._asdict()) for body in bodies], ignore_conflicts=True)
    common = {"as_of": as_of, "in_force_from": at, "law": used, "planner_version": VERSION}
    Plan.objects.bulk_create(
        [
            Plan(provider=provider, facts=text, **common, **_columns(each, body, known, as_of))
            for provider, text, each, body, known in zip(providers, texts, made, bodies, facts, strict=True)
        ]
    )
    Obligation.objects.bulk_create(
        [
            Obligation(provider=provider, **{name: getattr(item, name) for name in OF_ITEM})
            for provider, each in zip(providers, made, strict=True)
            for item in each.items
        ]
    )


def _columns(made: Made, body: Body, facts: Facts, as_of: date) -> dict[str, Any]:
    rating = rating_in_force(facts, as_of)
    return {
        "fingerprint": hash_of(facts.canonical()),
        "body_id": body.hash,
        "valid_until": made.replan_on,
        "rating": rating.ordinal if rating else None,
        "last_inspected_on": last_on(facts, INSPECTION_TYPES, as_of),
        **{name: getattr(body, name) for name in OF_BODY},
    }


def _facts(provider: Provider, as_of: date) -> Facts:
    if provider.predecessor_links.all():  # one in a hundred; lineage is flattened by the loader alone
        (known,) = load(Providers.of([provider.pk]), as_of)
        return Facts.from_json(json.loads(known.facts))
    statuses = provider.status_periods.all()
    ends = [each.from_on for each in statuses if each.status in StatusPeriod.ENDED and _until(each, as_of)]
    intervals = [each for each in provider.approval_intervals.all() if each.from_on <= as_of and _until(each, as_of)]
    return Facts.of(
        _type(provider, as_of),
        registered_on=provider.registered_on,
        ended_on=min(ends, default=None),
        history_complete_from=_known_from(provider, as_of),
        suspended=[Suspension(each.from_on, each.until_on) for each in statuses if each.status in StatusPeriod.PAUSED],
        ratings=[Rating(each.awarded_on, each.in_force_from, each.ordinal) for each in provider.ratings.all()],
        inspections=[_visit(each) for each in provider.inspections.all()],
        approval=ApprovalInterval(intervals[0].from_on, intervals[0].months) if intervals else None,
        asked=[_ask(each) for each in provider.visits_asked.all()],
        brought_forward=[
            BroughtForward(each.item, each.by_on, each.decided_on, each.withdrawn_on)
            for each in provider.brought_forward.all()
        ],
    )


def _until(period: StatusPeriod | ApprovalIntervalRow, day: date) -> bool:
    return period.until_on is None or period.until_on >= day


def _type(provider: Provider, as_of: date) -> str:
    had = [each.service_type_id for each in provider.past_types.all() if each.from_on <= as_of <= each.until_on]
    return min(had, default=provider.service_type_id)


def _known_from(provider: Provider, as_of: date) -> date | None:
    marks = list(provider.history_marks.all())
    past = [mark for mark in marks if mark.register_on <= as_of]
    if past:
        return max(past, key=lambda mark: mark.register_on).complete_from
    return min(marks, key=lambda mark: mark.register_on).complete_from if marks else None


def _visit(row: Inspection) -> Visit:
    return Visit(row.started_on, row.type, str(row.made_for_id) if row.made_for_id else None)


def _ask(row: VisitAsked) -> Ask:
    return Ask(
        row.by_on,
        str(row.pk),
        row.type,
        row.asked_on,
        row.not_before,
        row.may_ride,
        row.statutory,
        row.basis,
        row.withdrawn_on,
    )
