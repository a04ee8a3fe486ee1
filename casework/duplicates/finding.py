"""Pairs that are likely to be one, by `providers.alike`: a query for each kind, a page at a time.

Rows are grouped by their keys first, and only small groups are paired, so that no query compares everything with
everything. What somebody set aside, and what was joined already, does not come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from providers.alike import LEAST_LIKENESS, MOST_ALIKE, RARE_NAME, SHORTEST_KEY
from providers.models import Provider, SetAside, StatusPeriod

PER_PAGE = 20
LAST_PAGE = 50
LOOKED_BACK = timedelta(days=90)
Kind = SetAside.Kind


class Pair(NamedTuple):
    """Two ids, the lower one first, and why they may be one, by the name of a sentence of `SIGNS`."""

    first: int
    second: int
    sign: str


SIGNS: Mapping[str, str] = {
    "alike": "The same name, or one spelt alike",
    "one_organisation": "The same name, in post at services of one organisation",
    "rare_name": "The same name, which few have",
    "place": "The same type and postcode",
    "owner": "The same organisation and name",
    "report": "The same kind, received on one day or the next",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A page of pairs; `more`: there are further ones."""

    pairs: list[Pair]
    number: int
    more: bool


def find_pairs(kind: str, number: int, today: date) -> Found:
    """The page of that number of one kind of pairs. One query."""
    number = min(max(number, 1), LAST_PAGE)
    parameters: dict[str, Any] = {
        "kind": kind,
        "most": MOST_ALIKE,
        "rare": RARE_NAME,
        "shortest": SHORTEST_KEY,
        "likeness": LEAST_LIKENESS,
        "ended": [str(status) for status in StatusPeriod.ENDED],
        "today": today,
        "since": today - LOOKED_BACK,
        "skip": (number - 1) * PER_PAGE,
        "size": PER_PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(pairs=_PAIRS[Kind(kind)]), parameters)
        found = [Pair(*row) for row in cursor.fetchall()]
    return Found(found[:PER_PAGE], number, len(found) > PER_PAGE and number < LAST_PAGE)


# The best sign of a pair stands; "rank" and "told" put the likeliest first.
_FOUND = """
    WITH {pairs},
    best AS (SELECT DISTINCT ON (first_id, second_id) * FROM pairs ORDER BY first_id, second_id, rank)
    SELECT first_id, second_id, sign FROM best
    WHERE NOT EXISTS (
        SELECT FROM providers_setaside AS aside
        WHERE aside.kind = %(kind)s AND aside.back_at IS NULL
          AND aside.first_id = best.first_id AND aside.second_id = best.second_id)
    ORDER BY rank, told, first_id, second_id OFFSET %(skip)s LIMIT %(size)s
"""
_ORGANISATIONS = """
    shared AS (
        SELECT name_key FROM providers_organisation WHERE joined_into_id IS NULL AND length(name_key) >= %(shortest)s
        GROUP BY name_key HAVING count(*) BETWEEN 2 AND %(most)s),
    alike AS (
        SELECT one.id AS first_id, other.id AS second_id, name_key AS told,
               similarity(one.name, other.name) AS likeness
        FROM shared JOIN providers_organisation AS one USING (name_key)
        JOIN providers_organisation AS other USING (name_key)
        WHERE one.id < other.id AND one.joined_into_id IS NULL AND other.joined_into_id IS NULL),
    pairs AS (
        SELECT first_id, second_id, 'alike' AS sign, 1 - likeness AS rank, told FROM alike
        WHERE likeness >= %(likeness)s)
"""
_PEOPLE = """
    tied AS MATERIALIZED (
        SELECT person.name_key AS told, provider.organisation_id
        FROM providers_personinpost AS post JOIN providers_person AS person ON person.id = post.person_id
        JOIN providers_provider AS provider ON provider.id = post.provider_id
        WHERE length(person.name_key) >= %(shortest)s AND provider.organisation_id IS NOT NULL
        GROUP BY person.name_key, provider.organisation_id HAVING min(person.id) <> max(person.id)),
    rare AS (
        SELECT name_key AS told, array_agg(id) AS ids
        FROM providers_person WHERE joined_into_id IS NULL AND length(name_key) >= %(shortest)s
        GROUP BY name_key HAVING count(*) BETWEEN 2 AND %(rare)s),
    few AS (
        SELECT told, 'one_organisation' AS sign, 0 AS rank, ARRAY(
            SELECT DISTINCT person.id FROM providers_person AS person
            JOIN providers_personinpost AS post ON post.person_id = person.id
            JOIN providers_provider AS provider ON provider.id = post.provider_id
            WHERE person.name_key = told AND provider.organisation_id = tied.organisation_id) AS ids
        FROM tied
        UNION ALL
        SELECT told, 'rare_name', 1, ARRAY(
            SELECT holder FROM unnest(ids) AS holder
            WHERE EXISTS (SELECT FROM providers_personinpost AS post WHERE post.person_id = holder)) FROM rare),
    pairs AS (
        SELECT one AS first_id, other AS second_id, sign, rank, told
        FROM few CROSS JOIN LATERAL unnest(ids) AS one CROSS JOIN LATERAL unnest(ids) AS other
        WHERE one < other AND cardinality(ids) <= %(most)s)
"""
# Of two that a published register names neither can be joined away: these are rows to look at, and stand last.
_PROVIDERS = """
    open AS (
        SELECT id, service_type_id, organisation_id, postcode, name_key FROM providers_provider AS provider
        WHERE joined_into_id IS NULL AND NOT EXISTS (
            SELECT FROM providers_statusperiod AS period
            WHERE period.provider_id = provider.id AND period.status = ANY(%(ended)s)
              AND (period.until_on IS NULL OR period.until_on >= %(today)s))),
    grouped AS (
        SELECT 'owner' AS sign, 0 AS rank, name_key AS told, array_agg(id) AS ids FROM open
        WHERE organisation_id IS NOT NULL AND name_key <> ''
        GROUP BY organisation_id, name_key HAVING count(*) BETWEEN 2 AND %(most)s
        UNION ALL
        SELECT 'place', 1, postcode, array_agg(id) FROM open
        WHERE postcode <> '' GROUP BY service_type_id, postcode HAVING count(*) BETWEEN 2 AND %(most)s),
    alike AS (
        SELECT one AS first_id, other AS second_id, sign, rank, told
        FROM grouped CROSS JOIN LATERAL unnest(ids) AS one CROSS JOIN LATERAL unnest(ids) AS other WHERE one < other),
    pairs AS (
        SELECT first_id, second_id, sign, told,
               rank + 2 * (EXISTS (SELECT FROM {entries} WHERE provider_id = first_id)
                           AND EXISTS (SELECT FROM {entries} WHERE provider_id = second_id))::int AS rank
        FROM alike
        WHERE NOT EXISTS (
            SELECT FROM providers_lineage AS link
            WHERE (link.predecessor_id, link.successor_id) IN ((first_id, second_id), (second_id, first_id))))
""".replace("{entries}", Provider._meta.get_field("register_entries").related_model._meta.db_table)
# Of a pair the one written down later is looked for from the latest records back, by the index of the provider.
_RECORDS = """
    latest AS (
        SELECT id, provider_id, kind, received_on FROM intelligence_record
        WHERE entered_at >= %(since)s AND joined_into_id IS NULL),
    pairs AS (
        SELECT DISTINCT least(one.id, other.id) AS first_id, greatest(one.id, other.id) AS second_id,
               'report' AS sign, -greatest(one.id, other.id) AS rank, '' AS told
        FROM latest AS one JOIN intelligence_record AS other
          ON other.provider_id = one.provider_id AND other.kind = one.kind AND other.id <> one.id
         AND other.received_on BETWEEN one.received_on - 1 AND one.received_on + 1 AND other.joined_into_id IS NULL)
"""
_PAIRS: Mapping[str, str] = {
    Kind.ORGANISATION: _ORGANISATIONS,
    Kind.PERSON: _PEOPLE,
    Kind.PROVIDER: _PROVIDERS,
    Kind.RECORD: _RECORDS,
}
