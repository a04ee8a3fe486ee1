"""The list as CSV: exactly what is filtered, in the order of the page, written while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.http.response import StreamingHttpResponse

from casework.search import found, rows
from casework.search.filters import Filters
from casework.search.reference import Reference
from core.downloads import csv_response
from core.glossary import terms

if TYPE_CHECKING:
    from core.models import User

HEADER = (
    "URN",
    "Name",
    "Service type",
    "Organisation",
    "Local authority",
    "Region",
    "Team",
    "Rating in force",
    "Plan state",
    "Target",
    "Statutory deadline",
    "Target passed",
    "Last inspected",
    "Registered",
    "On the register",
)
AT_ONCE = 2_000


def providers_csv(user: User, filters: Filters, known: Reference, today: date) -> StreamingHttpResponse:
    """The download. Memory does not grow with the list."""
    return csv_response(f"providers-{today.isoformat()}.csv", HEADER, _lines(user, filters, known, today))


def _lines(user: User, filters: Filters, known: Reference, today: date) -> Iterator[tuple[Any, ...]]:
    for part in found.everything(user, filters, today):
        read = rows.values(part, today).iterator(chunk_size=AT_ONCE)
        while chunk := list(islice(read, AT_ONCE)):
            labels = rows.rating_labels([each["id"] for each in chunk], today)
            yield from (_line(rows.row(each, known, today, labels.get(each["id"]))) for each in chunk)


def _line(row: rows.Row) -> tuple[Any, ...]:
    return (
        row.urn,
        row.name,
        row.service_type,
        row.organisation,
        row.authority,
        row.region,
        row.team,
        row.rating,
        terms()[row.state].word,
        row.target,
        row.statutory_deadline,
        "yes" if row.late else "no",
        row.last_inspected_on,
        row.registered_on,
        "no" if row.closed else "yes",
    )
