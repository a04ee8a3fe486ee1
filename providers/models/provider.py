"""Organisations, the services they carry on, and what is known of each with its dates."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from core.history import tracked
from providers.dated import days, in_order
from providers.keys import organisation_key_kept, person_key_kept, service_key_kept
from providers.models.place import LocalAuthority, Region, Team
from providers.outbox import news_triggers, owner_trigger
from providers.querysets import OrganisationQuerySet, PersonQuerySet, ProviderQuerySet

REGISTER_SOURCE = "Published register"
SOURCE_HELP = "Where this was learned; rows from a published register are made anew at each import."


class ServiceType(models.Model):
    """A kind of service that is inspected; the regimes name the types that they have a rule for."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=100, unique=True)
    plural = models.CharField(max_length=100)
    nms_set = models.CharField("set of national minimum standards", max_length=100, blank=True)
    is_home = models.BooleanField(default=False, help_text="Its name and address are confidential.")
    order = models.PositiveSmallIntegerField(default=100)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class ServiceTypeWord(models.Model):
    """A published wording, folded to lower case, that means a service type."""

    word = models.CharField(primary_key=True, max_length=120)
    service_type = models.ForeignKey(ServiceType, on_delete=models.CASCADE, related_name="words")

    def __str__(self) -> str:
        return self.word


@tracked()
class Organisation(models.Model):
    """The person or body that carries on services (an owner)."""

    name = models.CharField(max_length=200, unique=True)
    joined_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="other_names",
        help_text="The organisation that this name means: it was joined into that one, or that one was called so.",
    )

    name_key = organisation_key_kept()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            GinIndex(fields=["name"], name="organisation_name_trigram", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["name_key"], name="organisation_by_key"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Provider(models.Model):
    """One registered service that is inspected. The plan, the AQAA and the rating belong to it.

    A URN is `SC` and six digits or seven digits; the register of 2015 has a few of six digits.
    """

    urn = models.CharField("URN", max_length=8, unique=True)
    name = models.CharField(max_length=200, blank=True)
    service_type = models.ForeignKey(ServiceType, on_delete=models.PROTECT, related_name="providers")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="providers"
    )
    local_authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="providers"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="providers")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="providers")
    sector = models.CharField(max_length=40, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    constituency = models.CharField(max_length=80, blank=True)
    short_breaks = models.CharField(max_length=60, blank=True)
    linked_education_urn = models.CharField(max_length=10, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    joined_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recorded_again",
        help_text="The record of the same service into which this one was joined.",
    )
    name_key = service_key_kept()

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["urn"]
        constraints: ClassVar = [
            models.CheckConstraint(name="provider_urn_form", condition=Q(urn__regex=r"^(SC[0-9]{6}|[0-9]{6,7})$")),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["name"], name="provider_name_trigram", opclasses=["gin_trgm_ops"]),
            models.Index(Lower("name"), "urn", name="provider_by_name"),
            models.Index(fields=["postcode"], name="provider_by_postcode", opclasses=["varchar_pattern_ops"]),
        ]
        triggers: ClassVar = [*news_triggers("provider", column="id", delete=False), owner_trigger()]

    def __str__(self) -> str:
        return f"{self.name or self.service_type_id} ({self.urn})"


class PastName(models.Model):
    """A name that a provider had; both days inclusive, as far as the registers tell."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="past_names")
    name = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField()
    source = models.CharField(max_length=120, blank=True, help_text=SOURCE_HELP)

    class Meta:
        ordering: ClassVar = ["from_on"]
        indexes: ClassVar = [
            GinIndex(fields=["name"], name="past_name_trigram", opclasses=["gin_trgm_ops"]),
        ]
        constraints: ClassVar = [
            in_order("past_name_days_in_order"),
            ExclusionConstraint(
                name="past_name_one_at_a_time",
                expressions=[("provider", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message="The provider had another name on some of these days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} until {self.until_on}"


class PastType(models.Model):
    """A service type that a provider had; both days inclusive, as far as the registers tell."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="past_types")
    service_type = models.ForeignKey(ServiceType, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    source = models.CharField(max_length=120, blank=True, help_text=SOURCE_HELP)

    class Meta:
        ordering: ClassVar = ["from_on"]
        constraints: ClassVar = [
            in_order("past_type_days_in_order"),
            ExclusionConstraint(
                name="past_type_one_at_a_time",
                expressions=[("provider", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message="The provider was of another type on some of these days.",
            ),
        ]
        triggers: ClassVar = news_triggers("past_type")

    def __str__(self) -> str:
        return f"{self.service_type_id} until {self.until_on}"


@tracked(of=("provider",))
class StatusPeriod(models.Model):
    """What a provider was from one day to another, both inclusive (no end: still).

    `resigned`, `cancelled`, `gone` and `duplicate` end the registration on `from_on`. A provider that is absent from a
    later register is `gone`: it ended between `earliest_on` and `from_on`, nobody told us when.
    """

    class Status(models.TextChoices):
        REGISTERED = "registered", "registered"
        SUSPENDED = "suspended", "suspended"
        DORMANT = "dormant", "dormant"
        RESIGNED = "resigned", "resigned"
        CANCELLED = "cancelled", "cancelled"
        GONE = "gone", "no longer in the published register"
        DUPLICATE = "duplicate", "recorded twice"

    PAUSED: ClassVar = (Status.SUSPENDED, Status.DORMANT)
    ENDED: ClassVar = (Status.RESIGNED, Status.CANCELLED, Status.GONE, Status.DUPLICATE)

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="status_periods")
    status = models.CharField(max_length=12, choices=Status.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    earliest_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=120, blank=True, help_text=SOURCE_HELP)

    class Meta:
        ordering: ClassVar = ["from_on"]
        constraints: ClassVar = [
            in_order("status_days_in_order"),
            ExclusionConstraint(
                name="status_one_at_a_time",
                expressions=[("provider", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message="The provider has another status on some of these days.",
            ),
        ]
        triggers: ClassVar = news_triggers("status")

    def __str__(self) -> str:
        return f"{self.status} from {self.from_on}"


@tracked()
class Person(models.Model):
    """Somebody who holds or held a post at a provider."""

    name = models.CharField(max_length=150)
    joined_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="other_names",
        help_text="The person whom this name means: they were joined into that one.",
    )

    name_key = person_key_kept()

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "people"
        indexes: ClassVar = [
            models.Index(fields=["name_key"], name="person_by_key"),
            GinIndex(fields=["name"], name="person_name_trigram", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


@tracked(of=("provider", "person"))
class PersonInPost(models.Model):
    """Responsible individual or manager of a provider, from one day to another, both inclusive."""

    class Post(models.TextChoices):
        RESPONSIBLE_INDIVIDUAL = "responsible_individual", "responsible individual"
        MANAGER = "manager", "manager"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="people_in_post")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    post = models.CharField(max_length=24, choices=Post.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-from_on"]
        verbose_name_plural = "people in post"
        constraints: ClassVar = [
            in_order("post_days_in_order"),
            ExclusionConstraint(
                name="post_held_by_one",
                expressions=[
                    ("provider", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Somebody else holds this post on some of these days.",
            ),
        ]
        triggers: ClassVar = news_triggers("person_in_post")

    def __str__(self) -> str:
        return f"{self.person}, {self.post} from {self.from_on}"


@tracked(of=("provider",))
class ApprovalInterval(models.Model):
    """How often the Secretary of State wants a secure children's home inspected: every `months` from a day."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="approval_intervals")
    months = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["from_on"]
        constraints: ClassVar = [
            in_order("approval_days_in_order"),
            models.CheckConstraint(name="approval_at_least_a_month", condition=Q(months__gte=1)),
            ExclusionConstraint(
                name="approval_one_at_a_time",
                expressions=[("provider", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
            ),
        ]
        triggers: ClassVar = news_triggers("approval")

    def __str__(self) -> str:
        return f"every {self.months} months from {self.from_on}"


@tracked(of=("predecessor", "successor"))
class Lineage(models.Model):
    """A successor carries on from a predecessor: its inspections, rating and clock."""

    class Kind(models.TextChoices):
        MERGE = "merge", "merge"
        SPLIT = "split", "split"
        TRANSFER = "transfer", "transfer"
        REREGISTRATION = "reregistration", "re-registration"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    predecessor = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="successor_links")
    successor = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="predecessor_links")
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="lineage_once"),
            models.CheckConstraint(name="lineage_not_itself", condition=~Q(predecessor=F("successor"))),
        ]
        triggers: ClassVar = news_triggers("lineage", column="successor_id")

    def __str__(self) -> str:
        return f"{self.kind} of {self.predecessor_id} into {self.successor_id}"


class Outbox(models.Model):
    """News about a provider that has not been acted on; written by triggers in the transaction of the change."""

    kind = models.CharField(max_length=24)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="news")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "outbox"

    def __str__(self) -> str:
        return f"{self.kind} {self.provider_id}"


class TimelineEvent(models.Model):
    """One line of a provider's timeline: what happened, on which day, who wrote it down and why."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="timeline")
    kind = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()
    summary = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        indexes: ClassVar = [models.Index(fields=["provider", "-on", "-id"], name="timeline_of_provider")]

    def __str__(self) -> str:
        return f"{self.on} {self.summary}"
