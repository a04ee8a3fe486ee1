"""What providers say is wrong and nobody has settled yet: in a caseload, or all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from casework.ahead import SHOWN
from casework.inspector.caseload import PLACE, Caseload
from providers.models import Allocation, Correction

if TYPE_CHECKING:
    from datetime import date

    from core.models import User

LABELS = dict(Correction.Fact.choices)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fact that a provider says is wrong."""

    pk: int
    urn: str
    name: str
    kind: str
    fact: str
    what_is_right: str
    told_at: datetime


def in_caseload(load: Caseload) -> list[Wrong]:
    """Those of a caseload, the oldest first, and one more than is shown where there are more. One query."""
    return wrongs(_unsettled().filter(provider__among=load.ids)[: SHOWN + 1])


def everywhere(user: User, on: date, *, mine: bool) -> QuerySet[Any]:
    """All of them, or those of whom this person looks after, the oldest first."""
    rows = _unsettled()
    if mine:
        theirs = Allocation.objects.on(on).acted_on_by(user, on)
        rows = rows.filter(provider__in=theirs.values("provider"))
    return rows


def wrongs(rows: Any) -> list[Wrong]:
    """The rows as lines."""
    return [Wrong(**row | {"fact": str(LABELS[row["fact"]])}) for row in rows]


def _unsettled() -> QuerySet[Any]:
    return Correction.objects.unsettled().order_by("id").values("pk", "fact", "what_is_right", "told_at", **PLACE)


def one(user: User, pk: int) -> Any:
    """One with its provider. Raises `Correction.DoesNotExist`."""
    rows = Correction.objects.visible_to(user).select_related("told_by", "settled_by", "provider__service_type")
    return rows.annotate(urn=F("provider__urn")).get(pk=pk)
