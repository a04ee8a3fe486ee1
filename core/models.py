"""People who sign in, jobs that report progress, adopted regimes and the choice in force, bank holidays."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from core.history import tracked
from core.querysets import MailQuerySet
from law.loader import TITLE_LENGTH


class UserManager(BaseUserManager["User"]):
    """Makes people by e-mail address; there is no user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person. Raises `ValueError` without an address."""
        if not email:
            raise ValueError("Give the person's e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an administrator who may also enter the technical admin."""
        return self.create_user(
            email, password, role=User.Role.ADMINISTRATOR, is_staff=True, is_superuser=True, **fields
        )


@tracked(fields=["email", "name", "role", "is_active", "is_staff", "is_superuser", "is_demo"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail, with one role. `is_staff` opens Django's technical admin only."""

    class Role(models.TextChoices):
        INSPECTOR = "inspector", "inspector"
        TEAM_MANAGER = "team_manager", "team manager"
        SENIOR_MANAGER = "senior_manager", "senior manager"
        POLICY_ANALYST = "policy_analyst", "policy analyst"
        ADMINISTRATOR = "administrator", "administrator"
        PROVIDER = "provider", "provider user"

    email = models.EmailField("e-mail address", unique=True, max_length=254)
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_machine = models.BooleanField(default=False, help_text="A program's account: it has tokens and no password.")
    is_demo = models.BooleanField(default=False, help_text="A demonstration account; refused in production.")
    date_joined = models.DateTimeField(auto_now_add=True)
    digest_wanted = models.BooleanField(default=False, help_text="Wants the counts of the own first page each morning.")
    digest_on = models.DateField(null=True, blank=True, help_text="The last day for which a digest was written.")

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_the_case"),
            models.CheckConstraint(
                name="user_role_known",
                condition=models.Q(
                    role__in=[
                        "inspector",
                        "team_manager",
                        "senior_manager",
                        "policy_analyst",
                        "administrator",
                        "provider",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_inspectorate(self) -> bool:
        """Whether this person works for the inspectorate (every role but provider user)."""
        return self.role != self.Role.PROVIDER


class JobRun(models.Model):
    """One long job, its progress and how it ended. `kind` names the job, `subject` what it works on."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"


class AdoptedRegime(models.Model):
    """A regime's text adopted by a person: read by the same strict loader as the shipped ones, never changed."""

    regime_id = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField()
    hash = models.CharField(max_length=64)
    copied_from = models.SlugField(max_length=60, blank=True)
    why = models.TextField()
    adopted_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["regime_id"]

    def __str__(self) -> str:
        return self.regime_id


class RegimeText(models.Model):
    """A regime's text by which plans were made, kept by its hash: shipped texts change with releases."""

    hash = models.CharField(primary_key=True, max_length=64)
    regime_id = models.SlugField(max_length=60)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.regime_id} {self.hash[:12]}"


class RegimeChoice(models.Model):
    """A senior manager's decision that a regime is in force from a day until the next choice's day."""

    regime_id = models.SlugField(max_length=60)
    hash = models.CharField(max_length=64, help_text="Hash of the text that was chosen.")
    in_force_from = models.DateField()
    why = models.TextField()
    decided_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["in_force_from", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["in_force_from"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_regime_chosen_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regime_id} from {self.in_force_from}"


class BankHoliday(models.Model):
    """A bank holiday in England and Wales; adding one moves running clocks."""

    on = models.DateField(primary_key=True)
    title = models.CharField(max_length=100)

    class Meta:
        ordering: ClassVar = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.title}"


class Mail(models.Model):
    """An e-mail to one person: written with whatever it tells of, sent after that is committed, tried again by itself.

    `due_at` is the instant from which a worker may take it: None once it is sent or given up. It is pushed forward when
    a worker takes it, so nobody else does meanwhile, and a worker that dies leaves it to the next.
    """

    class Via(models.TextChoices):
        SMTP = "smtp", "SMTP"
        NOTIFY = "notify", "GOV.UK Notify"
        PAGE = "page", "shown on a page only"

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=10, choices=Via.choices, blank=True, help_text="How it was sent.")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mail_sent_is_due_no_more",
                condition=models.Q(sent_at__isnull=True) | models.Q(due_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="mail_due"),
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(sent_at__isnull=True, due_at__isnull=True),
                name="mail_given_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def state(self) -> str:
        """Where it stands, as the glossary calls it."""
        if self.sent_at is not None:
            return "mail_kept" if self.via == self.Via.PAGE else "mail_sent"
        return "mail_waiting" if self.due_at is not None else "mail_failed"


class RecordRead(models.Model):
    """Somebody looked at a sensitive record. `kind` and `key` name it as its page does: provider, SC000001."""

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "key", "-at", "-id"], name="who_read_a_record"),
            models.Index(fields=["by", "-at", "-id"], name="what_a_person_read"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def attachment_place(attachment: Attachment, name: str) -> str:
    """Where a file is stored: a random name that says nothing of what it holds or whose it is."""
    return f"attachments/{attachment.key.hex[:2]}/{attachment.key.hex}"


class Attachment(models.Model):
    """A file that somebody gave, examined and kept; what it belongs to stands in the room that took it.

    Pending until then (`taken_at` None): it waits for the form that it was sent with to be right.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=attachment_place, max_length=120)
    name = models.CharField(max_length=150, help_text="As its giver named it.")
    media_type = models.CharField(max_length=100, help_text="Read from its content.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    scanned = models.BooleanField(default=False, help_text="Whether ClamAV found nothing harmful in it.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="attachment_not_empty", condition=models.Q(size__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["added_at"], condition=models.Q(taken_at__isnull=True), name="attachment_pending"),
        ]

    def __str__(self) -> str:
        return self.name
