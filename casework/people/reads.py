"""Who belongs to an organisation, as its owners and the inspectorate see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core.models import User
from providers.dated import on_day
from providers.models import Invitation, Membership, MembershipEvent, Organisation, PersonInPost, Provider
from providers.rules import owners_advice

EVENTS_SHOWN = 20
NAMES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may change in an organisation: everything (`whole`), or what is about these services."""

    whole: bool
    services: frozenset[int] = field(default_factory=frozenset)

    def over(self, provider_id: int | None) -> bool:
        """Whether a row of this scope may be changed."""
        return self.whole or provider_id in self.services


def reach_of(user: User, organisation: Organisation) -> Reach:
    """What this person owns of the organisation; one query."""
    owned = Membership.objects.of(user).filter(organisation=organisation, level=Membership.Level.OWNER)
    scopes = set(owned.values_list("provider", flat=True))
    return Reach(None in scopes, frozenset(scopes - {None}))


def services_of(organisation: Organisation, reach: Reach) -> list[Provider]:
    """The services into which somebody may let people."""
    found = Provider.objects.filter(organisation=organisation).order_by("name", "urn")
    return list(found if reach.whole else found.filter(pk__in=reach.services))


def members_of(organisation: Organisation, user: User) -> QuerySet[Any]:
    """Everybody who belongs, owners of everything first; for an owner of some services, who reaches those."""
    found = Membership.objects.filter(organisation=organisation).select_related("user", "provider")
    if not user.is_inspectorate:
        reach = reach_of(user, organisation)
        found = found if reach.whole else found.filter(provider__in=[*reach.services]) | found.filter(provider=None)
    return found.order_by("provider__name", "user__name", "pk")


def invitations_of(organisation: Organisation, user: User, at: datetime) -> QuerySet[Any]:
    """The invitations that wait for an answer."""
    found = Invitation.objects.standing(at).filter(organisation=organisation).select_related("provider")
    if not user.is_inspectorate:
        reach = reach_of(user, organisation)
        found = found if reach.whole else found.filter(provider__in=[*reach.services])
    return found.order_by("-pk")


def events_of(organisation: Organisation, user: User) -> list[dict[str, Any]]:
    """What was changed last; people outside read of the inspectorate's staff no name."""
    found = MembershipEvent.objects.filter(organisation=organisation).select_related("provider", "by")
    if not user.is_inspectorate:
        reach = reach_of(user, organisation)
        found = found if reach.whole else found.filter(provider__in=[*reach.services])
    shown = []
    for event in found[:EVENTS_SHOWN]:
        where = str(event.provider) if event.provider else "every service"
        by = "the inspectorate" if event.by.is_inspectorate and not user.is_inspectorate else str(event.by)
        title = f"{event.whom}: {event.get_kind_display()}, {event.get_level_display()} of {where}"
        shown.append({"title": title, "at": event.at, "by": by, "text": event.why})
    return shown


def advice_for(organisation: Organisation) -> str:
    """That two owners are better than one, where there are fewer."""
    owners = Membership.objects.owners().filter(organisation=organisation, provider=None)
    return owners_advice(owners.count())


def without_responsible_individual(organisation: Organisation, user: User, on: date) -> tuple[int, list[Provider]]:
    """How many services have no responsible individual in post on a day, and the first of them."""
    post = PersonInPost.Post.RESPONSIBLE_INDIVIDUAL
    held = PersonInPost.objects.filter(on_day(on), provider=OuterRef("pk"), post=post)
    found = Provider.objects.visible_to(user).filter(~Exists(held), organisation=organisation)
    return found.count(), list(found.order_by("name", "urn")[:NAMES_SHOWN])
