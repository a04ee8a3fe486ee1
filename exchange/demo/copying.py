"""Brings the invented register into the database by COPY, in one transaction, a chunk at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from core.decisions import Refused
from exchange.demo.register import Chunk, Maker, Place, Row
from providers.models import LocalAuthority, Provider, Team

# Chunk's lists in the order in which they are copied: rows that others point at come first.
COLUMNS = {
    "organisations": ("providers_organisation", "id name"),
    "providers": (
        "providers_provider",
        "id urn name service_type_id organisation_id local_authority_id region_id team_id sector places address "
        "postcode constituency short_breaks linked_education_urn registered_on",
    ),
    "persons": ("providers_person", "id name"),
    "posts": ("providers_personinpost", "provider_id person_id post from_on until_on"),
    "statuses": ("providers_statusperiod", "provider_id status from_on until_on earliest_on why source"),
    "approvals": ("providers_approvalinterval", "provider_id months from_on until_on"),
    "links": ("providers_lineage", 'kind predecessor_id successor_id "on"'),
    "inspections": (
        "inspections_inspection",
        "id provider_id type started_on ended_on published_on result published_kind source",
    ),
    "ratings": ("inspections_rating", "provider_id inspection_id scale label ordinal awarded_on in_force_from"),
    "judgements": ("inspections_judgement", "inspection_id area label ordinal"),
    "marks": ("inspections_historymark", "provider_id register_on complete_from"),
    "timeline": ("providers_timelineevent", 'provider_id kind "on" at summary why source'),
}
# Columns in which empty is the empty text; elsewhere it is NULL.
TEXTS = {
    "name",
    "sector",
    "address",
    "postcode",
    "constituency",
    "short_breaks",
    "linked_education_urn",
    "why",
    "summary",
}
WITH_IDS = ("organisations", "providers", "persons", "inspections")
_TOP_TIER = ("Unitary authority", "Metropolitan district", "London borough", "County", "City corporation")


def demo_register_make(
    providers: int,
    *,
    seed: int,
    today: date,
    at: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Fill an empty register with invented providers; returns how many. Raises `Refused` when it is not empty."""
    with transaction.atomic():
        if Provider.objects.exists():
            raise Refused("The register is not empty: a demonstration register goes into an empty one only.")
        with connection.cursor() as cursor:
            # A provider without a plan is always planned, so there is no need for news (providers/outbox.py).
            cursor.execute("SET LOCAL inspectorate.outbox = 'off'")
            # Checked at the end of each COPY, or the server keeps millions of checks for the end.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            maker = Maker(seed=seed, today=today, places=_places(), first_ids=_first_ids(cursor), at=at)
            done = 0
            for chunk in maker.chunks(providers):
                _copy(cursor, chunk)
                done += len(chunk.providers)
                progress(done, providers)
            _set_sequences(cursor)
    with connection.cursor() as cursor:
        for table, _ in COLUMNS.values():
            cursor.execute(f"ANALYZE {table}")
    return done


def _places() -> dict[str, Place]:
    """Each region that has local authorities standing today, with them and its team."""
    teams = dict(Team.regions.through.objects.order_by("-team_id").values_list("region_id", "team_id"))
    authorities: dict[str, list[str]] = {}
    standing = LocalAuthority.objects.filter(ended_on__isnull=True, kind__in=_TOP_TIER).order_by("gss_code")
    for code, region in standing.values_list("gss_code", "region_id"):
        authorities.setdefault(region, []).append(code)
    return {region: Place(codes, teams.get(region)) for region, codes in authorities.items()}


def _first_ids(cursor: Any) -> dict[str, int]:
    first = {}
    for name in WITH_IDS:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {COLUMNS[name][0]}")
        first[name] = cursor.fetchone()[0]
    return first


def _set_sequences(cursor: Any) -> None:
    for name in WITH_IDS:
        table = COLUMNS[name][0]
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 1)) FROM {table}")


def _copy(cursor: Any, chunk: Chunk) -> None:
    for name, (table, columns) in COLUMNS.items():
        rows = getattr(chunk, name)
        if rows:
            listed = columns.split()
            never_null = ", ".join(column for column in listed if column in TEXTS)
            rule = f", FORCE_NOT_NULL ({never_null})" if never_null else ""
            statement = f"COPY {table} ({', '.join(listed)}) FROM STDIN WITH (FORMAT csv{rule})"
            cursor.copy_expert(statement, _as_csv(rows))


def _as_csv(rows: Iterable[Row]) -> io.StringIO:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    text.seek(0)
    return text
