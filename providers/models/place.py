"""Where a provider is, and which inspectorate team looks after it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from core.history import tracked


class Region(models.Model):
    """A region of England as registers name it (both the government office regions and the inspectorate's own)."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class RegionWord(models.Model):
    """A published wording, folded to lower case, that means a region."""

    word = models.CharField(primary_key=True, max_length=80)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="words")

    def __str__(self) -> str:
        return self.word


class LocalAuthority(models.Model):
    """A local authority of England, past or present, by its ONS (GSS) code."""

    gss_code = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(max_length=120)
    official_name = models.CharField(max_length=160, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="authorities")
    kind = models.CharField(max_length=60, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class AuthorityWord(models.Model):
    """A published wording, folded to lower case, that means a local authority."""

    word = models.CharField(primary_key=True, max_length=160)
    authority = models.ForeignKey(LocalAuthority, on_delete=models.CASCADE, related_name="words")

    def __str__(self) -> str:
        return self.word


@tracked()
class Team(models.Model):
    """A team of inspectors, with the regions and service types whose providers it looks after by default.

    No service type: all of them.
    """

    name = models.CharField(max_length=80, unique=True)
    regions = models.ManyToManyField(Region, blank=True, related_name="teams")
    service_types = models.ManyToManyField("providers.ServiceType", blank=True, related_name="teams")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked(of=("team",), link=True)
class TeamRegion(Team.regions.through):  # type: ignore[name-defined]
    """A region whose providers a team looks after by default."""

    class Meta:
        proxy = True
        verbose_name = "region"

    def __str__(self) -> str:
        return str(self.region)


@tracked(of=("team",), link=True)
class TeamServiceType(Team.service_types.through):  # type: ignore[name-defined]
    """A service type whose providers a team looks after by default."""

    class Meta:
        proxy = True
        verbose_name = "service type"

    def __str__(self) -> str:
        return str(self.servicetype)


@tracked(of=("team", "user"))
class TeamMember(models.Model):
    """Who works in which team."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_membership")

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
