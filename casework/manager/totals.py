"""The figures of the manager's page: today's totals, or those that a run kept, added up in one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from providers.names import NOBODY
from scheduling.models import PlanRun, RunForecast, RunTotal, TodayForecast, TodayTotal

STATES = ("met", "due", "overdue", "carried_over", "suspended", "not_required")
GAPS = (365, 730, 1095)
MEASURES = ("closed", "late", "never_inspected", *(f"gap_{days}" for days in GAPS), "missed", "not_known")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the figures are narrowed to: codes as they stand in the address, "" for all, `NOBODY` for without one."""

    type: str = ""
    region: str = ""
    team: str = ""

    def conditions(self) -> Iterator[tuple[str, str]]:
        """Column and value of each narrowing."""
        for column, value in (("service_type_id", self.type), ("region_id", self.region), ("team_id", self.team)):
            if value:
                yield column, value

    @property
    def parameters(self) -> dict[str, str]:
        """The narrowing as it stands in an address."""
        pairs = {"type": self.type, "region": self.region, "team": self.team}
        return {name: value for name, value in pairs.items() if value}


@dataclass(slots=True)
class Tally:
    """Counts of providers in one group: by state (the closed ones among the not required) and by measure."""

    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    measures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))

    def state(self, code: str) -> int:
        """Providers in the state; of the not required those that are registered."""
        return self.states[code] - (self.measures["closed"] if code == "not_required" else 0)

    @property
    def registered(self) -> int:
        """All but the closed ones."""
        return sum(self.states.values()) - self.measures["closed"]


@dataclass(slots=True)
class Totals:
    """All that is counted of the providers: over everything, and by the code of each type, region and team."""

    all: Tally = field(default_factory=Tally)
    by_type: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_region: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_team: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))


Forecast = Mapping[tuple[date | None, str], int]


def read_totals(scope: Scope, run: PlanRun | None = None) -> Totals:
    """The totals of today, or of `run`, within the scope. One query."""
    totals = Totals()
    # GROUPING has a bit for each column that is not grouped by: type 4, region 2, team 1.
    groups = {3: totals.by_type, 5: totals.by_region, 6: totals.by_team}
    for grouping, kind, region, team, state, providers, *measures in _rows(_TOTALS, RunTotal, TodayTotal, scope, run):
        code = {3: kind, 5: region, 6: team}.get(grouping)
        tally = totals.all if grouping == 7 else groups[grouping][NOBODY if code is None else str(code)]
        tally.states[state] += providers
        for name, value in zip(MEASURES, measures, strict=True):
            tally.measures[name] += value
    return totals


def read_forecast(scope: Scope, run: PlanRun | None = None) -> Forecast:
    """Planned inspections by first day of the month of their target (None: without one) and ground. One query."""
    rows = _rows(_FORECAST, RunForecast, TodayForecast, scope, run)
    return {(month, ground): inspections for month, ground, inspections in rows if inspections}


_TOTALS = f"""
    SELECT grouping(service_type_id, region_id, team_id), service_type_id, region_id, team_id, state,
           {", ".join(f"sum({name})" for name in ("providers", *MEASURES))}
    FROM {{table}} WHERE {{where}}
    GROUP BY GROUPING SETS ((service_type_id, state), (region_id, state), (team_id, state), (state))
"""
_FORECAST = "SELECT month, ground, sum(inspections) FROM {table} WHERE {where} GROUP BY month, ground"


def _rows(sql: str, kept: Any, current: Any, scope: Scope, run: PlanRun | None) -> list[tuple[Any, ...]]:
    clauses: list[str] = ["true"]
    values: list[str | int] = []
    for column, value in scope.conditions():
        if value == NOBODY:
            clauses.append(f"{column} IS NULL")
        else:
            clauses.append(f"{column} = %s")
            values.append(value)
    if run is not None:
        clauses.append("run_id = %s")
        values.append(run.pk)
    table = (current if run is None else kept)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=table, where=" AND ".join(clauses)), values)
        return cursor.fetchall()
