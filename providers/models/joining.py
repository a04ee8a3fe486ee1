"""Two that are one: what was moved when they were joined, so that they can be parted again exactly.

`JoiningOfTwo` and `MovedRow` are the one form of it; organisations, people and providers have theirs here, and an upper
room has its own in the same form.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from providers.models.provider import Organisation, Person, Provider, StatusPeriod
from providers.querysets import SetAsideQuerySet


class OrganisationEvent(models.Model):
    """One line of an organisation's own history: what happened, on which day, who wrote it down and why."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()
    summary = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        indexes: ClassVar = [models.Index(fields=["organisation", "-on", "-id"], name="history_of_organisation")]

    def __str__(self) -> str:
        return f"{self.on} {self.summary}"


class JoiningOfTwo(models.Model):
    """`joined` was found to be the same as `kept`, by whom, when and why; parted again where `parted_at` is set.

    A subclass adds the two foreign keys of these names.
    """

    why = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    parted_at = models.DateTimeField(null=True, blank=True)
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    parted_why = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="%(class)s_of_two", condition=~Q(kept=F("joined"))),
            models.UniqueConstraint(fields=["joined"], condition=Q(parted_at=None), name="%(class)s_joined_once"),
        ]

    def __str__(self) -> str:
        return f"{self.joined_id} joined into {self.kept_id}"  # type: ignore[attr-defined]


class MovedRow(models.Model):
    """One row that was moved: to `kept` when two were joined, and back when they are parted.

    A subclass adds the foreign key `joining`, with the reverse name `rows`. `table`: whose `row_id` it is.
    """

    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["joining", "table", "row_id"], name="%(class)s_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class Joining(JoiningOfTwo):
    """Two organisations that are one."""

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="joinings")
    joined = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="joined_by")


class JoinedRow(MovedRow):
    """A row moved from one organisation to the other."""

    joining = models.ForeignKey(Joining, on_delete=models.CASCADE, related_name="rows")


class PersonJoining(JoiningOfTwo):
    """Two people in post who are one."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joinings")
    joined = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joined_by")


class PersonJoinedRow(MovedRow):
    """A row moved from one person to the other."""

    joining = models.ForeignKey(PersonJoining, on_delete=models.CASCADE, related_name="rows")


class ProviderJoining(JoiningOfTwo):
    """Two records of one service. `ended`: the status that ended the joined one, and `pause` what that cut short."""

    kept = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="joinings")
    joined = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="joined_by")
    ended = models.ForeignKey(StatusPeriod, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    pause = models.ForeignKey(StatusPeriod, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    pause_until_on = models.DateField(null=True, blank=True)


class ProviderJoinedRow(MovedRow):
    """A row moved from one record to the other; `table` names its model and the column that was changed."""

    joining = models.ForeignKey(ProviderJoining, on_delete=models.CASCADE, related_name="rows")


class SetAside(models.Model):
    """Two that look alike and are two: somebody looked. Brought back where `back_at` is set.

    Ids stand for foreign keys, for the two may be rows of an upper room; `first_id` is the lower one.
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", "organisations"
        PERSON = "person", "people in post"
        PROVIDER = "provider", "services"
        RECORD = "record", "intelligence records"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    why = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]
        verbose_name_plural = "pairs set aside"
        constraints: ClassVar = [
            models.CheckConstraint(name="set_aside_in_order", condition=Q(first_id__lt=F("second_id"))),
            models.UniqueConstraint(
                fields=["kind", "first_id", "second_id"], condition=Q(back_at=None), name="set_aside_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} and {self.second_id}"
