"""What came in from published registers, and the tokens by which machines read the API."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.models import JobRun
from exchange.querysets import ImportRunQuerySet, KeptRowQuerySet, TokenQuerySet
from providers.models import Provider


class Register(models.Model):
    """The register of one day, made of one file or of several.

    A *complete* one lists every provider there was, so that absence from it means something. A list of inspections
    has a row for each inspection and is no word on who is registered.
    """

    class Kind(models.TextChoices):
        REGISTER = "register", "register of providers"
        INSPECTIONS = "inspections", "list of inspections"

    on = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    complete = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["on", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["on", "kind"], name="register_once"),
            models.CheckConstraint(
                name="register_of_inspections_is_not_complete", condition=~Q(kind="inspections", complete=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.on}"


class ImportRun(models.Model):
    """One file given to the register, and what became of its rows: read = new + changed + unchanged + kept aside."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    job = models.OneToOneField(JobRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.FileField(upload_to="registers/%Y/%m/", blank=True, max_length=200)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sheet = models.CharField(max_length=100, blank=True)
    as_of = models.DateField(null=True, blank=True, help_text="The day given by hand, before what the file says.")
    partial = models.BooleanField(default=False, help_text="The file holds a part of the register.")
    whole = models.BooleanField(default=False, help_text="Said by hand: the file is the whole register.")
    dry_run = models.BooleanField(default=False)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, null=True, blank=True, related_name="runs")
    rows_read = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_kept = models.PositiveIntegerField(default=0)
    rows_blank = models.PositiveIntegerField(default=0)
    series = models.CharField(max_length=20, blank=True, help_text="Which numbering its event numbers belong to.")
    columns = models.JSONField(default=list, help_text="Each column: its heading and what it was taken for.")
    remarks = models.JSONField(default=list, help_text="Sentences about the file as a whole.")
    effects = models.JSONField(default=dict, help_text="How many rows of each table were made, changed or removed.")
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often a worker has begun it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"import of {self.file_name}"

    @property
    def rows_taken(self) -> int:
        """Rows that told something new."""
        return self.rows_new + self.rows_changed


class RegisterEntry(models.Model):
    """What the register of a day says of one provider, cleaned but in its own words. The register is made from these.

    A list of inspections has one entry for a provider with all its visits; `line` is the first of its lines.
    """

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="entries", db_index=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="register_entries")
    said = models.JSONField()
    line = models.PositiveIntegerField()
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="entries", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "provider"], name="register_entry_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.line} on {self.provider_id}"


class KeptRow(models.Model):
    """A row that was not taken, with its line and the reason. Open until it is taken up or a newer file replaces it."""

    class Outcome(models.TextChoices):
        OPEN = "open", "kept aside"
        TAKEN_UP = "taken_up", "taken up later"
        REPLACED = "replaced", "replaced by a later file"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="kept_rows")
    line = models.PositiveIntegerField()
    urn = models.CharField("URN", max_length=20, blank=True)
    code = models.CharField(max_length=24)
    reason = models.CharField(max_length=300)
    cells = models.JSONField(help_text="The row as read: text by field.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = KeptRowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["run_id", "line"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "line"], name="kept_row_once")]
        indexes: ClassVar = [
            models.Index(fields=["urn"], name="kept_row_open_urn", condition=Q(outcome="open")),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class RowOddity(models.Model):
    """A warning about a row that was taken all the same."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="oddities")
    line = models.PositiveIntegerField()
    urn = models.CharField("URN", max_length=20, blank=True)
    code = models.CharField(max_length=32)
    sentence = models.CharField(max_length=400)

    class Meta:
        ordering: ClassVar = ["run_id", "line", "id"]
        verbose_name_plural = "row oddities"

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


class Contradiction(models.Model):
    """Two registers say different things of the same; made anew from all registers at each import."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="register_contradictions")
    code = models.CharField(max_length=24)
    first_on = models.DateField()
    second_on = models.DateField()
    subject = models.CharField(max_length=120)
    first_says = models.CharField(max_length=120)
    second_says = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["second_on", "provider_id", "subject"]
        indexes: ClassVar = [models.Index(fields=["second_on", "code"], name="contradictions_of_register")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.first_says}, later {self.second_says}"


class ServiceAccount(models.Model):
    """A machine of the inspectorate's that reads the API. Its user has no password, so nobody signs in as it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="service_account")
    what_for = models.TextField()
    answered_for_by = models.CharField(max_length=150, help_text="The person to ask about it.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["user__name", "id"]

    def __str__(self) -> str:
        return str(self.user)


class Token(models.Model):
    """Lets a machine read the API as a person or a service account, within its scopes, until it expires.

    Only the SHA-256 of its secret is kept (the secret is 256 random bits, so it cannot be guessed from it). `start` is
    the beginning of the secret, by which its owner knows it again. `last_used_at` is written from time to time.
    """

    LONGEST: ClassVar = timedelta(days=366)

    class Scope(models.TextChoices):
        REGISTER = "read:register", "the register: providers, organisations, inspections"
        PLANS = "read:plans", "plans, runs and changes"
        LAW = "read:law", "the regimes"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="token_expires_within_a_year",
                condition=Q(expires_at__gt=F("made_at")) & Q(expires_at__lte=F("made_at") + timedelta(days=366)),
            ),
            models.CheckConstraint(name="token_has_a_scope", condition=Q(scopes__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"
