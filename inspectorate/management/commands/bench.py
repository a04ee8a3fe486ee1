"""`manage.py bench --providers N`: the figures of docs/benchmarks.md, measured in a database of their own."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inspectorate.bench.measure import PLAIN_MOST, Wanted, measure
from inspectorate.bench.nights import ONE_DAY, Wrong
from law.dates import year_of

FEWEST, MOST, MOST_REPEATS = 100, 1_900_000, 20


class Command(BaseCommand):
    """The register that is there is neither read nor changed."""

    help = "Measure runs, news and pages on an invented register; progress on stderr, the figures on stdout."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--providers", type=int, default=10_000, metavar="N")
        parser.add_argument("--repeat", type=int, default=5, metavar="N", help="take the median of so many")
        parser.add_argument(
            "--plain",
            type=int,
            default=PLAIN_MOST,
            metavar="N",
            help="measure the ordinary way over N providers at the most; 0 leaves it out",
        )
        parser.add_argument("--no-pages", action="store_true", help="leave the pages out")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON, nothing else")

    def handle(self, *args: Any, **given: Any) -> None:
        """Measure. Raises `CommandError` on bad input, and when what is measured does not do its work."""
        if not FEWEST <= given["providers"] <= MOST:
            raise CommandError(f"--providers {given['providers']}: give a number from {FEWEST} to {MOST:,}.")
        if not 1 <= given["repeat"] <= MOST_REPEATS:
            raise CommandError(f"--repeat {given['repeat']}: give a number from 1 to {MOST_REPEATS}.")
        if given["plain"] < 0:
            raise CommandError(f"--plain {given['plain']}: give a number of providers, 0 for none.")
        today = timezone.localdate()
        nights = 2 * given["repeat"] * ONE_DAY
        if year_of(today) != year_of(today + nights):
            raise CommandError("A new inspection year begins within the nights measured, and changes every plan.")
        wanted = Wanted(given["providers"], given["repeat"], given["plain"], not given["no_pages"])
        try:
            found = measure(wanted, today, self._say)
        except Wrong as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write(json.dumps(found) if given["json"] else _table(found))

    def _say(self, text: str) -> None:
        print(f"  {text}", file=sys.stderr, flush=True)


def _table(found: dict[str, Any]) -> str:
    """The figures for people."""
    full = found["full_s"]
    rows = [
        ("full recompute", f"{full:.2f} s", f"{full / found['floor_s']:.2f} × the floor of {found['floor_s']:.2f} s"),
        ("a quiet night", f"{found['unchanged_s']:.2f} s", f"{found['unchanged_s'] / full:.3f} of full"),
        ("news of 1 %", f"{found['one_percent_s']:.2f} s", f"{found['one_percent_s'] / full:.3f} of full"),
        ("two workers", f"{found['workers']['2']:.2f} s", f"{full / found['workers']['2']:.2f} × faster than one"),
        ("one piece of news", f"{found['single_ms']} ms", ""),
        ("memory of a worker", f"{found['peak_mb']} MiB", ""),
    ]
    if "plain_s" in found:
        faster = f"full is {found['plain_s'] / full:.1f} × faster"
        rows.insert(1, ("the ordinary way", f"{found['plain_s']:.2f} s", faster))
    for name, page in found.get("pages", {}).items():
        rows.append((name, f"{page['ms']} ms", f"{page['queries']} queries"))
    return "\n".join(f"{name:24}{figure:>12}  {more}" for name, figure, more in rows)
