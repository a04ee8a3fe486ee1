"""`manage.py import_register FILE…`: bring published registers in."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exchange.days import in_words
from exchange.models import Contradiction
from exchange.opening import Unreadable
from exchange.services import Outcome, Source, register_import

LARGEST_BYTES = 100 * 1024 * 1024
SHOWN = 10
# What is given with the file, when the file alone does not tell.
OPTIONS = {"as_of": "--as-of DATE", "sheet": "--sheet NAME", "scope": "--partial or --whole"}


class Command(BaseCommand):
    """Each file is one transaction: it is imported as a whole or not at all."""

    help = "Import published registers (CSV, ODS, XLSX), in any order; the same file twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--as-of", metavar="DATE", help="the day the register is of, when the file does not say")
        parser.add_argument("--sheet", default="", help="which sheet of a workbook to read")
        size = parser.add_mutually_exclusive_group()
        size.add_argument("--partial", action="store_true", help="the file is a part: what it lacks is not gone")
        size.add_argument("--whole", action="store_true", help="the file is the whole register, however much it lacks")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object for each file")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = _day(options["as_of"])
        for name in options["files"]:
            source = Source(
                name=Path(name).name,
                content=_content(Path(name)),
                sheet=options["sheet"],
                as_of=as_of,
                partial=options["partial"],
                whole=options["whole"],
                dry_run=options["dry_run"],
            )
            watched = not options["as_json"] and sys.stderr.isatty()
            try:
                outcome = register_import(
                    source, by=None, at=timezone.now(), progress=self._show if watched else _quiet
                )
            except Unreadable as reason:
                option = OPTIONS.get(reason.about)
                raise CommandError(f"{reason} Use {option}." if option else str(reason)) from None
            if options["as_json"]:
                self.stdout.write(json.dumps(_as_json(outcome), sort_keys=True, ensure_ascii=False))
            else:
                self._tell(outcome)

    def _show(self, done: int, total: int, message: str) -> None:
        self.stderr.write(f"\r\x1b[K{done}/{total} {message}", ending="\n" if done == total else "")
        self.stderr.flush()

    def _tell(self, outcome: Outcome) -> None:
        run = outcome.run
        done = "would be imported" if run.dry_run else "imported"
        self.stdout.write(
            f"{run.file_name}: register of {in_words(outcome.day)} {done} in {run.seconds} s. {run.rows_read:,} rows "
            f"read = {run.rows_taken:,} taken ({run.rows_new:,} new, {run.rows_changed:,} of known providers) + "
            f"{run.rows_unchanged:,} unchanged + {run.rows_kept:,} kept aside; {run.rows_blank:,} empty."
        )
        for remark in run.remarks:
            self.stdout.write(f"  {remark}")
        for column in run.columns:
            if column["why_not"]:
                self.stdout.write(f"  Column {column['heading']!r} was not taken: {column['why_not']}.")
        _list(self, "kept aside", [f"line {row.line}: {row.reason}" for row in outcome.kept])
        _list(self, "warnings", [f"line {odd.line}, {odd.urn}: {odd.sentence}" for odd in outcome.oddities])
        if run.effects:
            self.stdout.write("  " + ", ".join(f"{what}: {count:,}" for what, count in run.effects.items()))


def _list(command: BaseCommand, what: str, lines: list[str]) -> None:
    if lines:
        command.stdout.write(f"  {what} ({len(lines):,}):")
    for line in lines[:SHOWN]:
        command.stdout.write(f"    {line}")
    if len(lines) > SHOWN:
        command.stdout.write(f"    and {len(lines) - SHOWN:,} more (--json lists them all)")


def _quiet(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"--as-of {text}: give a day such as 2021-03-31.") from None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise CommandError(f"{path.name} is larger than {LARGEST_BYTES // 1024**2} MB.")
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from None


def _as_json(outcome: Outcome) -> dict[str, Any]:
    run = outcome.run
    return {
        "file": run.file_name,
        "sha256": run.sha256,
        "register": outcome.day.isoformat(),
        "kind": outcome.kind,
        "dry_run": run.dry_run,
        "read": run.rows_read,
        "taken": run.rows_taken,
        "new": run.rows_new,
        "changed": run.rows_changed,
        "unchanged": run.rows_unchanged,
        "kept_aside": [{"line": r.line, "urn": r.urn, "code": r.code, "reason": r.reason} for r in outcome.kept],
        "blank": run.rows_blank,
        "warnings": [{"line": o.line, "urn": o.urn, "code": o.code, "sentence": o.sentence} for o in outcome.oddities],
        "columns": run.columns,
        "remarks": run.remarks,
        "effects": run.effects,
        "contradictions": [] if run.dry_run else _contradictions(outcome.day),
        "seconds": run.seconds,
    }


def _contradictions(day: date) -> list[dict[str, Any]]:
    """What the register of a day says otherwise than earlier ones."""
    found = Contradiction.objects.filter(second_on=day).select_related("provider")
    return [
        {
            "urn": told.provider.urn,
            "code": told.code,
            "first_on": told.first_on.isoformat(),
            "subject": told.subject,
            "first_says": told.first_says,
            "second_says": told.second_says,
        }
        for told in found
    ]
