"""Facts as rows of the register, so that what the loader reads back can be compared with them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.models import User
from inspections.models import HistoryMark, Inspection, Rating, Scale, VisitAsked
from providers.models import ApprovalInterval, Lineage, Provider, StatusPeriod
from scheduling.facts import Facts, Suspension
from scheduling.facts import Inspection as Visit
from scheduling.models import BroughtForward

NOON = datetime(2026, 9, 1, 11, 0, tzinfo=UTC)
LONG_AGO = date(2000, 1, 1)


def storable(facts: Facts) -> Facts:
    """The nearest facts that tables can hold: no status overlaps, one visit of a type a day, a decision stands once."""
    periods, free_from = [], date.min
    for start, end in facts.suspended:
        if start >= free_from and (facts.ended_on is None or (end is not None and end < facts.ended_on)):
            periods.append(Suspension(start, end))
            free_from = end + timedelta(days=1) if end else date.max
    visits = {(visit.on, visit.type): visit for visit in facts.inspections}
    standing = {decision.item: decision for decision in facts.brought_forward}
    known = {ask.id for ask in facts.asked}
    return Facts.of(
        facts.service_type,
        urn=facts.urn,
        registered_on=facts.registered_on,
        ended_on=facts.ended_on,
        history_complete_from=facts.history_complete_from,
        suspended=periods,
        ratings=facts.ratings,
        inspections=[visit if visit.made_for in known else visit._replace(made_for=None) for visit in visits.values()],
        approval=facts.approval,
        asked=[
            ask._replace(
                may_ride=ask.rides,
                not_before=ask.not_before if ask.not_before and ask.not_before <= ask.by else None,
            )
            for ask in facts.asked
        ],
        brought_forward=standing.values(),
    )


def store(facts: Facts, urn: str = "") -> tuple[Provider, Facts]:
    """Write storable facts as rows; the provider, and the facts with the ids that its asked visits were given."""
    provider = Provider.objects.create(
        urn=urn or facts.urn, service_type_id=facts.service_type, registered_on=facts.registered_on
    )
    ids = {ask.id: str(_ask(provider, ask).pk) for ask in facts.asked}
    visits = [visit._replace(made_for=ids.get(visit.made_for or "")) for visit in facts.inspections]
    Inspection.objects.bulk_create(_visit(provider, visit) for visit in visits)
    Rating.objects.bulk_create(
        Rating(
            provider=provider,
            scale=Scale.OFSTED_2015,
            label="",
            ordinal=rating.ordinal,
            awarded_on=rating.awarded_on,
            in_force_from=rating.in_force_from,
        )
        for rating in facts.ratings
    )
    _statuses(provider, facts)
    if facts.approval:
        ApprovalInterval.objects.create(provider=provider, months=facts.approval.months, from_on=facts.approval.starts)
    if facts.history_complete_from:
        HistoryMark.objects.create(provider=provider, register_on=LONG_AGO, complete_from=facts.history_complete_from)
    for decision in facts.brought_forward:
        BroughtForward.objects.create(
            provider=provider,
            item=decision.item,
            by_on=decision.by,
            decided_on=decision.decided_on,
            withdrawn_on=decision.withdrawn_on,
            why="because",
            decided_at=NOON,
            decided_by=someone(),
        )
    asked = [ask._replace(id=ids[ask.id]) for ask in facts.asked]
    known = {name: getattr(facts, name) for name in Facts.__dataclass_fields__ if name != "service_type"}
    stored = Facts.of(facts.service_type, **known | {"asked": asked, "inspections": visits})
    return provider, replace(stored, urn=provider.urn)


def _visit(provider: Provider, visit: Visit) -> Inspection:
    return Inspection(
        provider=provider,
        type=visit.type,
        started_on=visit.on,
        made_for_id=int(visit.made_for) if visit.made_for else None,
    )


def _ask(provider: Provider, ask: object) -> VisitAsked:
    return VisitAsked.objects.create(
        provider=provider,
        type=ask.type,
        asked_on=ask.asked_on,
        not_before=ask.not_before,
        by_on=ask.by,
        may_ride=ask.may_ride,
        statutory=ask.statutory,
        basis=ask.basis,
        withdrawn_on=ask.withdrawn_on,
        why="because",
        asked_at=NOON,
    )


def _statuses(provider: Provider, facts: Facts) -> None:
    for start, end in facts.suspended:
        StatusPeriod.objects.create(provider=provider, status="suspended", from_on=start, until_on=end)
    if facts.ended_on:
        StatusPeriod.objects.create(provider=provider, status="resigned", from_on=facts.ended_on)


def link(successor: Provider, predecessors: Iterable[Provider], on: date, kind: str = "merge") -> None:
    """Record that a provider carries on from others."""
    for predecessor in predecessors:
        Lineage.objects.create(successor=successor, predecessor=predecessor, on=on, kind=kind)


def someone(role: str = User.Role.INSPECTOR) -> User:
    """A person of a role, always the same."""
    return User.objects.get_or_create(email=f"{role}@example.org", defaults={"role": role, "name": role})[0]
