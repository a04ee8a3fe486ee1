"""Two records of one service side by side, as rows of a table: a fixed number of queries for both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from core.filters import day, plural
from core.models import User
from inspections.models import Inspection
from intelligence.models import ContactNote, Record
from providers.following import named_by_register
from providers.models import Membership, PersonInPost, Provider, StatusPeriod


@dataclass(frozen=True, slots=True)
class Sides:
    """Both URNs, and of each thing its name and what either record says of it."""

    kept: str
    joined: str
    lines: list[tuple[str, str, str]]


def side_by_side(user: User, kept: Any, joined: Any) -> Sides:
    """What is known of both. Eight queries."""
    both = (kept, joined)
    told: dict[str, dict[int, str]] = {
        "Name": {one.pk: one.name for one in both},
        "Type": {one.pk: str(one.service_type) for one in both},
        "Organisation": {one.pk: str(one.organisation or "") for one in both},
        "Address": {one.pk: ", ".join(filter(None, (*one.address.splitlines(), one.postcode))) for one in both},
        "Registered on": {one.pk: str(day(one.registered_on) or "") for one in both},
        "Places": {one.pk: str(one.places or "") for one in both},
        "In a published register": {one.pk: "Yes" if named_by_register(one) else "No" for one in both},
        "People in post": _people(both),
        "Status": _statuses(both),
        "Inspections": _counted(Inspection.objects.visible_to(user), both, "started_on", "inspection"),
        "Intelligence": _counted(Record.objects.visible_to(user), both, "received_on", "record"),
        "Contacts": _counted(ContactNote.objects.visible_to(user), both, "on", "note"),
        "People who sign in for it": _signing_in(both),
    }
    lines = [(what, by.get(kept.pk) or "None", by.get(joined.pk) or "None") for what, by in told.items()]
    return Sides(kept.urn, joined.urn, lines)


def _people(both: Iterable[Provider]) -> dict[int, str]:
    rows = PersonInPost.objects.filter(provider__in=both).select_related("person").order_by("-from_on")
    return _joined_up(
        (row.provider_id, f"{row.person}, {row.get_post_display()} from {_days(row.from_on, row.until_on)}")
        for row in rows
    )


def _statuses(both: Iterable[Provider]) -> dict[int, str]:
    rows = StatusPeriod.objects.filter(provider__in=both).order_by("-from_on")
    return _joined_up(
        (row.provider_id, f"{row.get_status_display()} from {_days(row.from_on, row.until_on)}") for row in rows
    )


def _days(first: Any, last: Any) -> str:
    return f"{day(first)} until {day(last)}" if last else str(day(first))


def _joined_up(told: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, words in told:
        found[pk].append(words)
    return {pk: "; ".join(many) for pk, many in found.items()}


def _counted(rows: QuerySet[Any], both: Iterable[Provider], column: str, word: str) -> dict[int, str]:
    grouped = rows.filter(provider__in=both).order_by().values("provider")
    counted = grouped.annotate(number=Count("pk"), latest=Max(column))
    return {row["provider"]: f"{plural(row['number'], word)}, the latest {day(row['latest'])}" for row in counted}


def _signing_in(both: Iterable[Provider]) -> dict[int, str]:
    rows = Membership.objects.filter(provider__in=both).order_by().values("provider").annotate(number=Count("pk"))
    return {row["provider"]: plural(row["number"], "person", "people") for row in rows}
