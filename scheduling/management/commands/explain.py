"""`manage.py explain URN`: the plan of one provider with its reasons, and the same plan made again."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from core.law import law_in_force, regimes
from law.loader import single
from providers.models import Provider
from scheduling import asking, explaining
from scheduling.explaining import Explanation
from scheduling.management import options
from scheduling.models import Plan
from scheduling.plans import Item
from scheduling.reasons import Sentence
from scheduling.wording import day_name


class Command(BaseCommand):
    """Prints each date with its paragraph: planned now, on any day and by any regime, or with `--stored-on` as kept."""

    help = "Print the plan of a provider with its reasons, and replay it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("urn", metavar="URN")
        parser.add_argument("--as-of", metavar="DATE", help="plan it on this day; otherwise today")
        parser.add_argument("--regime", metavar="ID", help="that regime on every day; otherwise the law in force")
        parser.add_argument(
            "--stored-on", metavar="DATE", help="why the plan in force on that day said so, from what was kept"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        """Print it. Raises `CommandError` on bad input."""
        today = localdate()
        if given["stored_on"]:
            if given["as_of"] or given["regime"]:
                raise CommandError("--stored-on replays what was kept: it does not go with --as-of or --regime.")
            on = options.day(given["stored_on"])
            stored = _kept(given["urn"], on)
            return self._print(explaining.explain_stored(stored), on, stored.valid_until)
        on = options.day(given["as_of"]) if given["as_of"] else today
        law = single(options.regime(given["regime"], regimes())) if given["regime"] else law_in_force()
        for facts, changes_on in asking.known_of([given["urn"]], on):
            return self._print(explaining.explain(facts, law, on), on, changes_on)
        raise CommandError(f"No provider has the URN {given['urn']}.")

    def _print(self, told: Explanation, on: date, changes_on: date | None) -> None:
        plan = told.plan
        self._line(f"{told.facts.urn}, {told.facts.service_type}: {told.state(on)} on {day_name(on)}")
        self._line(f"Planned on {day_name(told.day)} by {plan.regime} ({told.regime_hash[:12]})")
        if until := min((day for day in (plan.valid_until, changes_on) if day), default=None):
            self._line(f"It says the same until {day_name(until)}.")
        self._sentences(told.general)
        for item, sentences in told.items:
            self._line("")
            self._line(_heading(item))
            self._sentences(sentences)
        self._line("")
        if told.differences:
            self._line(f"Replayed by planner {told.planner_version}, it differs:")
            for difference in told.differences:
                self._line(f"  {difference}")
        else:
            self._line("Replayed from the facts and the law: the same plan.")

    def _sentences(self, sentences: tuple[Sentence, ...]) -> None:
        for sentence in sentences:
            self._line(f"  - {sentence}")

    def _line(self, text: str) -> None:
        self.stdout.write(text)


def _kept(urn: str, on: date) -> Plan:
    provider = Provider.objects.filter(urn=urn).first()
    if provider is None:
        raise CommandError(f"No provider has the URN {urn}.")
    stored = explaining.plan_as_of(provider, on)
    if stored is None:
        raise CommandError(f"No plan of {urn} was in force on {on}.")
    return stored


def _heading(item: Item) -> str:
    target = f"by {day_name(item.target)}" if item.target else "no date known"
    deadline = f", in law by {day_name(item.statutory_deadline)}" if item.statutory_deadline else ""
    when = ", next year" if item.next else ""
    return f"{item.key}: {item.type.replace('_', ' ')} inspection {target}{deadline} ({item.basis}{when})"
