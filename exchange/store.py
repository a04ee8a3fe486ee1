"""Writes what registers tell into the register: a fixed number of statements, only the differences.

Only rows that came from a published register are changed or removed (their `source` says so); what people entered
stays, and an attribute that a person changed is left alone until a register tells something new of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from exchange import among, visit_store  # noqa: F401  (the lookup)
from exchange.days import in_words
from exchange.history import History
from exchange.models import Contradiction
from exchange.presence import Period
from inspections.models import HistoryMark
from providers.models import Organisation, PastName, PastType, Provider, StatusPeriod, Team, TimelineEvent
from providers.models.provider import REGISTER_SOURCE
from providers.wording import organisation_key

BATCH = 2_000
ATTRIBUTES = (
    "name", "service_type_id", "organisation_id", "local_authority_id", "region_id", "team_id", "sector", "places",
    "address", "postcode", "constituency", "short_breaks", "linked_education_urn", "registered_on",
)  # fmt: skip


@dataclass(slots=True)
class Change:
    """What registers tell of one provider now, and the attributes that they told before this import."""

    history: History
    before: Mapping[str, Any]


@dataclass(slots=True)
class Effects:
    """What was written: counts of rows by what happened to them, and the providers that it concerns."""

    counts: Counter[str] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)

    def note(self, what: str, provider_ids: Sequence[int]) -> None:
        """Count rows of a kind and remember whose they are."""
        if provider_ids:
            self.counts[what] += len(provider_ids)
            self.touched.update(provider_ids)


def source_of(register_on: date) -> str:
    """How a row says that it came from the register of a day."""
    return f"{REGISTER_SOURCE} of {in_words(register_on)}"


def write_providers(changes: Mapping[str, Change], owners: Mapping[str, str], effects: Effects) -> dict[str, int]:
    """Make and change providers; returns their ids by URN. `owners`: spelling by key of every owner told of."""
    organisations = _organisations(owners, effects)
    teams = _teams()
    have = {row.urn: row for row in Provider.objects.filter(urn__in=list(changes))}
    made, changed = [], []
    for urn, change in changes.items():
        now, before = (_columns(told, organisations, teams) for told in (change.history.now, change.before))
        row = have.get(urn)
        if row is None:
            if now.get("service_type_id"):
                made.append(Provider(urn=urn, **now))
        elif _set_what_is_new(row, now, before):
            changed.append(row)
    Provider.objects.bulk_create(made, batch_size=BATCH)
    _owners_are_no_news()
    Provider.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=_names(ATTRIBUTES)
    )
    effects.note("providers made", [row.pk for row in made])
    effects.note("providers changed", [row.pk for row in changed])
    return {row.urn: row.pk for row in (*have.values(), *made)}


def _owners_are_no_news() -> None:
    """A published register names owners of months or years ago, in whatever order the files come: no trigger falls."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL inspectorate.owners = 'off'")


def _names(columns: Iterable[str]) -> list[str]:
    return [column.removesuffix("_id") for column in columns]


def _set_what_is_new(row: Provider, now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    changed = False
    for name, value in now.items():
        known_otherwise = not before and value in (None, "")
        if value != before.get(name) and value != getattr(row, name) and not known_otherwise:
            setattr(row, name, value)
            changed = True
    return changed


def _columns(told: Mapping[str, Any], organisations: Mapping[str, int], teams: Mapping[str, int]) -> dict[str, Any]:
    if not told:
        return {}
    rest = {name: value for name, value in told.items() if name != "owner"}
    organisation = organisations.get(organisation_key(told["owner"]))
    return rest | {"organisation_id": organisation, "team_id": teams.get(told["region_id"])}


def _organisations(owners: Mapping[str, str], effects: Effects) -> dict[str, int]:
    have: dict[str, Organisation] = {}
    for row in Organisation.objects.order_by("-id"):
        have[organisation_key(row.name)] = row
    made = [Organisation(name=name) for key, name in owners.items() if key not in have]
    renamed = [row for key, row in have.items() if key in owners and row.name != owners[key]]
    for row in renamed:
        row.name = owners[organisation_key(row.name)]
    Organisation.objects.bulk_create(made, batch_size=BATCH)
    Organisation.objects.bulk_update(renamed, ["name"], batch_size=BATCH)
    effects.counts["organisations made"] += len(made)
    return {key: row.joined_into_id or row.pk for key, row in have.items()} | {
        organisation_key(row.name): row.pk for row in made
    }


def _teams() -> dict[str, int]:
    """The team of each region that one team alone looks after."""
    teams: dict[str, set[int]] = {}
    for team_id, region_id in Team.regions.through.objects.values_list("team_id", "region_id"):
        teams.setdefault(region_id, set()).add(team_id)
    return {region: min(ids) for region, ids in teams.items() if len(ids) == 1}


def write_histories(histories: Mapping[int, History], effects: Effects, *, at: datetime) -> None:
    """Names, types, status, marks, timeline, contradictions and inspections of the providers with these ids."""
    ids = list(histories)
    ours = Q(provider_id__among=ids, source__startswith=REGISTER_SOURCE)
    _write_past(histories, ours, effects)
    _write_periods(histories, ids, effects)
    _differ(
        "history marks",
        HistoryMark.objects.filter(provider_id__among=ids),
        ("provider_id", "register_on", "complete_from"),
        {(pk, *mark) for pk, history in histories.items() for mark in history.marks},
        effects,
    )
    _differ(
        "timeline lines",
        TimelineEvent.objects.filter(ours, by=None),
        ("provider_id", "kind", "on", "summary", "source"),
        {
            (pk, event.kind, event.on, event.summary, source_of(event.register_on))
            for pk, history in histories.items()
            for event in history.events
        },
        effects,
        at=at,
    )
    _differ(
        "contradictions",
        Contradiction.objects.filter(provider_id__among=ids),
        ("provider_id", "code", "first_on", "second_on", "subject", "first_says", "second_says"),
        {
            (pk, told.code, told.first_on, told.second_on, told.subject, told.first_says, told.second_says)
            for pk, history in histories.items()
            for told in history.contradictions
        },
        effects,
    )
    visit_store.write_visits({pk: history.visits for pk, history in histories.items()}, effects, source_of)


def _write_past(histories: Mapping[int, History], ours: Q, effects: Effects) -> None:
    for what, model, column, runs in (
        ("past names", PastName, "name", lambda history: history.past_names),
        ("past types", PastType, "service_type_id", lambda history: history.past_types),
    ):
        _differ(
            what,
            model.objects.filter(ours),
            ("provider_id", column, "from_on", "until_on", "source"),
            {
                (pk, past.value, past.from_on, past.until_on, source_of(past.until_on))
                for pk, history in histories.items()
                for past in runs(history)
            },
            effects,
        )


def _write_periods(histories: Mapping[int, History], ids: Sequence[int], effects: Effects) -> None:
    entered: dict[int, list[tuple[date, date | None]]] = {}
    by_people = StatusPeriod.objects.filter(provider_id__among=ids).exclude(source__startswith=REGISTER_SOURCE)
    for pk, from_on, until_on in by_people.values_list("provider_id", "from_on", "until_on"):
        entered.setdefault(pk, []).append((from_on, until_on))
    wanted = {
        (pk, period.status, period.from_on, period.until_on, period.earliest_on, source_of(told.from_on))
        for pk, history in histories.items()
        for told in history.periods
        if (period := _beside(told, entered.get(pk, ())))
    }
    columns = ("provider_id", "status", "from_on", "until_on", "earliest_on", "source")
    ours = StatusPeriod.objects.filter(provider_id__among=ids, source__startswith=REGISTER_SOURCE)
    _differ("status periods", ours, columns, wanted, effects)


def _beside(period: Period, entered: Iterable[tuple[date, date | None]]) -> Period | None:
    """The part of a period before the first that a person entered; None when nothing is left of it."""
    until = period.until_on
    for from_on, until_on in entered:
        ends_before = until_on is not None and until_on < period.from_on
        starts_after = until is not None and from_on > until
        if not ends_before and not starts_after:
            until = from_on - timedelta(days=1)
    if until is not None and until < period.from_on:
        return None
    return Period(period.status, period.from_on, until, period.earliest_on)


def _differ(
    what: str,
    have: QuerySet[Any],
    columns: tuple[str, ...],
    wanted: set[tuple[Any, ...]],
    effects: Effects,
    **given: Any,
) -> None:
    """Remove the rows that are not wanted, add those that are not there. The first column is the provider's id."""
    held = {tuple(row[1:]): row[0] for row in have.values_list("id", *columns)}
    gone = held.keys() - wanted
    model: type[Model] = have.model
    model._default_manager.filter(pk__in=[held[row] for row in gone]).delete()
    fresh = sorted(wanted - held.keys(), key=str)
    model._default_manager.bulk_create(
        [model(**dict(zip(columns, row, strict=True)), **given) for row in fresh], batch_size=BATCH
    )
    effects.note(f"{what} removed", [row[0] for row in gone])
    effects.note(f"{what} made", [row[0] for row in fresh])
