"""Many plans of one day by one law, each situation planned once.

A register has far fewer distinct situations than providers: what the planner can see of a provider
(`scheduling.observable`) is the key under which the plan of the first such provider is kept for all the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

from law.model import Law
from scheduling.facts import Facts
from scheduling.observable import Key, Observer
from scheduling.observers import observer_of
from scheduling.planner import plan
from scheduling.plans import Plan

T = TypeVar("T")

ENTRIES = 100_000
_READ = json.JSONDecoder().raw_decode


class Situations(Generic[T]):
    """Answers for canonical texts of facts what `make` makes of their plans.

    `make` is called once for a situation and must depend on the plan alone; what it returns is shared. `met` counts the
    providers, `known` those whose situation was met before. Memory is bounded: beyond `entries` situations the one met
    first is forgotten.
    """

    def __init__(self, law: Law, today: date, make: Callable[[Plan], T], entries: int = ENTRIES) -> None:
        self.law, self.today, self.make, self.entries = law, today, make, entries
        self.met = self.known = 0
        self._observers: dict[str, Observer | None] = {}
        self._marks: dict[object, int] = {}
        self._kept: dict[Key, T] = {}

    def of(self, text: str) -> T:
        """What was made of the plan for these facts. Raises what the planner raises."""
        facts, _ = _READ(text)
        service_type = facts["service_type"]
        if service_type not in self._observers:
            self._observers[service_type] = self._observer(service_type)
        observer = self._observers[service_type]
        key = observer.key(facts) if observer is not None else None
        self.met += 1
        if key is None:
            return self._planned(facts)
        if key in self._kept:
            self.known += 1
            return self._kept[key]
        return self._keep(key, self._planned(facts))

    def _observer(self, service_type: str) -> Observer | None:
        """The observer of a type, marked with a number: types of which the law says the same share it."""
        observer = observer_of(self.law, service_type, self.today)
        if observer is not None:
            observer.mark = self._marks.setdefault(observer.mark, len(self._marks))
        return observer

    def _planned(self, facts: dict[str, Any]) -> T:
        return self.make(plan(Facts.from_canonical(facts), self.law, self.today))

    def _keep(self, key: Key, made: T) -> T:
        if len(self._kept) >= self.entries:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = made
        return made
