"""Providers in a few words, planned."""

from datetime import date
from typing import Any

from law.loader import shipped, single
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.plans import Plan

TODAY = date(2026, 9, 1)
OLD = "2000-04-01"
HOME, SECURE, SCHOOL, AGENCY = (
    "childrens_home",
    "secure_childrens_home",
    "residential_special_school",
    "independent_fostering_agency",
)


def made(service_type: str, regime: str = "2006-option-1", today: date = TODAY, **known: Any) -> Plan:
    facts = Facts.from_json({"service_type": service_type, "registered_on": OLD, **known})
    return plan(facts, single(shipped()[regime]), today)


def items(plan_made: Plan) -> list[tuple[str, str, str | None]]:
    """Key, target and deadline of each item."""
    return [(i.key, str(i.target), i.statutory_deadline and str(i.statutory_deadline)) for i in plan_made.items]


def visits(*said: str) -> list[dict[str, str]]:
    """ "2026-05-10 key", or "2026-05-10 key for a1"."""
    found = []
    for visit in said:
        on, kind, *purpose = visit.split(" ")
        found.append({"on": on, "type": kind, **({"for": purpose[-1]} if purpose else {})})
    return found


def rated(ordinal: int, day: str, since: str | None = "") -> dict[str, Any]:
    return {"ordinal": ordinal, "awarded_on": day, "in_force_from": day if since == "" else since}


def ask(**said: Any) -> dict[str, Any]:
    return {"id": "a", "type": "random", "asked_on": "2026-07-01", "by": "2026-10-01", "basis": "trigger", **said}
