"""What the list shows of each provider on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F

from casework.search import reads
from casework.search.filters import UNPLANNED
from casework.search.reference import Reference
from inspections.models import Rating
from law.model import RATING_NAMES
from scheduling.querysets import state_on

if TYPE_CHECKING:
    from core.models import User

NOT_RATED = "Not rated"
COLUMNS = ("id", "urn", "name", "service_type_id", "region_id", "local_authority_id", "team_id", "registered_on")
OF_PLAN = ("rating", "target", "statutory_deadline", "last_inspected_on", "late_from", "closed")


@dataclass(frozen=True, slots=True)
class Row:
    """One provider of the list. `state` is `unplanned` where nothing has planned it yet."""

    urn: str
    name: str
    service_type: str
    organisation: str
    authority: str
    region: str
    team: str
    rating: str
    state: str
    target: date | None
    statutory_deadline: date | None
    last_inspected_on: date | None
    registered_on: date | None
    late: bool
    closed: bool

    @property
    def title(self) -> str:
        """Its name, or what kind of service it is where the register gives none."""
        return self.name or self.service_type


def values(rows: Any, today: date) -> Any:
    """The columns that `row` needs, as dictionaries."""
    plan = {column: F(f"in_force__{column}") for column in OF_PLAN}
    return rows.values(
        *COLUMNS, owner=F("organisation__name"), planned=F("in_force__id"), state=state_on(today, reads.PLAN), **plan
    )


def page_rows(user: User, ids: list[int], known: Reference, today: date) -> list[Row]:
    """The rows of these providers, in the order of the ids. Two queries."""
    found = {each["id"]: each for each in values(reads.providers(user).filter(pk__in=ids), today)}
    labels = rating_labels(ids, today)
    return [row(found[pk], known, today, labels.get(pk)) for pk in ids if pk in found]


def row(found: dict[str, Any], known: Reference, today: date, label: tuple[int, str] | None = None) -> Row:
    """One row. `label`: the provider's own latest rating, as it was published."""
    return Row(
        urn=found["urn"],
        name=found["name"],
        service_type=known.types.get(found["service_type_id"], found["service_type_id"]),
        organisation=found["owner"] or "",
        authority=known.authorities.get(found["local_authority_id"], ""),
        region=known.regions.get(found["region_id"], ""),
        team=known.teams.get(str(found["team_id"]), ""),
        rating=_rating(found["rating"], label),
        state=found["state"] if found["planned"] else UNPLANNED,
        target=found["target"],
        statutory_deadline=found["statutory_deadline"],
        last_inspected_on=found["last_inspected_on"],
        registered_on=found["registered_on"],
        late=bool(found["late_from"] and found["late_from"] <= today),
        closed=bool(found["closed"]),
    )


def _rating(ordinal: int | None, label: tuple[int, str] | None) -> str:
    """The rating in force in the words in which it was given; one that was inherited, in today's words."""
    if ordinal is None:
        return NOT_RATED
    word = label[1] if label and label[0] == ordinal else RATING_NAMES[ordinal]
    return word[:1].upper() + word[1:]


def rating_labels(ids: list[int], today: date) -> dict[int, tuple[int, str]]:
    """Each provider's own rating in force: ordinal and the published word. One query."""
    latest = (
        Rating.objects.filter(provider__in=ids, in_force_from__lte=today)
        .order_by("provider_id", "-in_force_from", "-awarded_on", "ordinal")
        .distinct("provider_id")
    )
    return {pk: (ordinal, label) for pk, ordinal, label in latest.values_list("provider_id", "ordinal", "label")}
