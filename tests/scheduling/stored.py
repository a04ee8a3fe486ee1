"""What the store says, in a form that can be compared, and what it ought to say."""

import json
from collections import Counter
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Count, Q, Sum

from core.law import law_in_force
from law.loader import Timeline
from providers.models import Provider
from scheduling import totals
from scheduling.desk import body_of
from scheduling.facts import Facts
from scheduling.loader import Providers, load
from scheduling.models import Obligation, Plan, PlanRun, RunForecast, RunTotal, TodayForecast, TodayTotal
from scheduling.news import news_sweep
from scheduling.planner import plan
from scheduling.plans import loads
from scheduling.querysets import state_on
from scheduling.runs import run_start, run_work

MEASURES = ("providers", *totals.NUMBERS)
PLACE = ("team_id", "service_type_id", "region_id")


def at(day: date, hour: int = 2) -> datetime:
    """An instant of that day."""
    return datetime.combine(day, time(hour), UTC)


def night(day: date, *, law: Timeline | None = None, kind: str = "nightly", everything: bool = False) -> PlanRun:
    """A committed run for a day, by one worker."""
    run = run_start(day, kind, law=law or law_in_force(), at=at(day), everything=everything)
    run_work(run.pk, clock=lambda: at(day))
    run.refresh_from_db()
    assert run.state == PlanRun.State.COMMITTED
    return run


def sweep(day: date, law: Timeline | None = None) -> int:
    """All news planned."""
    return news_sweep(law=law or law_in_force(), as_of=day, at=at(day, 12))


def in_force() -> dict[int, Any]:
    """Every plan in force with its obligations, byte for byte, apart from when and by which run it was made."""
    columns = [field.attname for field in Plan._meta.concrete_fields]
    left_out = {"id", "as_of", "in_force_from", "run_id", "facts_id", "body_id", "law_id"}
    plans = Plan.objects.in_force().select_related("facts", "body", "law")
    return {
        row.provider_id: (
            {name: getattr(row, name) for name in columns if name not in left_out},
            row.facts.text,
            row.body.text,
            row.law.fingerprint,
            sorted(Obligation.objects.filter(provider=row.provider_id).values_list(*ITEM)),
        )
        for row in plans
    }


ITEM = ("key", "type", "window_opens", "target", "statutory_deadline", "basis", "next")


def expected(day: date, law: Timeline | None = None) -> dict[int, Any]:
    """What the planner says of every provider: text of facts, text of plan, its items, and the rating in force."""
    found = {}
    for known in load(Providers.of(Provider.objects.values_list("pk", flat=True)), day):
        made = plan(Facts.from_json(json.loads(known.facts)), law or law_in_force(), day)
        body = body_of(made._replace(valid_until=None, replan_on=None))
        items = sorted(tuple(item[:7]) for item in made.items)
        found[known.provider_id] = (known.facts, body.text, items, known.rating)
    return found


def said() -> dict[int, Any]:
    """The same of the plans in force."""
    return {
        provider: (facts, body, items, columns["rating"])
        for provider, (columns, facts, body, _, items) in in_force().items()
    }


def summed(model: Any, **of: Any) -> Counter[Any]:
    """Totals or forecasts added up by place and state, or month and ground; what adds up to nothing left out."""
    is_total = issubclass(model, RunTotal | TodayTotal)
    names = MEASURES if is_total else ("inspections",)
    keys = (*PLACE, "state") if is_total else (*PLACE, "month", "ground")
    rows = model.objects.filter(**of).values_list(*keys).annotate(*[Sum(name) for name in names]).order_by()
    found = Counter({(*row[: len(keys)], name): row[len(keys) + n] for row in rows for n, name in enumerate(names)})
    return Counter({key: number for key, number in found.items() if number})


def counted(day: date) -> Counter[Any]:
    """The totals of the plans in force on a day, counted one by one."""
    found: Counter[Any] = Counter()
    for row in Plan.objects.in_force().select_related("provider").annotate(state=state_on(day)):
        place = (row.provider.team_id, row.provider.service_type_id, row.provider.region_id, row.state)
        gap = (day - row.last_inspected_on).days if row.last_inspected_on and not row.closed else -1
        items = loads(row.body.text).items
        for name, counts in {
            "providers": True,
            "closed": row.closed,
            "late": any(item.target and item.target < day for item in items),
            "never_inspected": row.last_inspected_on is None and not row.closed,
            "gap_365": gap >= 365,
            "gap_730": gap >= 730,
            "gap_1095": gap >= 1095,
            "missed": row.previous_year == "missed",
            "not_known": row.previous_year == "not_known",
        }.items():
            found[(*place, name)] += counts
    return Counter({key: number for key, number in found.items() if number})


def foreseen() -> Counter[Any]:
    """The forecast of the obligations there are, counted one by one."""
    found: Counter[Any] = Counter()
    for row in Obligation.objects.select_related("provider"):
        place = (row.provider.team_id, row.provider.service_type_id, row.provider.region_id)
        ground = {"statutory": "law", "approval": "law", "policy": "policy", "rating uplift": "policy"}
        found[(*place, row.target and row.target.replace(day=1), ground.get(row.basis, "asked"), "inspections")] += 1
    return found


def run_sums(run: PlanRun) -> tuple[Counter[Any], Counter[Any]]:
    """The run's own totals and forecast."""
    return summed(RunTotal, run=run), summed(RunForecast, run=run)


def todays() -> tuple[Counter[Any], Counter[Any]]:
    """Today's totals and forecast."""
    return summed(TodayTotal), summed(TodayForecast)


def versions() -> dict[int, int]:
    """How many versions of its plan each provider has had, and never more than one in force."""
    rows = Plan.objects.values_list("provider").annotate(
        Count("id"), now=Count("id", filter=Q(in_force_until__isnull=True))
    )
    assert all(now == 1 for *_, now in rows)
    return {provider: count for provider, count, _ in rows}
