"""Several counts by one query, for pages that show many small figures."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts(*rows: QuerySet[Any]) -> list[int]:
    """How many rows each of these holds, in their order. One query."""
    parts: list[str] = []
    parameters: list[Any] = []
    for each in rows:
        try:
            sql, more = each.values("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, more = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")
        parameters += more
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return [int(number) for number in cursor.fetchone()]
