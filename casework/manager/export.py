"""The manager's lists as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import StreamingHttpResponse

from core.downloads import csv_response
from core.glossary import terms
from providers.names import Names

Row = Mapping[str, Any]
PLACE = ("urn", "name", "service_type", "region")


def inspections(rows: Iterable[Row], names: Names, as_of: date) -> StreamingHttpResponse:
    """Planned inspections, one a line."""
    columns = ("type", "window_opens", "target", "statutory_deadline", "basis")
    lines = ([*_place(row, names), *(row[name] for name in columns)] for row in rows)
    return csv_response(f"planned-inspections-{as_of}.csv", [*PLACE, *columns], lines)


def providers(rows: Iterable[Row], names: Names, as_of: date) -> StreamingHttpResponse:
    """Providers on a day gone by, one a line."""
    columns = ("rating", "target", "statutory_deadline", "last_inspected_on", "previous_year")
    lines = ([*_place(row, names), terms()[row["state"]].word, *(row[name] for name in columns)] for row in rows)
    return csv_response(f"providers-{as_of}.csv", [*PLACE, "state", *columns], lines)


def _place(row: Row, names: Names) -> list[str]:
    return [row["urn"], row["name"], names.type_of(row["service_type"]), names.region_of(row["region"])]
