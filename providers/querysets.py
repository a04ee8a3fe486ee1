"""Named reads of the register."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from providers.dated import on_day
from providers.wording import organisation_key

if TYPE_CHECKING:
    from core.models import User

COMPARED = 50


def _memberships() -> Any:
    return apps.get_model("providers", "Membership").objects


class JoinableQuerySet(models.QuerySet[Any]):
    """Reads of rows of which one may be joined into another."""

    def standing(self) -> Any:
        """Without past names, and without those that were joined into another."""
        return self.filter(joined_into=None)

    def meant(self) -> Any:
        """The ids of those that are meant by these: themselves, or the one that they were joined into."""
        return self.order_by().values_list(Coalesce("joined_into", "pk"), flat=True)


class OrganisationQuerySet(JoinableQuerySet):
    """Reads of organisations."""

    def visible_to(self, user: User) -> OrganisationQuerySet:
        """All of them for the inspectorate; for a provider user those they belong to, if only to one service."""
        if user.is_inspectorate:
            return self
        return self.filter(Exists(_memberships().of(user).filter(organisation=OuterRef("pk"))))

    def without_owner(self) -> OrganisationQuerySet:
        """Those that nobody can enter: no account that is open owns the whole of it."""
        return self.filter(~Exists(_memberships().owners().filter(organisation=OuterRef("pk"), provider=None)))

    def alike(self, name: str) -> OrganisationQuerySet:
        """Those whose name is spelt like this one, the likest first; the trigram index serves it."""
        return (
            self.filter(name__trigram_similar=name)
            .annotate(likeness=TrigramSimilarity("name", name))
            .order_by("-likeness", "name")
        )

    def named(self, name: str) -> Any:
        """The one of this name, capitals and legal forms aside ("Ltd" is "Limited"); None when there is none.

        A past name, and that of one joined into another, mean the one that stands.
        """
        key = organisation_key(name)
        near = self.alike(name).select_related("joined_into")[:COMPARED]
        found = next((row for row in near if organisation_key(row.name) == key), None)
        return (found.joined_into or found) if found else None


class PersonQuerySet(JoinableQuerySet):
    """Reads of people in post."""


class SetAsideQuerySet(models.QuerySet[Any]):
    """Reads of pairs that are two."""

    def standing(self) -> SetAsideQuerySet:
        """Those that nobody has brought back."""
        return self.filter(back_at=None)


class ProviderQuerySet(JoinableQuerySet):
    """Reads of providers."""

    def visible_to(self, user: User) -> ProviderQuerySet:
        """All of them for the inspectorate; for a provider user the services to which a membership lets them."""
        if user.is_inspectorate:
            return self
        return self.filter(pk__in=_memberships().of(user).services())

    def looked_after_by(self, user: User, on: date) -> ProviderQuerySet:
        """Those of this inspector's caseload on a day, and of whomever they stand in for on it."""
        allocations = apps.get_model("providers", "Allocation").objects.on(on).acted_on_by(user, on)
        return self.filter(Exists(allocations.filter(provider=OuterRef("pk"))))

    def nobodys(self, on: date) -> ProviderQuerySet:
        """Those that no inspector looks after on a day."""
        allocations = apps.get_model("providers", "Allocation").objects.on(on)
        return self.filter(~Exists(allocations.filter(provider=OuterRef("pk"))))


class AllocationQuerySet(models.QuerySet[Any]):
    """Reads of who looks after what."""

    def on(self, day: date) -> AllocationQuerySet:
        """Those that hold on a day."""
        return self.filter(on_day(day))

    def acted_on_by(self, user: User, on: date) -> AllocationQuerySet:
        """The inspector's own, and those of whomever they stand in for on that day."""
        absent = apps.get_model("providers", "Absence").objects.on(on).filter(stand_in=user)
        oneself = apps.get_model("core", "User").objects.filter(pk=user.pk)
        return self.filter(inspector__in=oneself.values("pk").union(absent.order_by().values("user")))


def staff_with_load(on: date) -> Any:
    """The inspectorate's people with `load` (how many providers they look after on a day), `team` and `away_until`."""
    held = apps.get_model("providers", "Allocation").objects.on(on).filter(inspector=OuterRef("pk"))
    load = held.order_by().values("inspector").annotate(number=Count("pk")).values("number")
    away = apps.get_model("providers", "Absence").objects.on(on).filter(user=OuterRef("pk"))
    users = apps.get_model("core", "User").objects.exclude(role="provider").exclude(is_machine=True)
    return users.annotate(
        load=Coalesce(Subquery(load, output_field=models.IntegerField()), 0),
        team=F("team_membership__team__name"),
        away_until=Subquery(away.values("until_on")[:1]),
        stand_in=Subquery(away.values("stand_in__name")[:1]),
    )


class AbsenceQuerySet(models.QuerySet[Any]):
    """Reads of who is away."""

    def on(self, day: date) -> AbsenceQuerySet:
        """Those that hold on a day."""
        return self.filter(on_day(day))


class MembershipQuerySet(models.QuerySet[Any]):
    """Reads of who belongs to what."""

    def of(self, user: User) -> MembershipQuerySet:
        """Those of one person, while they are of a provider: somebody who joins the inspectorate has none."""
        return self.filter(user=user, user__role="provider")

    def services(self) -> Any:
        """The ids of the services to which they let: from the memberships on, so never by way of the whole register."""
        let_to = Q(provider=None) | Q(provider=F("organisation__providers"))
        return self.filter(let_to, organisation__providers__isnull=False).values("organisation__providers")

    def owners(self) -> MembershipQuerySet:
        """Those of owners whose account is open."""
        return self.filter(level="owner", user__is_active=True)

    def reaching(self, provider: Any) -> MembershipQuerySet:
        """Those that let somebody to a service: of the whole organisation that carries it on, or of the service."""
        of_organisation = self.filter(organisation=provider.organisation_id)
        return of_organisation.filter(Q(provider=None) | Q(provider=provider.pk))


class InvitationQuerySet(models.QuerySet[Any]):
    """Reads of invitations."""

    def standing(self, at: datetime) -> InvitationQuerySet:
        """Neither accepted nor taken back nor past their end."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)


class CorrectionQuerySet(models.QuerySet[Any]):
    """Reads of what providers say is wrong."""

    def visible_to(self, user: User) -> CorrectionQuerySet:
        """All for the inspectorate; for a provider user those about the services that they see."""
        if user.is_inspectorate:
            return self
        seen = apps.get_model("providers", "Provider").objects.visible_to(user)
        return self.filter(provider__in=seen.values("pk"))

    def unsettled(self) -> CorrectionQuerySet:
        """Those that nobody has settled yet."""
        return self.filter(settled_at__isnull=True)
