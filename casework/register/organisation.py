"""What the page of one organisation reads: a fixed number of queries, however many services it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from json import loads
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from casework.inspector.timeline import Event, Row, event_of
from casework.search import reads
from casework.search.filters import RATINGS
from casework.search.rows import values
from core.models import User
from providers.dated import on_day
from providers.models import Membership, Organisation, PersonInPost
from scheduling.querysets import state_on

SERVICES_A_PAGE = 200
EVENTS_SHOWN = 20
STATES = ("overdue", "due", "carried_over", "met", "suspended", "not_required")
SORTS = {
    "name": "name",
    "urn": "urn",
    "type": "service_type__order",
    "rating": "in_force__rating",
    "target": "in_force__target",
    "deadline": "in_force__statutory_deadline",
    "gap": "in_force__last_inspected_on",
}


def organisations(user: User) -> QuerySet[Any]:
    """Those that this person may see, each with how many `signing_in` belong to it or to one of its services, and
    with its `past_names`.
    """
    members = Membership.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    signing_in = members.annotate(number=Count("user", distinct=True)).values("number")
    past = Organisation.objects.filter(joined_into=OuterRef("pk"), joined_by=None).order_by("name").values("name")
    return Organisation.objects.visible_to(user).annotate(
        signing_in=Coalesce(Subquery(signing_in), 0), past_names=ArraySubquery(past)
    )


def services(user: User, organisation: Organisation, sort: str, today: date) -> QuerySet[Any]:
    """Its services in the columns of `casework.search.rows.row`, sorted by one of `SORTS`, "-" before it turned."""
    column = F(SORTS.get(sort.removeprefix("-"), "name"))
    order = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    found = reads.providers(user).filter(organisation=organisation).order_by(order, "urn")
    listed: QuerySet[Any] = values(found, today)
    return listed


@dataclass(frozen=True, slots=True)
class Counted:
    """How many services there are, in which state and of which rating; what there is none of is left out."""

    services: int
    closed: int
    states: tuple[tuple[str, int], ...]
    ratings: tuple[tuple[str, int], ...]


def counted(user: User, organisation: Organisation, today: date) -> Counted:
    """One query over its services."""
    rows = reads.providers(user).filter(organisation=organisation).order_by()
    columns = {"rating": F("in_force__rating"), "is_closed": F("in_force__closed")}
    grouped = rows.values(state=state_on(today, reads.PLAN), **columns).annotate(number=Count("pk"))
    found = [(row["state"], row["rating"], row["is_closed"], row["number"]) for row in grouped]
    states, ratings = Counter[str](), Counter[int]()
    for state, rating, closed, number in found:
        if closed is False:
            states[state] += number
            ratings[rating or 0] += number
    return Counted(
        sum(number for *_, number in found),
        sum(number for *_, closed, number in found if closed),
        tuple((code, states[code]) for code in STATES if states[code]),
        tuple((name, ratings[_ordinal(code)]) for code, name in RATINGS.items() if ratings[_ordinal(code)]),
    )


def _ordinal(code: str) -> int:
    """The rating that a choice of the list of providers stands for; 0: none."""
    return int(code) if code.isdigit() else 0


def people_in_post(user: User, organisation: Organisation, today: date) -> list[dict[str, Any]]:
    """Who holds which post at how many of its services, and at the first of them by name."""
    held = PersonInPost.objects.filter(
        on_day(today), provider__in=reads.providers(user).filter(organisation=organisation)
    )
    grouped = held.values("person_id", "post", who=F("person__name")).annotate(services=Count("provider"))
    rows: QuerySet[Any, Any] = grouped.order_by("who", "person_id", "post")
    return list(rows)


def history(organisation_id: int) -> list[Event]:
    """The latest of everything that happened to it and to its services, each with its service. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"organisation": organisation_id, "size": EVENTS_SHOWN})
        return [_event(*row) for row in cursor.fetchall()]


def _event(kind: str, on: date, at: Any, told: str, who: str | None, urn: str | None, name: str | None) -> Event:
    event = event_of(Row(kind, on, at, loads(told), who))
    if urn is None:
        return event
    return replace(event, title=f"{name or urn}: {event.title}", href=reverse("casework:provider", args=[urn]))


_LATEST = 'ORDER BY "on" DESC LIMIT %(size)s'
_HISTORY = f"""
    WITH mine AS MATERIALIZED (
        SELECT id, urn, name FROM providers_provider WHERE organisation_id = %(organisation)s)
    SELECT found.kind, found."on", found.at, found.told, coalesce(nullif(person.name, ''), person.email),
           mine.urn, mine.name
    FROM (
        (SELECT 'written' AS kind, "on", at, by_id, id, NULL::bigint AS provider_id,
                jsonb_build_object('kind', kind, 'summary', summary, 'why', why, 'source', '') AS told
         FROM providers_organisationevent WHERE organisation_id = %(organisation)s {_LATEST})
        UNION ALL
        (SELECT 'written', event."on", event.at, event.by_id, event.id, event.provider_id,
                jsonb_build_object('kind', event.kind, 'summary', event.summary, 'why', event.why,
                                   'source', event.source)
         FROM mine JOIN providers_timelineevent AS event ON event.provider_id = mine.id {_LATEST})
        UNION ALL
        (SELECT 'inspected', visit.started_on AS "on", NULL, NULL::bigint, visit.id, visit.provider_id,
                jsonb_build_object('type', visit.type, 'result', visit.result, 'label', rating.label, 'urn', '',
                                   'published_kind', visit.published_kind, 'source', visit.source)
         FROM mine JOIN inspections_inspection AS visit ON visit.provider_id = mine.id
         LEFT JOIN inspections_rating AS rating ON rating.inspection_id = visit.id {_LATEST})
        UNION ALL
        (SELECT 'planned', change.as_of AS "on", change.at, NULL, change.id, change.provider_id,
                jsonb_build_object('cause', change.cause, 'what', change.what, 'why', change.why, 'run', change.run_id)
         FROM (
             SELECT latest.* FROM mine CROSS JOIN LATERAL (
                 SELECT * FROM scheduling_planchange WHERE provider_id = mine.id ORDER BY id DESC LIMIT 3) AS latest
             WHERE latest.before_id IS NOT NULL ORDER BY latest.id DESC LIMIT %(size)s
         ) AS change)
    ) AS found
    LEFT JOIN mine ON mine.id = found.provider_id
    LEFT JOIN core_user AS person ON person.id = found.by_id
    ORDER BY found."on" DESC, found.at DESC NULLS LAST, found.kind, found.id DESC
    LIMIT %(size)s
"""
