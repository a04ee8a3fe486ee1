"""One timeline of everything about a provider, with who and why: read in one query, a page at a time.

Each kind of row is a branch that gives no more than the page can hold; sentences are made when shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from json import loads
from typing import Any, NamedTuple

from django.db import connection
from django.urls import reverse

from casework.inspector.lines import Link
from core.filters import day
from core.glossary import terms
from providers.models import Lineage, PersonInPost, StatusPeriod
from scheduling.diff_words import CAUSE_NAMES, what_sentence, why_sentence

PER_PAGE = 25
LAST_PAGE = 40
OF_RECORDS = ("intelligence", "alert")  # lines that lead to the record which their source names


class Row(NamedTuple):
    """One row as the database gives it; `told` holds what its sentence needs."""

    kind: str
    on: date
    at: datetime | None
    told: dict[str, Any]
    who: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline, as the page's component takes it: what, when, who, and why in paragraphs."""

    title: str
    on: date
    at: datetime | None
    by: str
    lines: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of the timeline, the latest first; `more`: there are earlier ones."""

    events: list[Event]
    number: int
    more: bool


def timeline(provider_id: int, links: list[Link], number: int = 1, size: int = PER_PAGE) -> TimelinePage:
    """The page of that number, with the inspections of its predecessors up to the day of each link."""
    number = min(max(number, 1), LAST_PAGE)
    before = [link for link in links if link.before]
    parameters: dict[str, Any] = {
        "provider": provider_id,
        "earlier": [link.provider_id for link in before] or [0],
        "until": [link.on for link in before] or [date.min],
        "urns": [link.urn for link in before] or [""],
        "reach": number * size + 1,
        "skip": (number - 1) * size,
        "size": size + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TIMELINE, parameters)
        found = [event_of(Row(kind, on, at, loads(told), who)) for kind, on, at, told, who in cursor.fetchall()]
    return TimelinePage(found[:size], number, len(found) > size and number < LAST_PAGE)


def event_of(row: Row) -> Event:
    """The line for a row."""
    title, lines, href = _TELL[row.kind](row.told)
    return Event(title, row.on, row.at, row.who or "", tuple(line for line in lines if line), href)


Told = tuple[str, list[str], str]


def _written(told: dict[str, Any]) -> Told:
    if told["kind"] in OF_RECORDS and told["source"]:
        return told["summary"], [told["why"]], reverse("intelligence:record", args=[told["source"]])
    return told["summary"], [told["why"], told["source"]], ""


def _inspected(told: dict[str, Any]) -> Told:
    word = terms()[told["type"]].word
    result = {"missed": "missed", "aborted": "aborted", "no_judgement": "no judgement"}.get(told["result"], "")
    title = f"{_capital(word)}{': ' + result if result else ''}"
    rated = f"Rating awarded: {told['label']}." if told["label"] else ""
    at = f"At {told['urn']}, which this provider carries on from." if told["urn"] else ""
    published = f"Published as {told['published_kind']}." if told["published_kind"] else ""
    return title, [rated, at, published, told["source"]], ""


def _planned(told: dict[str, Any]) -> Told:
    title = f"Plan changed: {CAUSE_NAMES.get(told['cause'], told['cause'])}"
    href = reverse("scheduling:run", args=[told["run"]]) if told["run"] else ""
    lines = [what_sentence(entry) for entry in told["what"]] + [why_sentence(entry) for entry in told["why"]]
    return title, lines, href


def _posted(told: dict[str, Any]) -> Told:
    post = PersonInPost.Post(told["post"]).label
    return f"{told['person']} {told['verb']} {post}", [], ""


def _status(told: dict[str, Any]) -> Told:
    return _capital(StatusPeriod.Status(told["status"]).label), [told["why"]], ""


def _linked(told: dict[str, Any]) -> Told:
    kind = _capital(Lineage.Kind(told["kind"]).label)
    way = "carries on from" if told["before"] else "is carried on by"
    return f"{kind}: {way} {told['urn']}", [], reverse("casework:provider", args=[told["urn"]])


def _asked(told: dict[str, Any]) -> Told:
    verb = "asked for" if told["verb"] == "asked" else "no longer asked for"
    title = f"{_capital(terms()[told['type']].word)} {verb}, by {_day(told['by_on'])}"
    return title, [told["why"], told["citation"]], ""


def _brought(told: dict[str, Any]) -> Told:
    verb = "brought forward" if told["verb"] == "asked" else "no longer brought forward"
    return f"Inspection {verb} to {_day(told['by_on'])}", [told["why"]], ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


_TELL: dict[str, Callable[[dict[str, Any]], Told]] = {
    "written": _written,
    "inspected": _inspected,
    "planned": _planned,
    "posted": _posted,
    "status": _status,
    "linked": _linked,
    "asked": _asked,
    "brought": _brought,
}

_LATEST = 'ORDER BY "on" DESC LIMIT %(reach)s'

_TIMELINE = f"""
    SELECT found.kind, found."on", found.at, found.told, coalesce(nullif(person.name, ''), person.email)
    FROM (
        (SELECT 'written' AS kind, "on", at, by_id, id,
                jsonb_build_object('kind', kind, 'summary', summary, 'why', why, 'source', source) AS told
         FROM providers_timelineevent WHERE provider_id = %(provider)s {_LATEST})
        UNION ALL
        (SELECT 'inspected', visit.started_on AS "on", NULL, NULL::bigint, visit.id,
                jsonb_build_object('type', visit.type, 'result', visit.result, 'label', rating.label, 'urn', line.urn,
                                   'published_kind', visit.published_kind, 'source', visit.source)
         FROM (SELECT %(provider)s::bigint AS id, 'infinity'::date AS until, '' AS urn
               UNION ALL
               SELECT * FROM unnest(%(earlier)s::bigint[], %(until)s::date[], %(urns)s::text[])
              ) AS line (id, until, urn)
         JOIN inspections_inspection AS visit ON visit.provider_id = line.id AND visit.started_on <= line.until
         LEFT JOIN inspections_rating AS rating ON rating.inspection_id = visit.id {_LATEST})
        UNION ALL
        (SELECT 'planned', as_of AS "on", at, NULL, id,
                jsonb_build_object('cause', cause, 'what', what, 'why', why, 'run', run_id)
         FROM scheduling_planchange WHERE provider_id = %(provider)s ORDER BY id DESC LIMIT %(reach)s)
        UNION ALL
        (SELECT 'posted', change."on", NULL, NULL, post.id,
                jsonb_build_object('person', person.name, 'post', post.post, 'verb', change.verb)
         FROM providers_personinpost AS post JOIN providers_person AS person ON person.id = post.person_id
         CROSS JOIN LATERAL (VALUES
             (post.from_on, 'became', 'person_appointed'), (post.until_on, 'left as', 'person_left')
         ) AS change ("on", verb, kind)
         WHERE post.provider_id = %(provider)s AND change."on" IS NOT NULL AND NOT EXISTS (
             SELECT FROM providers_timelineevent AS told WHERE told.provider_id = post.provider_id
             AND told."on" = change."on" AND told.kind = change.kind) {_LATEST})
        UNION ALL
        (SELECT 'status', from_on AS "on", NULL, NULL, id, jsonb_build_object('status', status, 'why', why)
         FROM providers_statusperiod AS period WHERE provider_id = %(provider)s AND NOT EXISTS (
             SELECT FROM providers_timelineevent AS told
             WHERE told.provider_id = period.provider_id AND told."on" = period.from_on AND told.kind = period.status)
         {_LATEST})
        UNION ALL
        (SELECT 'linked', link."on", NULL, NULL, link.id,
                jsonb_build_object('kind', link.kind, 'urn', other.urn, 'before', link.successor_id = %(provider)s)
         FROM providers_lineage AS link JOIN providers_provider AS other
           ON other.id = CASE WHEN link.successor_id = %(provider)s THEN link.predecessor_id ELSE link.successor_id END
         WHERE %(provider)s IN (link.successor_id, link.predecessor_id) AND NOT EXISTS (
             SELECT FROM providers_timelineevent AS told
             WHERE told.provider_id = %(provider)s AND told."on" = link."on" AND told.kind = 'lineage') {_LATEST})
        UNION ALL
        (SELECT 'asked', change."on", change.at, change.by_id, ask.id,
                jsonb_build_object('type', ask.type, 'by_on', ask.by_on, 'verb', change.verb, 'why', change.why,
                                   'citation', ask.citation)
         FROM inspections_visitasked AS ask CROSS JOIN LATERAL (VALUES
             (ask.asked_on, ask.asked_at, ask.asked_by_id, 'asked', ask.why),
             (ask.withdrawn_on, NULL, ask.withdrawn_by_id, 'withdrawn', ask.withdrawn_why)
         ) AS change ("on", at, by_id, verb, why)
         WHERE ask.provider_id = %(provider)s AND change."on" IS NOT NULL {_LATEST})
        UNION ALL
        (SELECT 'brought', change."on", change.at, change.by_id, decision.id,
                jsonb_build_object('by_on', decision.by_on, 'verb', change.verb, 'why', change.why)
         FROM scheduling_broughtforward AS decision CROSS JOIN LATERAL (VALUES
             (decision.decided_on, decision.decided_at, decision.decided_by_id, 'asked', decision.why),
             (decision.withdrawn_on, NULL, decision.withdrawn_by_id, 'withdrawn', decision.withdrawn_why)
         ) AS change ("on", at, by_id, verb, why)
         WHERE decision.provider_id = %(provider)s AND change."on" IS NOT NULL {_LATEST})
    ) AS found
    LEFT JOIN core_user AS person ON person.id = found.by_id
    ORDER BY found."on" DESC, found.at DESC NULLS LAST, found.kind, found.id DESC
    OFFSET %(skip)s LIMIT %(size)s
"""
