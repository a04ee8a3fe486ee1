"""Every write of records and contact notes, one verb a function."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.timezone import localtime

from core.attachments import attachments_take
from core.decisions import Refused
from core.history import authored
from core.models import User
from intelligence.catalogue import events
from intelligence.models import ContactNote, Record
from intelligence.permissions import can_record_intelligence, can_tell_inspectorate, can_triage
from intelligence.rules import Entry, entry_faults
from intelligence.services.alerts import alert_raise
from intelligence.services.setting_off import record_sets_off
from providers.models import Organisation, Provider
from providers.services.telling import told

# What a provider writes itself; complaints and concerns come from others.
OF_PROVIDERS = (Record.Kind.NOTIFICATION, Record.Kind.CHANGE)


@authored("Wrote a record down")
def record_receive(provider: Provider, entry: Entry, *, files: Collection[str] = (), by: User, at: datetime) -> Record:
    """Write down what reached the inspectorate about a provider. `files`: keys of the writer's pending attachments.

    What its kind and severity set off is asked for, and immediate risk alerts the inspector, in the same transaction.
    Raises `Refused` for days to come or out of order, a notification without its event, and a missing text.
    """
    can_record_intelligence(by).require()
    return _keep(provider, entry, files, None, by, at)


@authored("Notified the inspectorate")
def record_send(provider: Provider, entry: Entry, *, files: Collection[str] = (), by: User, at: datetime) -> Record:
    """A provider's own people notify the inspectorate of an event or a change; raises `Refused` as `record_receive`."""
    can_tell_inspectorate(by, provider).require()
    if entry.kind not in OF_PROVIDERS:
        raise Refused("Notify an event or a change. For anything else, telephone the inspectorate.")
    return _keep(provider, entry, files, provider.organisation, by, at)


def _keep(
    provider: Provider, entry: Entry, files: Collection[str], writer: Organisation | None, by: User, at: datetime
) -> Record:
    for _, sentence in entry_faults(entry, localtime(at).date()):
        raise Refused(f"{sentence}.")
    if entry.kind not in Record.Kind.values or entry.severity not in Record.Severity.values:
        raise Refused("Choose a kind and a severity of the list.")
    if entry.event and entry.event not in events():
        raise Refused("Choose an event of the catalogue.")
    record = Record.objects.create(
        provider=provider,
        kind=entry.kind,
        event=entry.event,
        severity=entry.severity,
        received_on=entry.received_on,
        received_time=entry.received_time,
        occurred_on=entry.occurred_on,
        text=entry.text.strip(),
        organisation=writer,
        entered_at=at,
        entered_by=by,
    )
    record.attachments.set(attachments_take(files, by=by, at=at))
    source = "from the provider" if writer else "received"
    # The text stays in the record: a timeline is read by more people and for other reasons.
    summary = f"{record.get_kind_display().capitalize()} {source}: {record.get_severity_display()}"
    record_sets_off(record, at=at)
    alert_raise(record, at=at)
    told([provider], "intelligence", summary, on=entry.received_on, why="", by=by, at=at, source=record.reference)
    return record


@authored()
def record_triage(record: Record, *, note: str, by: User, at: datetime) -> Record:
    """Say that a record has been looked at and what follows from it; once.

    Raises `Refused` without a note, and when somebody has done so already.
    """
    can_triage(by).require()
    record = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.triaged_at is not None:
        raise Refused("Somebody has looked at this record already: see what they wrote.")
    if not note.strip():
        raise Refused("Say what follows from this record.")
    record.triaged_at, record.triaged_by, record.triage_note = at, by, note.strip()
    record.save(update_fields=["triaged_at", "triaged_by", "triage_note"])
    return record


@authored("Wrote a contact down")
def contact_note_write(
    provider: Provider,
    *,
    kind: str,
    on: date,
    with_whom: str,
    text: str,
    files: Collection[str] = (),
    by: User,
    at: datetime,
) -> ContactNote:
    """Write down a meeting, a call or advice given (paras 3.1.13, 3.1.18). Raises `Refused` for a day to come."""
    can_record_intelligence(by).require()
    if kind not in ContactNote.Kind.values:
        raise Refused("Choose meeting, call or advice.")
    if on > localtime(at).date():
        raise Refused("The day of the contact cannot be in the future.")
    if not (with_whom.strip() and text.strip()):
        raise Refused("Say with whom the contact was and what was said.")
    note = ContactNote.objects.create(
        provider=provider,
        kind=kind,
        on=on,
        with_whom=with_whom.strip(),
        text=text.strip(),
        entered_at=at,
        entered_by=by,
    )
    note.attachments.set(attachments_take(files, by=by, at=at))
    told(
        [provider], "contact", f"{note.get_kind_display().capitalize()} with the provider", on=on, why="", by=by, at=at
    )
    return note
