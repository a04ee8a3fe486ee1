"""`manage.py demo_register --providers N --seed S`: an invented register to try the product on."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.decisions import Refused
from exchange.demo.copying import demo_register_make
from exchange.demo.people import demo_people_place

MOST = 1_900_000


class Command(BaseCommand):
    """The same size, seed and day give the same register."""

    help = "Fill an empty register with invented providers and three years of their inspections."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--providers", type=int, default=4000, metavar="N")
        parser.add_argument("--seed", type=int, default=2006, metavar="S")
        parser.add_argument("--today", metavar="DATE", help="the day on which the register is made up, for a repeat")

    def handle(self, *args: Any, **options: Any) -> None:
        providers = options["providers"]
        if not 1 <= providers <= MOST:
            raise CommandError(f"--providers {providers}: give a number from 1 to {MOST:,}.")
        began = time.monotonic()
        try:
            made = demo_register_make(
                providers,
                seed=options["seed"],
                today=_day(options["today"]),
                at=timezone.now(),
                progress=self._show if sys.stderr.isatty() else _quiet,
            )
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        demo_people_place(timezone.localdate())
        self.stdout.write(f"{made:,} invented providers in {time.monotonic() - began:.1f} s.")

    def _show(self, done: int, total: int) -> None:
        self.stderr.write(f"\r\x1b[K{done:,}/{total:,} providers", ending="\n" if done == total else "")
        self.stderr.flush()


def _quiet(done: int, total: int) -> None:
    """Nobody watches."""


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise CommandError(f"--today {text}: give a day such as 2026-09-01.") from None
