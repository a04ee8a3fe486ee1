"""Bringing a register in: one transaction from the file's rows to the register, or nothing.

What each register said is kept (`RegisterEntry`); the register is made from all of it (`exchange.history`), so the
order of the files does not matter and the same file twice changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.history import author
from core.models import User
from exchange.days import in_words
from exchange.intake import Intake, clean_rows, kind_of, take_in
from exchange.models import ImportRun, KeptRow, Register, RegisterEntry, RowOddity
from exchange.opening import Unreadable
from exchange.permissions import can_import_register
from exchange.reading import Found, find_register
from exchange.reference import known_reference
from exchange.remaking import Told, remake, urns_known
from exchange.rows import Kept, Oddity
from exchange.words import known_words
from providers.news import tell

MANY_MISSING = 100
BATCH = 2_000
STEPS = ("reading the file", "cleaning its rows", "making the register", "writing the differences", "done")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was given, with what was said about it (see `ImportRun`)."""

    name: str
    content: bytes
    sheet: str = ""
    as_of: date | None = None
    partial: bool = False
    whole: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: its run with the counts, the rows kept aside and the warnings."""

    run: ImportRun
    day: date
    kind: str
    kept: Sequence[Kept]
    oddities: Sequence[Oddity]


def _silent(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def run_for(source: Source, *, by: User | None, at: datetime) -> ImportRun:
    """The row for the import of a file, not saved yet."""
    return ImportRun(
        file_name=source.name[:200],
        sha256=sha256(source.content).hexdigest(),
        size=len(source.content),
        sheet=source.sheet,
        as_of=source.as_of,
        partial=source.partial,
        whole=source.whole,
        dry_run=source.dry_run,
        asked_at=at,
        by=by,
    )


def register_import(
    source: Source,
    *,
    by: User | None,
    at: datetime,
    run: ImportRun | None = None,
    progress: Progress = _silent,
) -> Outcome:
    """Import a file. `by` None: the operator at the command line. `run`: the row of an upload, already saved.

    Raises `Unreadable` with one sentence for the person, and changes nothing then; raises `Refused` when this person
    may not. A dry run does everything and takes it back; of an upload's, the account alone is kept.
    """
    if by is not None:
        can_import_register(by).require()
    of_upload = run is not None
    run = run or run_for(source, by=by, at=at)
    began = time.monotonic()
    progress(0, len(STEPS) - 1, STEPS[0])
    found = find_register(source.content, name=source.name, sheet=source.sheet)
    day = _day(source, found, today=timezone.localdate(at))
    importing = _Importing(run, found, day, at, progress)
    with author(by, f"The register of {in_words(day)} came in: {source.name}"):
        outcome = importing.go()
        run.state = ImportRun.State.DONE
        run.seconds = round(time.monotonic() - began, 2)
        run.finished_at = at
        _save(outcome)
        if source.dry_run:
            transaction.set_rollback(True)
    if source.dry_run and of_upload:
        run.register = None
        with transaction.atomic():
            _save(outcome)
    progress(len(STEPS) - 1, len(STEPS) - 1, STEPS[-1])
    return outcome


def check_file(source: Source, *, at: datetime) -> None:
    """Raise `Unreadable` with one sentence when the file cannot be a register of a known day."""
    found = find_register(source.content, name=source.name, sheet=source.sheet)
    _day(source, found, today=timezone.localdate(at))


def _day(source: Source, found: Found, *, today: date) -> date:
    day = source.as_of or found.day
    if day is None:
        raise Unreadable(f"{source.name} does not say of which day it is: give the day of the register.", about="as_of")
    if day > today:
        given = "as_of" if source.as_of else "file"
        raise Unreadable(f"{source.name} is of {in_words(day)}, which is a day to come.", about=given)
    return day


def _save(outcome: Outcome) -> None:
    run = outcome.run
    run.save()
    KeptRow.objects.bulk_create(
        [
            KeptRow(run=run, line=row.line, urn=row.urn, code=row.code, reason=row.reason[:300], cells=dict(row.cells))
            for row in outcome.kept
        ],
        batch_size=BATCH,
    )
    RowOddity.objects.bulk_create(
        [RowOddity(run=run, line=o.line, urn=o.urn, code=o.code, sentence=o.sentence[:400]) for o in outcome.oddities],
        batch_size=BATCH,
    )


class _Importing:
    """One import inside its transaction."""

    def __init__(self, run: ImportRun, found: Found, day: date, at: datetime, progress: Progress) -> None:
        self.run, self.found, self.day, self.at, self.progress = run, found, day, at, progress

    def go(self) -> Outcome:
        lock_register()
        self._step(1)
        reference, words = known_reference(), known_words()
        rows = clean_rows(
            self.found.rows, day=self.day, series=self.found.series, words=words, vocabulary=reference.vocabulary
        )
        kind = kind_of(rows)
        whole = kind == Register.Kind.REGISTER and not self.run.partial
        register = _register(self.day, kind, whole)
        before = entries_of(register)
        intake = take_in(rows, kind=kind, known=urns_known(row.urn for row in rows), before=before)
        if whole and not self.run.whole:
            _refuse_a_part(self.run.file_name, register, intake)
        self._save_run(register, intake)
        told = Told(register, self.run, intake.entries, intake.lines, before, everybody=register.complete)
        told.kept_urns = {row.urn for row in intake.kept if row.urn}
        if whole:
            told.dropped = set(before) - set(intake.entries)
            self._replace_kept_rows(register)
        self._step(2)
        effects, late = remake(told, reference, words, at=self.at, step=lambda: self._step(3))
        effects.counts["entries no longer in the file"] += len(told.dropped)
        self.run.effects = {what: count for what, count in sorted(effects.counts.items()) if count}
        tell(effects.touched)
        return Outcome(self.run, self.day, kind, intake.kept, [*intake.oddities, *late])

    def _step(self, done: int) -> None:
        self.progress(done, len(STEPS) - 1, STEPS[done])

    def _save_run(self, register: Register, intake: Intake) -> None:
        run = self.run
        run.register = register
        run.rows_read, run.rows_blank = intake.read, self.found.blank_rows
        run.rows_new, run.rows_changed = intake.new, intake.changed
        run.rows_unchanged, run.rows_kept = intake.unchanged, len(intake.kept)
        run.series = self.found.series
        run.columns = [
            {"heading": c.heading, "group": c.group, "field": c.field, "why_not": c.why_not} for c in self.found.columns
        ]
        run.remarks = list(self.found.remarks)
        if self.found.day and self.found.day != self.day:
            told, given = in_words(self.found.day), in_words(self.day)
            run.remarks.append(f"The file itself says {told}; {given} was given by hand.")
        run.save()

    def _replace_kept_rows(self, register: Register) -> None:
        """What earlier files of this register left aside gives way to this file."""
        earlier = KeptRow.objects.open().filter(run__register=register).exclude(run=self.run)
        earlier.update(outcome=KeptRow.Outcome.REPLACED, settled_at=self.at, settled_by=self.run.by)


def lock_register() -> None:
    """Let one import at a time into the register; a second one waits until the first is through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('exchange.register'))")


def entries_of(register: Register) -> dict[str, Mapping[str, Any]]:
    """What a register says already, by URN."""
    return dict(RegisterEntry.objects.filter(register=register).values_list("provider__urn", "said"))


def _register(day: date, kind: str, whole: bool) -> Register:
    register, _ = Register.objects.get_or_create(on=day, kind=kind, defaults={"complete": whole})
    if whole and not register.complete:
        register.complete = True
        register.save(update_fields=["complete"])
    return register


def _refuse_a_part(name: str, register: Register, intake: Intake) -> None:
    """A file that lacks most of the providers of the register before is not taken for a whole one unasked."""
    earlier = Register.objects.filter(kind=register.kind, complete=True, on__lt=register.on).last()
    if earlier is None:
        return
    listed = set(entries_of(earlier))
    missing = len(listed - set(intake.entries) - {row.urn for row in intake.kept})
    if missing >= MANY_MISSING and missing * 2 > len(listed):
        raise Unreadable(
            f"{name} lacks {missing:,} of the {len(listed):,} providers of the register of {in_words(earlier.on)}: "
            "say whether it is a part of the register or all of it.",
            about="scope",
        )
