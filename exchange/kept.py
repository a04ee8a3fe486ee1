"""Rows kept aside, taken up when what was missing is there: a service type, or a word that means one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.history import author
from core.models import User
from exchange.history import Reference
from exchange.intake import clean_rows
from exchange.models import ImportRun, KeptRow, Register, RowOddity
from exchange.permissions import can_import_register
from exchange.presence import REGISTER
from exchange.reading import Row
from exchange.reference import known_reference
from exchange.remaking import Told, remake
from exchange.rows import Clean
from exchange.services import entries_of, lock_register
from exchange.words import known_words
from providers.models import ServiceType
from providers.news import tell
from providers.services import service_type_add, service_type_word_add

TAKEN_UP = "Rows of a register that had been kept aside were taken up"


@dataclass(slots=True)
class TakenUp:
    """How many rows were tried again and taken, and what that wrote."""

    tried: int = 0
    taken: int = 0
    effects: Counter[str] = field(default_factory=Counter)


def type_add_and_take_up(
    code: str, name: str, plural: str = "", *, is_home: bool = False, by: User, at: datetime
) -> tuple[ServiceType, TakenUp]:
    """Add a service type and take up the rows that waited for it, both or neither."""
    with author(by, TAKEN_UP):
        added = service_type_add(code, name, plural, is_home=is_home, by=by, at=at)
        return added, _take_up(by=by, at=at)


def word_add_and_take_up(service_type: ServiceType, word: str, *, by: User, at: datetime) -> TakenUp:
    """Say that a published word means a service type and take up the rows that waited for it, both or neither."""
    with author(by, TAKEN_UP):
        service_type_word_add(service_type, word, by=by, at=at)
        return _take_up(by=by, at=at)


def kept_rows_take_up(*, by: User | None, at: datetime) -> TakenUp:
    """Try every row again that is still kept aside. `by` None: the operator at the command line."""
    if by is not None:
        can_import_register(by).require()
    with author(by, TAKEN_UP):
        return _take_up(by=by, at=at)


def _take_up(*, by: User | None, at: datetime) -> TakenUp:
    lock_register()
    reference = known_reference()
    done = TakenUp()
    kept = KeptRow.objects.open().exclude(run__register=None).select_related("run__register")
    by_run: dict[ImportRun, list[KeptRow]] = {}
    for row in kept.order_by("run__register__on", "run_id", "line"):
        by_run.setdefault(row.run, []).append(row)
    for run, rows in by_run.items():
        _take_up_of(run, rows, reference, done, by=by, at=at)
    return done


def _take_up_of(
    run: ImportRun, kept: Sequence[KeptRow], reference: Reference, done: TakenUp, *, by: User | None, at: datetime
) -> None:
    words = known_words()
    register = run.register
    assert register is not None
    rows = clean_rows(
        (Row(row.line, row.cells) for row in kept),
        day=register.on,
        series=run.series,
        words=words,
        vocabulary=reference.vocabulary,
    )
    before = entries_of(register)
    entries, lines, taken = _merged(register, (row for row in rows if isinstance(row, Clean)), before)
    done.tried += len(kept)
    done.taken += len(taken)
    if not taken:
        return
    told = Told(register, run, entries, lines, {urn: before[urn] for urn in entries if urn in before}, everybody=False)
    KeptRow.objects.filter(run=run, line__in=taken).update(
        outcome=KeptRow.Outcome.TAKEN_UP, settled_at=at, settled_by=by
    )
    effects, late = remake(told, reference, words, at=at)
    oddities = [odd for row in rows if isinstance(row, Clean) and row.line in taken for odd in row.oddities]
    RowOddity.objects.bulk_create(
        [RowOddity(run=run, line=o.line, urn=o.urn, code=o.code, sentence=o.sentence[:400]) for o in (*oddities, *late)]
    )
    done.effects.update(effects.counts)
    tell(effects.touched)


def _merged(
    register: Register, rows: Iterable[Clean], before: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, int], list[int]]:
    """Entries with the rows that can be taken now; a register lists a provider once, so a second row stays aside."""
    entries: dict[str, dict[str, Any]] = {}
    lines: dict[str, int] = {}
    taken: list[int] = []
    for row in rows:
        held = entries.get(row.urn) or before.get(row.urn)
        if held is not None and register.kind == REGISTER:
            continue
        visits = [*(held["visits"] if held else ()), *row.said["visits"]]
        unlike = {str(visit): visit for visit in visits}
        said = held or row.said
        entries[row.urn] = {
            **said,
            "visits": sorted(unlike.values(), key=lambda visit: (visit["on"], visit["number"], visit["kind"])),
        }
        lines.setdefault(row.urn, row.line)
        taken.append(row.line)
    return entries, lines, taken
