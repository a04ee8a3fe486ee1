"""Stored plans and their obligations, the runs that made them, what each changed, and totals."""

from scheduling.models.plan import (
    BroughtForward,
    FactsText,
    LawUsed,
    Obligation,
    Plan,
    PlanBody,
    PlanChange,
)
from scheduling.models.run import (
    PlanFailure,
    PlanRun,
    PlanSlice,
    RunNews,
    StagedChange,
    StagedPlan,
)
from scheduling.models.total import (
    ForecastCell,
    RunForecast,
    RunTotal,
    TodayForecast,
    TodayTotal,
    TotalCell,
)

__all__ = [
    "BroughtForward",
    "FactsText",
    "ForecastCell",
    "LawUsed",
    "Obligation",
    "Plan",
    "PlanBody",
    "PlanChange",
    "PlanFailure",
    "PlanRun",
    "PlanSlice",
    "RunForecast",
    "RunNews",
    "RunTotal",
    "StagedChange",
    "StagedPlan",
    "TodayForecast",
    "TodayTotal",
    "TotalCell",
]
