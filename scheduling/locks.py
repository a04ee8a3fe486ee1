"""Advisory locks, all of them released at the end of the transaction.

A publication excludes news; pieces of news exclude each other only about the same provider.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

STARTING, PUBLISHING = 2_006_101, 2_006_102
PROVIDER = 2_006_103


def start_alone() -> None:
    """Wait until nobody else is starting a run."""
    _execute("SELECT pg_advisory_xact_lock(%s)", STARTING)


def publish_alone() -> None:
    """Wait until no news is being planned and no run published, and keep others from it."""
    _execute("SELECT pg_advisory_xact_lock(%s)", PUBLISHING)


def try_publish_alone() -> bool:
    """The same without waiting; whether it was got."""
    return bool(_execute("SELECT pg_try_advisory_xact_lock(%s)", PUBLISHING))


def try_beside_publication() -> bool:
    """Keep runs from being published; False when one is just being published."""
    return bool(_execute("SELECT pg_try_advisory_xact_lock_shared(%s)", PUBLISHING))


def providers_alone(ids: Sequence[int]) -> None:
    """Wait until nobody else plans these providers; in one order, so that two waiting for each other cannot happen."""
    _execute(
        "SELECT count(pg_advisory_xact_lock(%s, id)) FROM"
        " (SELECT DISTINCT hashint8(unnest) AS id FROM unnest(%s::bigint[]) ORDER BY 1) AS each",
        PROVIDER,
        list(ids),
    )


def _execute(sql: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]
