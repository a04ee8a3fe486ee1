"""Files that people give with a form: examined, kept, taken by what they belong to, and given out again.

A form that is not right yet loses no file: each is kept as pending and shown again, to its giver alone. Whoever gives
one out asks the permission of what it belongs to first; there is no address of the files themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from core.clamav import UnreachableError, harmful
from core.contents import ACCEPT, UnfitError, examine, tidy_name
from core.decisions import Refused
from core.filters import file_size
from core.forms import PageForm
from core.models import Attachment, User

PENDING_FOR = timedelta(days=2)
FILES, KEPT = "files", "kept"


def attachment_keep(upload: UploadedFile, *, by: User, at: datetime) -> Attachment:
    """Examine a file and keep it as pending. Raises `Refused` with the sentence for its giver."""
    name, most = tidy_name(upload.name or ""), settings.ATTACHMENT_MAX_BYTES
    # One byte more than allowed is enough to refuse it, however large it is.
    content = upload.read(most + 1)
    try:
        found = examine(name, content, most=most)
        scanned = _scan(name, content)
    except UnfitError as unfit:
        raise Refused(str(unfit)) from None
    made = Attachment(
        name=name,
        media_type=found.media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        scanned=scanned,
        added_at=at,
        added_by=by,
    )
    made.file.save(name, ContentFile(content), save=False)
    made.save()
    return made


def _scan(name: str, content: bytes) -> bool:
    if not settings.CLAMAV_URL:
        return False
    try:
        found = harmful(settings.CLAMAV_URL, content)
    except UnreachableError:
        raise UnfitError(f"{name} could not be checked for harmful content just now. Try again later.") from None
    if found:
        raise UnfitError(f"{name} holds something harmful ({found}) and was not kept. Have your computer checked.")
    return True


@transaction.atomic
def attachments_take(keys: Iterable[str], *, by: User, at: datetime) -> list[Attachment]:
    """Take this person's pending files for what was saved, in one transaction with it.

    Raises `Refused` when one of them is no longer there.
    """
    wanted = set(keys)
    pending = Attachment.objects.select_for_update().filter(added_by=by, taken_at__isnull=True, key__in=wanted)
    taken = list(pending)
    if len(taken) != len(wanted):
        raise Refused("A file that you uploaded is no longer waiting. Choose it again.")
    Attachment.objects.filter(pk__in=[one.pk for one in taken]).update(taken_at=at)
    return taken


@transaction.atomic
def attachments_sweep(*, at: datetime) -> int:
    """Delete pending files that nothing took within two days; how many."""
    old = Attachment.objects.filter(taken_at__isnull=True, added_at__lt=at - PENDING_FOR)
    left = list(old.select_for_update(skip_locked=True)[:500])
    for one in left:
        transaction.on_commit(partial(one.file.storage.delete, str(one.file.name)))
    Attachment.objects.filter(pk__in=[one.pk for one in left]).delete()
    return len(left)


def given_out(attachment: Attachment) -> HttpResponse:
    """The file for saving, never for showing. The caller has asked who may see what it belongs to."""
    with attachment.file.open("rb") as file:
        answer = HttpResponse(file.read(), content_type=attachment.media_type)
    answer["Content-Disposition"] = str(content_disposition_header(True, attachment.name))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@dataclass(frozen=True, slots=True)
class Uploads:
    """What came with a form: the files that wait now, and why others were not kept."""

    pending: list[Attachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def uploads(request: HttpRequest, *, by: User, at: datetime) -> Uploads:
    """Keep what this POST brings, beside what waits from the one before and is still ticked. Nothing for a GET."""
    if request.method != "POST":
        return Uploads()
    kept = Attachment.objects.filter(added_by=by, taken_at__isnull=True, key__in=_keys(request.POST.getlist(KEPT)))
    found = Uploads(list(kept))
    for upload in request.FILES.getlist(FILES):
        if len(found.pending) >= settings.ATTACHMENT_MAX_FILES:
            found.problems.append(f"No more than {settings.ATTACHMENT_MAX_FILES} files are taken at once.")
            break
        try:
            found.pending.append(attachment_keep(upload, by=by, at=at))
        except Refused as refusal:
            found.problems.append(refusal.reason)
    return found


def _keys(texts: Collection[str]) -> list[UUID]:
    keys = []
    for text in texts:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


class FilesInput(forms.FileInput):
    """A chooser of several files."""

    allow_multiple_selected = True


class KeptField(forms.MultipleChoiceField):
    """Files that are kept already, each to be unticked: nobody is asked for it, so it is not called optional."""

    mark_optional = False


class AttachingForm(PageForm):
    """A form with files. `AttachingForm(data, uploads=uploads(request, …))`: files are kept before it is checked."""

    def __init__(self, *args: Any, uploads: Uploads | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.uploads = uploads or Uploads()
        if self.uploads.pending:
            self.fields[KEPT] = KeptField(
                label="Files that are uploaded",
                help_text="Take the tick away from one that you do not want.",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(one.key), f"{one.name}, {file_size(one.size)}") for one in self.uploads.pending],
                initial=[str(one.key) for one in self.uploads.pending],
            )
        most = f"{settings.ATTACHMENT_MAX_BYTES / 1_048_576:.0f} MB"
        self.fields[FILES] = forms.Field(
            label="Files",
            help_text=f"PDF, images, Office or OpenDocument documents, text or e-mails, up to {most} each.",
            required=False,
            widget=FilesInput(attrs={"accept": ACCEPT, "multiple": True}),
        )
        if self.is_bound and self.uploads.pending:
            self._tick_the_new()

    def _tick_the_new(self) -> None:
        """What has just been uploaded counts as chosen."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data.setlist(self.add_prefix(KEPT), [str(one.key) for one in self.uploads.pending])
        self.data = data

    def clean(self) -> dict[str, Any]:
        """The other fields, and `kept`: the keys of the files; a file that was not kept is told at the chooser."""
        cleaned = super().clean() or self.cleaned_data
        for problem in self.uploads.problems:
            self.add_error(FILES, problem)
        cleaned.pop(FILES, None)
        cleaned.setdefault(KEPT, [])
        return cleaned
