"""Totals by team × type × region × state, and the forecast by month: counted once by each run, corrected by news.

A run's own never change. Today's are a copy of the last run's; news adds rows to them, minus what a provider was
counted as and plus what it is now. A provider that moves to another team, type or region is moved by a trigger
(migration `totals_follow_providers`), in the transaction that moves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

# The same words stand in the trigger's function, which a migration keeps: change both.
COUNTED = """
    CASE WHEN plan.overdue_from <= {day} THEN 'overdue' WHEN plan.due_from <= {day} THEN 'due'
        ELSE plan.base_state END AS state,
    plan.closed::int AS closed,
    (plan.late_from <= {day})::int AS late,
    (NOT plan.closed AND plan.last_inspected_on IS NULL)::int AS never_inspected,
    (NOT plan.closed AND {day} - plan.last_inspected_on >= 365)::int AS gap_365,
    (NOT plan.closed AND {day} - plan.last_inspected_on >= 730)::int AS gap_730,
    (NOT plan.closed AND {day} - plan.last_inspected_on >= 1095)::int AS gap_1095,
    (plan.previous_year = 'missed')::int AS missed,
    (plan.previous_year = 'not_known')::int AS not_known
"""
GROUND = """
    CASE WHEN obligation.basis IN ('statutory', 'approval') THEN 'law'
        WHEN obligation.basis IN ('policy', 'rating uplift') THEN 'policy' ELSE 'asked' END
"""
PLACE = "team_id, service_type_id, region_id"
NUMBERS = ("closed", "late", "never_inspected", "gap_365", "gap_730", "gap_1095", "missed", "not_known")
SUMS = ", ".join(f"coalesce(sum({name}), 0)" for name in NUMBERS)


def count_run(run_id: int, as_of: date) -> None:
    """Count the plans in force for a run, and make today's totals a copy of that. In the run's transaction.

    One statement each, so that what moves meanwhile is either counted or its correction kept, not both.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_TOTALS, {"run": run_id, "as_of": as_of})
        cursor.execute(_COUNT_FORECAST, {"run": run_id})


def correct(provider_ids: Sequence[int], sign: int) -> None:
    """Add (`sign` 1) or take away (-1) what these providers are counted as; nothing before the first run."""
    with connection.cursor() as cursor:
        parameters: dict[str, Any] = {"ids": list(provider_ids), "sign": sign}
        cursor.execute(_CORRECT_TOTALS, parameters)
        cursor.execute(_CORRECT_FORECAST, parameters)


_COUNT_TOTALS = f"""
WITH counted AS MATERIALIZED (
    SELECT {PLACE}, state, count(*) AS providers, {", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in NUMBERS)}
    FROM (
        SELECT {PLACE}, {COUNTED.format(day="%(as_of)s::date")}
        FROM scheduling_plan plan JOIN providers_provider provider ON provider.id = plan.provider_id
        WHERE plan.in_force_until IS NULL
    ) AS each GROUP BY {PLACE}, state
), kept AS (
    INSERT INTO scheduling_runtotal (run_id, {PLACE}, state, providers, {", ".join(NUMBERS)})
    SELECT %(run)s, * FROM counted
), gone AS (
    DELETE FROM scheduling_todaytotal
)
INSERT INTO scheduling_todaytotal (as_of, {PLACE}, state, providers, {", ".join(NUMBERS)})
SELECT %(as_of)s, * FROM counted
"""
_COUNT_FORECAST = f"""
WITH counted AS MATERIALIZED (
    SELECT {PLACE}, date_trunc('month', target)::date AS month, {GROUND} AS ground, count(*) AS inspections
    FROM scheduling_obligation obligation JOIN providers_provider provider ON provider.id = obligation.provider_id
    GROUP BY 1, 2, 3, 4, 5
), kept AS (
    INSERT INTO scheduling_runforecast (run_id, {PLACE}, month, ground, inspections) SELECT %(run)s, * FROM counted
), gone AS (
    DELETE FROM scheduling_todayforecast
)
INSERT INTO scheduling_todayforecast ({PLACE}, month, ground, inspections) SELECT * FROM counted
"""
_LAST_DAY = "SELECT as_of FROM scheduling_planrun WHERE state = 'committed' ORDER BY id DESC LIMIT 1"
_CORRECT_TOTALS = f"""
INSERT INTO scheduling_todaytotal (as_of, {PLACE}, state, providers, {", ".join(NUMBERS)})
SELECT as_of, {PLACE}, state, count(*) * %(sign)s,
    {", ".join(f"coalesce(sum({name}), 0) * %(sign)s" for name in NUMBERS)}
FROM (
    SELECT last.as_of, {PLACE}, {COUNTED.format(day="last.as_of")}
    FROM ({_LAST_DAY}) last CROSS JOIN scheduling_plan plan
    JOIN providers_provider provider ON provider.id = plan.provider_id
    WHERE plan.in_force_until IS NULL AND plan.provider_id = ANY(%(ids)s)
) AS each GROUP BY as_of, {PLACE}, state
"""
_CORRECT_FORECAST = f"""
INSERT INTO scheduling_todayforecast ({PLACE}, month, ground, inspections)
SELECT {PLACE}, date_trunc('month', target)::date, {GROUND}, count(*) * %(sign)s
FROM scheduling_obligation obligation JOIN providers_provider provider ON provider.id = obligation.provider_id
WHERE obligation.provider_id = ANY(%(ids)s) AND EXISTS ({_LAST_DAY}) GROUP BY 1, 2, 3, 4, 5
"""
