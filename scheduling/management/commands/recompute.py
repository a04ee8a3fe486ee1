"""`manage.py recompute`: the nightly run by hand, without a broker, with a progress bar."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Sum
from django.utils import timezone

from core.decisions import Refused
from core.law import law_in_force
from scheduling import runs
from scheduling.management import options
from scheduling.models import PlanRun

BAR = 40
WORKERS = 16


class Command(BaseCommand):
    """Finishes a run that was left open, then makes one of its own and works on it until it is published."""

    help = "Make the plans anew that need it, and publish them together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--as-of", metavar="DATE", help="the day to plan on; otherwise today")
        parser.add_argument("--all", action="store_true", help="every plan, also those that nothing asks for")
        parser.add_argument("--workers", type=int, default=1, metavar="N", help="this many processes")
        parser.add_argument("--json", action="store_true", help="print the figures of the run as JSON, nothing else")
        parser.add_argument("--join", type=int, metavar="RUN", help="work on an open run until nothing is left of it")

    def handle(self, *args: Any, **given: Any) -> None:
        """Do it. Raises `CommandError` on bad input."""
        self.quiet = given["json"] or given["join"] is not None
        if given["join"] is not None:
            if not PlanRun.objects.filter(id=given["join"]).exists():
                raise CommandError(f"There is no run {given['join']}.")
            return runs.run_work(given["join"], clock=timezone.now)
        if not 1 <= given["workers"] <= WORKERS:
            raise CommandError(f"--workers must be from 1 to {WORKERS}.")
        run = self._started(given)
        self._work(run.id, given["workers"])
        run.refresh_from_db()
        if run.state != PlanRun.State.COMMITTED:
            raise CommandError(f"The {run} was not published. Its page tells how far it is.")
        return self._tell(run, as_json=given["json"])

    def _started(self, given: dict[str, Any]) -> PlanRun:
        today = timezone.localdate()
        as_of = options.day(given["as_of"]) if given["as_of"] else today
        if as_of > today:
            raise CommandError(f"{as_of} has not come yet: `plan --as-of` tells what would be, without storing it.")
        while (left := runs.open_run()) is not None:
            self._say(f"First the {left}, which was left open.")
            self._work(left.id, given["workers"])
        last = PlanRun.objects.filter(state=PlanRun.State.COMMITTED).order_by("-as_of").first()
        if last is not None and as_of < last.as_of:
            raise CommandError(
                f"The plans in force are of {last.as_of}: `plan --as-of {as_of}` tells what was, without storing it."
            )
        try:
            return runs.run_start(
                as_of, PlanRun.Kind.MANUAL, law=law_in_force(), at=timezone.now(), everything=given["all"]
            )
        except Refused as refusal:
            raise CommandError(refusal.reason) from None

    def _work(self, run_id: int, workers: int) -> None:
        join = [sys.executable, sys.argv[0], "recompute", "--join", str(run_id)]
        helpers = [subprocess.Popen(join) for _ in range(workers - 1)]
        runs.run_work(run_id, clock=timezone.now, after_slice=lambda: self._bar(run_id))
        for helper in helpers:
            helper.wait()
        # A helper that was killed leaves its slice to whoever comes next.
        runs.run_work(run_id, clock=timezone.now, after_slice=lambda: self._bar(run_id))
        if not self.quiet and self.stdout.isatty():
            self.stdout.write("")

    def _bar(self, run_id: int) -> None:
        if self.quiet or not self.stdout.isatty():
            return
        slices = PlanRun.objects.get(id=run_id).slices
        whole = slices.aggregate(all=Sum("providers"))["all"] or 1
        done = slices.filter(staged_at__isnull=False).aggregate(done=Sum("providers"))["done"] or 0
        filled = done * BAR // whole
        self.stdout.write(f"\r[{'#' * filled}{' ' * (BAR - filled)}] {done:,} of {whole:,} planned", ending="")
        self.stdout.flush()

    def _tell(self, run: PlanRun, *, as_json: bool) -> None:
        figures = {name: getattr(run, name) for name in ("providers", "planned", "changed", "unchanged", "failed")}
        if as_json:
            self.stdout.write(json.dumps({"run": run.id, "as_of": run.as_of.isoformat(), **figures}))
            return
        told = ", ".join(f"{number:,} {name}" for name, number in figures.items())
        self.stdout.write(f"Run {run.id} for {run.as_of} is published: {told}.")

    def _say(self, text: str) -> None:
        if not self.quiet:
            self.stdout.write(text)
