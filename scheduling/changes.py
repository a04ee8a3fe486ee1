"""What a run changed, and why: the rows that are asked for, and the sentences for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from providers.names import NOBODY
from scheduling.diff_words import what_sentence, why_sentence
from scheduling.models import PlanChange, PlanRun

if TYPE_CHECKING:
    from core.models import User

KINDS = {
    "came": "An inspection is now planned",
    "went": "An inspection is no longer planned",
    "moved": "Dates or kind of an inspection changed",
    "counts": "Inspections done or required this year",
    "previous_year": "Verdict of the year before",
    "arrears": "Arrears from the year before",
    "status": "Status of the registration",
}


@dataclass(frozen=True, slots=True)
class WantedChanges:
    """Which changes; "" asks for nothing. `kind` is one of `KINDS`, the codes may be `NOBODY` for without one."""

    cause: str = ""
    kind: str = ""
    type: str = ""
    region: str = ""
    team: str = ""
    urn: str = ""


def changes_of(user: User, run: PlanRun, wanted: WantedChanges) -> QuerySet[PlanChange]:
    """The changes of a run, with their providers; nothing for provider users: unannounced means unannounced."""
    return PlanChange.objects.visible_to(user).filter(_wanted(wanted), run=run).select_related("provider")


def _wanted(wanted: WantedChanges) -> Q:
    condition = Q(cause=wanted.cause) if wanted.cause else Q()
    if wanted.kind:
        condition &= Q(what__contains=[{"change": wanted.kind}])
    if wanted.urn:
        condition &= Q(provider__urn=wanted.urn.upper())
    columns = (("service_type_id", wanted.type), ("region_id", wanted.region), ("team_id", wanted.team))
    for column, value in columns:
        if value == NOBODY:
            condition &= Q(**{f"provider__{column}__isnull": True})
        elif value:
            condition &= Q(**{f"provider__{column}": value})
    return condition


@dataclass(frozen=True, slots=True)
class Told:
    """One change in sentences."""

    urn: str
    name: str
    service_type: str
    region: str | None
    cause: str
    what: list[str]
    why: list[str]


def told(change: PlanChange) -> Told:
    """The change with its provider, in sentences."""
    provider = change.provider
    return Told(
        urn=provider.urn,
        name=provider.name,
        service_type=provider.service_type_id,
        region=provider.region_id,
        cause=change.cause,
        what=[what_sentence(entry) for entry in change.what],
        why=[why_sentence(entry) for entry in change.why],
    )


def in_order(rows: QuerySet[PlanChange]) -> Iterator[PlanChange]:
    """All of them, oldest first, a few thousand at a time."""
    yield from rows.order_by("id").iterator(chunk_size=2000)


def failures_of(user: User, run: PlanRun) -> QuerySet[Any]:
    """The providers that a run could not plan, and why, as dictionaries."""
    if not user.is_inspectorate:
        return run.failures.none()
    return run.failures.order_by("provider__urn").values("provider__urn", "provider__name", "reason")
