"""Where each figure leads: to the list that it counts, of today or of the run that kept it.

The names are those of the provider list's filters (casework.search.filters); the lists of a run take the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from casework.manager.days import Figures
from casework.manager.totals import STATES, Scope
from law.dates import year_end, year_start

Parameters = Mapping[str, str | list[str]]


class Links:
    """The addresses of one page of figures, within its scope."""

    def __init__(self, figures: Figures, scope: Scope) -> None:
        run = [] if figures.live else [figures.run.pk]
        self._providers = reverse("casework:past_providers", args=run) if run else reverse("casework:providers")
        self._inspections = reverse("casework:past_inspections", args=run) if run else reverse("casework:inspections")
        self._scope = scope.parameters

    def registered(self, **group: str) -> str:
        """Every provider on the register that has a plan."""
        return self._list(group, state=list(STATES), register="now")

    def state(self, code: str, **group: str) -> str:
        """Those in one state; of the not required, those on the register."""
        return self._list(group, state=code, register="now")

    def late(self, **group: str) -> str:
        """Those with a target that has passed."""
        return self._list(group, late="1")

    def never(self, **group: str) -> str:
        """Those on the register that were never inspected."""
        return self._list(group, never="1")

    def gap(self, days: int, **group: str) -> str:
        """Those on the register last inspected so many days ago, or longer."""
        return self._list(group, gap=str(days), sort="gap")

    def previous(self, verdict: str, **group: str) -> str:
        """Those with that verdict of the inspection year before, whether still on the register or not."""
        return self._list(group, previous=verdict, register="all")

    def month(self, month: date | None, ground: str = "") -> str:
        """The planned inspections with their target in a month (None: without a target), of one ground or all."""
        return self._planned(month=f"{month:%Y-%m}" if month else "none", ground=ground)

    def year(self, year: int, ground: str = "") -> str:
        """Those with their target in an inspection year."""
        start, end = year_start(date(year, 4, 1)), year_end(date(year, 4, 1))
        return self._planned(since=f"{start:%Y-%m}", until=f"{end:%Y-%m}", ground=ground)

    def before(self, month: date, ground: str = "") -> str:
        """Those with their target in an earlier month."""
        return self._planned(until=_previous(month), ground=ground)

    def after(self, month: date, ground: str = "") -> str:
        """Those with their target in a later month."""
        return self._planned(since=_next(month), ground=ground)

    def _list(self, group: Parameters, **parameters: str | list[str]) -> str:
        return f"{self._providers}?{urlencode({**self._scope, **group, **parameters}, doseq=True)}"

    def _planned(self, **parameters: str) -> str:
        given = {name: value for name, value in parameters.items() if value}
        return f"{self._inspections}?{urlencode({**self._scope, **given})}"


def _previous(month: date) -> str:
    return f"{month.year - (month.month == 1)}-{(month.month - 2) % 12 + 1:02}"


def _next(month: date) -> str:
    return f"{month.year + (month.month == 12)}-{month.month % 12 + 1:02}"
