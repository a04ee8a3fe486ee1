"""The ground that is measured on: a database beside the product's own, an invented register, an empty plan store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from exchange.demo.copying import demo_register_make

SEED = 2006
# Everything that runs and news write. The register itself is left as it is.
PLAN_STORE = (
    "scheduling_plan",
    "scheduling_obligation",
    "scheduling_planbody",
    "scheduling_factstext",
    "scheduling_planchange",
    "scheduling_planslice",
    "scheduling_planfailure",
    "scheduling_runtotal",
    "scheduling_runforecast",
    "scheduling_todaytotal",
    "scheduling_todayforecast",
    "scheduling_runnews",
    "scheduling_planrun",
    "scheduling_staged_plan",
    "scheduling_staged_change",
    "providers_outbox",
)
OLDER_INSPECTIONS = """
WITH older AS (
    INSERT INTO inspections_inspection (provider_id, type, started_on, result, published_kind, source)
    SELECT provider_id, 'key', first_on - 365 * years - (provider_id % 90)::int, 'judged', 'Full inspection', ''
    FROM (
        SELECT provider_id, min(started_on) AS first_on FROM inspections_inspection GROUP BY provider_id
    ) AS each, generate_series(1, 2) AS years
    RETURNING id, provider_id, started_on
)
INSERT INTO inspections_rating (provider_id, inspection_id, scale, label, ordinal, awarded_on, in_force_from)
SELECT provider_id, id, 'ofsted_2015', 'Good', 3, started_on, started_on FROM older
"""


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """A migrated database that is dropped afterwards; yields the environment by which other processes find it."""
    name, before = f"bench_{os.getpid()}", connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        _drop(cursor, name)
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        _use(name)
        call_command("migrate", verbosity=0)
        yield _environment(name)
    finally:
        _use(before)
        with connection._nodb_cursor() as cursor:
            _drop(cursor, name)


def fill(providers: int, today: date, at: datetime) -> int:
    """An invented register with two older inspections of each provider, so that there are five of each and more;
    analysed as autovacuum would have done. How many inspections it holds."""
    demo_register_make(providers, seed=SEED, today=today, at=at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL inspectorate.outbox = 'off'")
        cursor.execute(OLDER_INSPECTIONS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM inspections_inspection")
        return int(cursor.fetchone()[0])


def empty_plan_store() -> None:
    """No plan and no run, and nothing of what was measured before left to be written to disk meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(PLAN_STORE)}")
    settle()


def settle() -> None:
    """Have what was written so far on disk, where this is allowed: the next measurement does not pay for it."""
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")


def _use(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _environment(name: str) -> dict[str, str]:
    if given := os.environ.get("DATABASE_URL"):
        return {"DATABASE_URL": urlsplit(given)._replace(path=f"/{name}").geturl()}
    return {"EMBEDDED_DATABASE": name}


def _drop(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
