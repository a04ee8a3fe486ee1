"""The inspectorate's people, teams and caseloads as lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from casework.people.staff_forms import INSPECTING, NOBODY
from casework.pressing import away, held
from core.models import User
from providers.dated import on_day
from providers.models import Absence, Allocation, Provider, StatusPeriod, Team, TeamMember
from providers.querysets import staff_with_load

LOADS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Load:
    """How many providers on the register somebody looks after, and the absence that holds on the day."""

    person: User
    providers: int
    away: Absence | None


def staff(on: date, words: str = "", *, closed: bool = False) -> QuerySet[Any]:
    """The people whose name or address holds the words, by name."""
    found = staff_with_load(on).filter(is_active=not closed)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return found.order_by("name", "email")


def teams() -> QuerySet[Any]:
    """Every team with its regions, types and how many people and providers it has."""
    members = TeamMember.objects.select_related("user").order_by("user__name")
    providers = Provider.objects.filter(team=OuterRef("pk")).order_by().values("team").annotate(number=Count("pk"))
    return (
        Team.objects.annotate(
            people=Count("members", filter=Q(members__user__is_active=True)),
            services=Subquery(providers.values("number")),
        )
        .prefetch_related("regions", "service_types", Prefetch("members", members))
        .order_by("name")
    )


def absences(on: date) -> QuerySet[Any]:
    """Those of today and to come, soonest first."""
    return Absence.objects.filter(until_on__gte=on).select_related("user", "stand_in").order_by("from_on", "pk")


def caseload(user: User, on: date) -> QuerySet[Any]:
    """What an inspector looks after on a day, without whom they stand in for."""
    held = Allocation.objects.on(on).filter(inspector=user)
    return Provider.objects.filter(pk__in=held.values("provider")).select_related("service_type", "organisation")


def to_share(asked: dict[str, Any], on: date) -> QuerySet[Any]:
    """The providers that the filter finds, with the name of `inspector` who looks after each."""
    found = Provider.objects.select_related("service_type", "region")
    for name, column in (("team", "team"), ("region", "region"), ("type", "service_type")):
        if asked.get(name):
            found = found.filter(**{column: asked[name]})
    if asked.get("of") == NOBODY:
        found = found.nobodys(on)
    elif asked.get("of"):
        found = found.filter(pk__in=Allocation.objects.on(on).filter(inspector=asked["of"]).values("provider"))
    now = Allocation.objects.on(on).filter(provider=OuterRef("pk"))
    ended = StatusPeriod.objects.filter(on_day(on), provider=OuterRef("pk"), status__in=StatusPeriod.ENDED)
    return found.filter(~Exists(ended)).annotate(looked_after_by=Subquery(now.values("inspector__name")[:1]))


def inspecting() -> list[User]:
    """Everybody to whom providers can be given, with their teams, by name. One query."""
    found = User.objects.filter(is_active=True, role__in=INSPECTING).select_related("team_membership")
    return list(found.order_by("name", "email"))


def loads(inspectors: list[User], team: Team | None, on: date) -> list[Load]:
    """What each of these (of a team) looks after, the most first. Two queries."""
    ids = {each.pk for each in inspectors if team is None or _team_of(each) == team.pk}
    providers = held(ids, on)
    first = sorted((each for each in inspectors if each.pk in ids), key=lambda each: -providers[each.pk])[:LOADS_SHOWN]
    absent = away([each.pk for each in first], on)
    return [Load(each, providers[each.pk], absent.get(each.pk)) for each in first]


def _team_of(user: User) -> int | None:
    membership = getattr(user, "team_membership", None)
    return membership.team_id if membership else None
