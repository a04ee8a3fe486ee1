"""`manage.py plan`: what must be inspected and by when, without writing anything."""

from __future__ import annotations

import csv
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from core.law import law_in_force, regimes
from law.loader import shipped, single
from law.model import Law
from scheduling import asking, contract
from scheduling.management import options
from scheduling.planner import plan


class Command(BaseCommand):
    """Prints plans: of any day under any regime, those in force, or of facts in a file."""

    help = "Print which inspections must happen and by when. Writes nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract is in docs/planner.md."""
        parser.add_argument("--as-of", metavar="DATE", help="the day to plan on, as 2026-09-01")
        parser.add_argument("--regime", metavar="ID", help="that regime on every day; otherwise the law in force")
        parser.add_argument("--urn", nargs="+", action="extend", metavar="URN", help="only these providers")
        parser.add_argument("--format", default="csv", choices=["csv", "json"])
        parser.add_argument("--stored", action="store_true", help="the plans in force, with their states of today")
        parser.add_argument(
            "--facts", metavar="FILE", help="plan the facts in this file, one provider a line, without a database"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        """Print the plans. Raises `CommandError` on bad input."""
        # The reader has seen enough (`| head`): not an error.
        with suppress(BrokenPipeError):
            self._print(given)

    def _print(self, given: dict[str, Any]) -> None:
        _refuse_what_does_not_go_together(given)
        if given["facts"]:
            return self._of_file(given["facts"], options.day(given["as_of"]), given["regime"])
        urns = _known(given["urn"])
        as_json = given["format"] == "json"
        if given["stored"]:
            read = asking.stored_as_json if as_json else asking.stored_rows
            return self._write(read(urns, localdate()), as_json)
        as_of = options.day(given["as_of"])
        law = _law(given["regime"])
        if as_json:
            return self._write(asking.as_json(asking.known_of(urns, as_of), law, as_of), as_json=True)
        return self._write(asking.rows(asking.facts_of(urns, as_of), law, as_of), as_json=False)

    def _write(self, lines: Iterable[Any], as_json: bool) -> None:
        if as_json:
            for line in lines:
                self.stdout.write(json.dumps(line, ensure_ascii=False))
            return
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(contract.COLUMNS)
        out.writerows(lines)

    def _of_file(self, name: str, as_of: date, regime_id: str | None) -> None:
        if regime_id is None:
            raise CommandError("With --facts say --regime ID too: which regime is in force stands in the database.")
        law = single(options.regime(regime_id, shipped()))
        try:
            with sys.stdin.buffer if name == "-" else Path(name).open("rb") as lines:
                found = asking.facts_of_file(lines, name)
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"{name}: this is not text in UTF-8.") from None
        except ValueError as error:
            raise CommandError(str(error)) from None
        self._write((contract.as_json(facts, plan(facts, law, as_of), as_of) for facts in found), as_json=True)


def _refuse_what_does_not_go_together(given: dict[str, Any]) -> None:
    if given["stored"] and (given["facts"] or given["as_of"] or given["regime"]):
        raise CommandError("--stored prints the plans in force: it goes with --urn and --format alone.")
    if given["facts"] and given["urn"]:
        raise CommandError("--facts plans every line of the file: it does not go with --urn.")
    if not given["stored"] and not given["as_of"]:
        raise CommandError("Say the day with --as-of DATE, as 2026-09-01, or --stored for the plans in force.")


def _known(urns: list[str] | None) -> list[str] | None:
    if urns and (unknown := asking.unknown_urns(urns)):
        raise CommandError(f"No provider has the URN {', '.join(unknown)}.")
    return urns


def _law(regime_id: str | None) -> Law:
    return single(options.regime(regime_id, regimes())) if regime_id else law_in_force()
