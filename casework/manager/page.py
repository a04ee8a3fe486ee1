"""The manager's page put together: figures, each with its link, and the charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casework.manager.days import Figures
from casework.manager.links import Links
from casework.manager.totals import GAPS, STATES, Forecast, Scope, Tally, Totals
from core import charts
from core.glossary import terms
from law.dates import add_months, year_label, year_of
from providers.names import Names
from scheduling.models import ForecastCell

Figure = tuple[int, str, str]
GROUNDS = {str(ground.value): str(ground.label) for ground in ForecastCell.Ground}
GROUND_INKS = {"law": 0, "policy": 1, "asked": 6}
URGENCY = ("overdue", "due", "carried_over", "met", "suspended", "not_required")
GAP_WORDS = {365: "1 year or more", 730: "2 years or more", 1095: "3 years or more"}


@dataclass(frozen=True, slots=True)
class LastYear:
    """Verdicts of the inspection year that has ended."""

    label: str
    missed: Figure
    not_known: Figure


class Page:
    """What the template shows of one day, within one scope."""

    def __init__(self, figures: Figures, scope: Scope, names: Names, totals: Totals) -> None:
        self.figures, self.scope, self.names, self.totals = figures, scope, names, totals
        self.links = Links(figures, scope)
        self.year = year_of(figures.as_of)

    @property
    def narrowed_to(self) -> list[tuple[str, str, str]]:
        """What the scope is narrowed to: parameter, its title and the name chosen."""
        chosen = self.scope.parameters
        return [
            (name, heading, names.get(chosen[name], "")) for name, heading, names, _ in self._parts if name in chosen
        ]

    @property
    def _parts(self) -> tuple[tuple[str, str, Mapping[str, str], Mapping[str, Tally]], ...]:
        return (
            ("type", "Service type", self.names.types, self.totals.by_type),
            ("region", "Region", self.names.regions, self.totals.by_region),
            ("team", "Team", self.names.teams, self.totals.by_team),
        )

    @property
    def registered(self) -> Figure:
        """All providers on the register."""
        return self.totals.all.registered, "on the register", self.links.registered()

    @property
    def states(self) -> list[Figure]:
        """How many are in each state, what matters most first."""
        return [(self.totals.all.state(code), terms()[code].word, self.links.state(code)) for code in URGENCY]

    @property
    def overdue(self) -> Figure:
        """Those for which the law is not met today."""
        return self.totals.all.state("overdue"), terms()["overdue"].word, self.links.state("overdue")

    @property
    def late(self) -> Figure:
        """Those whose plan has a target that has passed."""
        return self.totals.all.measures["late"], "with a target date passed", self.links.late()

    @property
    def last_year(self) -> LastYear:
        """What the year before came to."""
        measures = self.totals.all.measures
        return LastYear(
            year_label(self.year - 1),
            (measures["missed"], "missed", self.links.previous("missed")),
            (measures["not_known"], "not known", self.links.previous("not_known")),
        )

    @property
    def gaps(self) -> list[Figure]:
        """How many have gone so long without any inspection, and how many never had one."""
        measures = self.totals.all.measures
        gaps = [(measures[f"gap_{days}"], GAP_WORDS[days], self.links.gap(days)) for days in GAPS]
        return [*gaps, (measures["never_inspected"], "never inspected", self.links.never())]

    @property
    def breakdowns(self) -> list[tuple[str, charts.Chart]]:
        """The states by type, by region and by team; a part that the scope fixes is left out."""
        fixed = self.scope.parameters
        return [
            (heading, self._breakdown(name, heading, names, tallies))
            for name, heading, names, tallies in self._parts
            if name not in fixed
        ]

    def _breakdown(
        self, name: str, heading: str, names: Mapping[str, str], tallies: Mapping[str, Tally]
    ) -> charts.Chart:
        rows = [self._row(name, code, names.get(code, code), tallies[code]) for code in _ordered(names, tallies)]
        series = charts.states(STATES, {code: terms()[code].word for code in STATES})
        title = f"Share of providers in each state, by {heading.lower()}"
        return charts.bars(f"by-{name}", title, rows, series, row_heading=heading, share=True)

    def _row(self, name: str, code: str, label: str, tally: Tally) -> charts.Row:
        group = {name: code}
        return charts.Row(
            label,
            [tally.state(state) for state in STATES],
            [self.links.state(state, **group) for state in STATES],
            total_href=self.links.registered(**group),
        )

    def forecast(self, cells: Forecast, year: int) -> charts.Chart:
        """Inspections by month of their target in an inspection year, as a picture with its table."""
        rows = [self._month(add_months(date(year, 4, 1), number), cells) for number in range(12)]
        series = [charts.Series(word, GROUND_INKS[ground]) for ground, word in GROUNDS.items()]
        title = f"Inspections planned in {year_label(year)}, by month of target"
        return charts.columns("forecast", title, rows, series, row_heading=f"Month of {year_label(year)}")

    def _month(self, month: date, cells: Forecast) -> charts.Row:
        return charts.Row(
            f"{month:%b}",
            [cells.get((month, ground), 0) for ground in GROUNDS],
            [self.links.month(month, ground) for ground in GROUNDS],
            total_href=self.links.month(month),
        )

    def beyond(self, cells: Forecast, year: int) -> list[Figure]:
        """Planned inspections outside the months of the picture, and the year's sum."""
        first, last = date(year, 4, 1), date(year + 1, 3, 1)
        sums = (
            (_sum(cells, None, first), f"before April {year}", self.links.before(first)),
            (_sum(cells, first, add_months(last, 1)), f"in {year_label(year)}", self.links.year(year)),
            (_sum(cells, add_months(last, 1), None), f"after March {year + 1}", self.links.after(last)),
            (
                sum(n for (month, _), n in cells.items() if month is None),
                "without a target date",
                self.links.month(None),
            ),
        )
        return [figure for number, figure in enumerate(sums) if figure[0] or number == 1]


def _sum(cells: Forecast, since: date | None, until: date | None) -> int:
    """Cells with a month from `since` on and before `until`."""
    return sum(
        number
        for (month, _), number in cells.items()
        if month is not None and (since is None or month >= since) and (until is None or month < until)
    )


def _ordered(names: Mapping[str, str], tallies: Mapping[str, Tally]) -> Iterator[str]:
    """The codes with any provider on the register, in the order of the names; unknown ones last."""
    known = [code for code in names if code in tallies]
    yield from (code for code in [*known, *(code for code in tallies if code not in names)] if tallies[code].registered)
