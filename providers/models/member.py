"""Who, outside the inspectorate, belongs to an organisation or to one of its services, and who is invited to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.history import tracked
from providers.models.provider import Organisation, Provider
from providers.querysets import InvitationQuerySet, MembershipQuerySet

SCOPE_HELP = "The one service that it is about; none: every service of the organisation."


@tracked(of=("user", "organisation", "provider"))
class Membership(models.Model):
    """A provider user belongs to an organisation with all its services, or to one service of it, and sees no more.

    It counts only while the service is the organisation's: after a transfer the people of the old owner are out.
    """

    class Level(models.TextChoices):
        OWNER = "owner", "owner"
        CONTRIBUTOR = "contributor", "contributor"
        VIEWER = "viewer", "viewer"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships", help_text=SCOPE_HELP
    )
    level = models.CharField(max_length=12, choices=Level.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(provider__isnull=True),
                name="membership_of_organisation_once",
                violation_error_message="This person belongs to the whole organisation already.",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "provider"],
                condition=Q(provider__isnull=False),
                name="membership_of_service_once",
                violation_error_message="This person belongs to this service already.",
            ),
            models.CheckConstraint(
                name="membership_level_known", condition=Q(level__in=["owner", "contributor", "viewer"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.level} of {self.provider or self.organisation}"


class Invitation(models.Model):
    """An address invited to belong. The link in the mail is signed, ends at `expires_at` and works once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations", help_text=SCOPE_HELP
    )
    email = models.EmailField("e-mail address", max_length=254)
    level = models.CharField(max_length=12, choices=Membership.Level.choices)
    why = models.TextField(blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="invitation_ends_later", condition=Q(expires_at__gt=F("invited_at"))),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_withdrawn",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} of {self.provider or self.organisation}"


class MembershipEvent(models.Model):
    """Who was let in, changed or removed, by whom and why: never changed, shown to owners and to the inspectorate."""

    class Kind(models.TextChoices):
        INVITED = "invited", "invited"
        WITHDRAWN = "withdrawn", "invitation taken back"
        JOINED = "joined", "joined"
        CHANGED = "changed", "changed"
        REMOVED = "removed", "removed"
        GIVEN_BACK = "given_back", "given back"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="membership_events")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    whom = models.CharField(max_length=254, help_text="Name, or the invited address.")
    level = models.CharField(max_length=12, choices=Membership.Level.choices)
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["organisation", "-id"], name="membership_events_newest")]

    def __str__(self) -> str:
        return f"{self.whom} {self.kind}"
