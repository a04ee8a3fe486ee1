"""An inspector's first page: the own providers and those of whomever they stand in for, and what wants doing.

Every read goes by the ids of the caseload, so it costs as much as the caseload is long, however long the register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet

from casework.ahead import SHOWN, Lookout
from law.dates import ONE_DAY, year_start
from providers.models import Absence, Allocation
from scheduling.diff_words import what_sentence, why_sentence
from scheduling.models import Obligation, Plan, PlanChange
from scheduling.querysets import in_state

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.models import User

PLACE = {
    "urn": F("provider__urn"),
    "name": F("provider__name"),
    "kind": F("provider__service_type__name"),
}


@dataclass(frozen=True, slots=True)
class Caseload:
    """The providers that somebody looks after on a day, each with whose it is."""

    on: date
    inspectors: dict[int, int]

    @property
    def ids(self) -> Collection[int]:
        """The providers, by number."""
        return self.inspectors.keys()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many providers: all that are on the register, and by what wants doing."""

    all: int
    overdue: int
    late: int
    soon: int
    changed: int


@dataclass(frozen=True, slots=True)
class Line:
    """One provider in one list. `since`: its deadline; `arrears`: of the year before, which was missed."""

    urn: str
    name: str
    kind: str
    since: date
    days: int
    arrears: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """One inspection of a plan that is wanted soon, or was by now (`late`)."""

    urn: str
    name: str
    kind: str
    item: str
    type: str
    basis: str
    target: date
    deadline: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of a plan, in sentences."""

    urn: str
    name: str
    kind: str
    on: date
    what: tuple[str, ...]
    why: tuple[str, ...]


def caseload(user: User, on: date) -> Caseload:
    """One query."""
    allocated = Allocation.objects.on(on).acted_on_by(user, on)
    return Caseload(on, dict(allocated.values_list("provider", "inspector")))


def counts(load: Caseload) -> Counts:
    """Each the number of the list to which it links. One query."""
    ahead = Lookout(load.on)
    ids = load.ids
    open_plans = Q(closed=False)
    coming = Obligation.objects.filter(provider__among=ids, target__range=(load.on, ahead.soon_until))
    changed = PlanChange.objects.filter(provider__among=ids, at__gte=ahead.since)
    found = _plans(load).aggregate(
        gone=Count("pk", filter=Q(closed=True)),
        overdue=Count("pk", filter=open_plans & in_state("overdue", load.on)),
        late=Count("pk", filter=open_plans & Q(late_from__lte=load.on)),
        soon=Count("pk", filter=open_plans & Q(provider__in=coming.values("provider"))),
        changed=Count("pk", filter=open_plans & Q(provider__in=changed.values("provider"))),
    )
    return Counts(len(ids) - found.pop("gone"), **found)


def overdue(load: Caseload) -> list[Line]:
    """Those whose statutory deadline passed first, and those in arrears from the year before. One query."""
    start = year_start(load.on)
    rows = _plans(load).filter(in_state("overdue", load.on), closed=False)
    rows = rows.order_by(F("overdue_from").asc(nulls_first=True), "provider_id").values("overdue_from", **PLACE)
    found = []
    for row in rows[:SHOWN]:
        since = (row["overdue_from"] or start) - ONE_DAY
        arrears = row["overdue_from"] is None
        found.append(Line(row["urn"], row["name"], row["kind"], since, (load.on - since).days, arrears))
    return found


def wanted(load: Caseload) -> list[Wanted]:
    """The inspections whose target has passed or is near, of those that are not overdue; the first first. One query."""
    near = Obligation.objects.filter(provider__among=load.ids, target__lte=Lookout(load.on).soon_until)
    over = _plans(load).filter(in_state("overdue", load.on)).values("provider")
    rows = near.exclude(provider__in=over).order_by("target", "id")
    columns = ("key", "type", "basis", "target", "statutory_deadline")
    return [_wanted(row, load.on) for row in rows.values(*columns, **PLACE)[:SHOWN]]


def changed(load: Caseload) -> list[Changed]:
    """What changed in the plans since yesterday, the latest first. One query."""
    rows = PlanChange.objects.filter(provider__among=load.ids, at__gte=Lookout(load.on).since).order_by("-id")
    return [_changed(dict(row)) for row in rows.values("what", "why", "as_of", **PLACE)[:SHOWN]]


def absences(user: User, on: date) -> list[Any]:
    """This person's own absence and those in which they stand in, now or to come. One query."""
    concerned = Absence.objects.filter(Q(user=user) | Q(stand_in=user), until_on__gte=on)
    return list(concerned.select_related("user", "stand_in").order_by("from_on")[:SHOWN])


def _plans(load: Caseload) -> QuerySet[Any]:
    return Plan.objects.in_force().filter(provider__among=load.ids)


def _wanted(row: dict[str, Any], on: date) -> Wanted:
    return Wanted(
        urn=row["urn"],
        name=row["name"],
        kind=row["kind"],
        item=row["key"],
        type=row["type"],
        basis=row["basis"],
        target=row["target"],
        deadline=row["statutory_deadline"],
        late=row["target"] < on,
    )


def _changed(row: dict[str, Any]) -> Changed:
    what, why = tuple(map(what_sentence, row["what"])), tuple(map(why_sentence, row["why"]))
    return Changed(row["urn"], row["name"], row["kind"], row["as_of"], what, why)
