"""Pairs as a page shows them: both sides in words, with the addresses of their pages and of the step that joins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from casework.duplicates.finding import SIGNS, Kind, Pair
from casework.search.finder import with_posts
from core.filters import day, plural
from core.models import User
from intelligence.models import Record
from providers.models import Organisation, Person, Provider, SetAside


@dataclass(frozen=True, slots=True)
class Side:
    """One of two: its name, the address of its page, and what is known of it in lines."""

    name: str
    href: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairShown:
    """Two that may be one: both sides, why, and the address of the step that joins the second into the first."""

    first: Side
    second: Side
    sign: str
    join: str
    aside: str


Sides = dict[int, tuple[Side, Any]]


def sides(kind: str, ids: Iterable[int], user: User) -> Sides:
    """Those of these ids that the person may see, each with its key in addresses. At most two queries."""
    return _SIDES[Kind(kind)](sorted(set(ids)), user)


def pairs_shown(kind: str, pairs: Sequence[Pair], user: User) -> list[PairShown]:
    """The pairs in words, in their order."""
    known = sides(kind, [pk for pair in pairs for pk in pair[:2]], user)
    return [_pair(kind, pair, known) for pair in pairs if pair.first in known and pair.second in known]


def _pair(kind: str, pair: Pair, known: Sides) -> PairShown:
    (first, one), (second, other) = known[pair.first], known[pair.second]
    return PairShown(
        first,
        second,
        SIGNS[pair.sign],
        _JOIN[Kind(kind)](one, other),
        reverse("casework:pair_set_aside", args=[kind, pair.first, pair.second]),
    )


@dataclass(frozen=True, slots=True)
class AsideShown:
    """A pair that was found to be two."""

    pk: int
    first: Side
    second: Side
    why: str
    by: str
    at: Any


def asides_shown(kind: str, rows: Sequence[SetAside], user: User) -> list[AsideShown]:
    """Pairs set aside, in words."""
    known = sides(kind, [pk for row in rows for pk in (row.first_id, row.second_id)], user)
    return [
        AsideShown(row.pk, known[row.first_id][0], known[row.second_id][0], row.why, str(row.by), row.at)
        for row in rows
        if row.first_id in known and row.second_id in known
    ]


def _organisations(ids: list[int], user: User) -> Sides:
    rows = Organisation.objects.visible_to(user).filter(pk__in=ids)
    return {
        row.pk: (
            Side(row.name, reverse("casework:organisation", args=[row.pk]), (plural(row.services, "service"),)),
            (row.pk, row.name),
        )
        for row in rows.annotate(services=Count("providers"))
    }


def _people(ids: list[int], user: User) -> Sides:
    rows = with_posts(user)(list(Person.objects.filter(pk__in=ids).values("pk", "name")))
    return {
        row["pk"]: (Side(row["name"], reverse("casework:person", args=[row["pk"]]), held_lines(row)), row["pk"])
        for row in rows
    }


def held_lines(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The posts of a row of `with_posts`, a line each, the latest first."""
    lines = [
        f"{held['post'].capitalize()} of {held['name'] or held['kind']} ({held['urn']}) from {day(held['from_on'])}"
        + (f" until {day(held['until_on'])}" if held["until_on"] else "")
        for held in row["posts"]
    ]
    earlier = row["posts"][0]["number"] - len(lines) if lines else 0
    return (*lines, *([f"and {plural(earlier, 'earlier post')}"] if earlier else [])) or ("In no post",)


def _join_organisations(one: tuple[int, str], other: tuple[int, str]) -> str:
    return f"{reverse('casework:organisation_join', args=[one[0]])}?{urlencode({'organisation': other[1]})}"


def _providers(ids: list[int], user: User) -> Sides:
    rows = Provider.objects.visible_to(user).filter(pk__in=ids).select_related("service_type", "organisation")
    return {
        row.pk: (
            Side(
                row.name or row.service_type.name,
                reverse("casework:provider", args=[row.urn]),
                tuple(line for line in (row.urn, str(row.service_type), str(row.organisation or "")) if line)
                + ((row.postcode,) if row.postcode else ()),
            ),
            row.urn,
        )
        for row in rows
    }


def _join_providers(one: str, other: str) -> str:
    return f"{reverse('casework:provider_join', args=[one])}?{urlencode({'other': other})}"


def _records(ids: list[int], user: User) -> Sides:
    rows = Record.objects.visible_to(user).filter(pk__in=ids).select_related("provider__service_type")
    return {
        row.pk: (
            Side(
                f"{row.get_kind_display().capitalize()} {row.reference}",
                reverse("intelligence:record", args=[row.reference]),
                (
                    f"{row.provider.name or row.provider.service_type} ({row.provider.urn})",
                    f"Received {day(row.received_on)}, {row.get_severity_display()}",
                ),
            ),
            (row.reference, tuple(Record.Severity.values).index(row.severity)),
        )
        for row in rows
    }


def _join_records(one: tuple[str, int], other: tuple[str, int]) -> str:
    """Into the graver of the two, or the one that was written down first."""
    kept, joined = (one, other) if one[1] >= other[1] else (other, one)
    return reverse("intelligence:record_join", args=[kept[0], joined[0]])


_SIDES: Mapping[str, Callable[[list[int], User], Sides]] = {
    Kind.ORGANISATION: _organisations,
    Kind.PERSON: _people,
    Kind.PROVIDER: _providers,
    Kind.RECORD: _records,
}
_JOIN: Mapping[str, Callable[[Any, Any], str]] = {
    Kind.ORGANISATION: _join_organisations,
    Kind.PERSON: lambda one, other: reverse("casework:person_join", args=[one, other]),
    Kind.PROVIDER: _join_providers,
    Kind.RECORD: _join_records,
}
KINDS = tuple(Kind)
