"""The planner against cases worked out by others: 113 with their plans, and the worked examples of the domain."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from law.loader import shipped, single
from scheduling.contract import as_json
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.plans import dumps, loads
from scheduling.replay import replay

CASES = [json.loads(line) for line in (Path(__file__).parent / "planner-cases.jsonl").read_text().splitlines()]
HORIZON = 1200

TODAY = date(2026, 9, 1)


def test_there_are_as_many_cases_as_were_handed_over() -> None:
    assert len(CASES) == 113


@pytest.mark.parametrize("case", CASES, ids=[f"{case['facts']['urn']}-{case['regime']}" for case in CASES])
def test_a_case_is_planned_as_worked_out(case: dict[str, Any]) -> None:
    facts, today = Facts.from_json(case["facts"]), date.fromisoformat(case["as_of"])
    made = plan(facts, single(shipped()[case["regime"]]), today)
    said = as_json(facts, made, today)
    if case["plan"]["valid_until"] is None:  # "none" of a case means none within 1,200 days
        assert made.valid_until is None or (made.valid_until - today).days > HORIZON
        said["valid_until"] = None
    assert said == case["plan"]


@pytest.mark.parametrize("case", CASES[::7], ids=[case["facts"]["urn"] for case in CASES[::7]])
def test_a_case_replays_from_what_is_kept(case: dict[str, Any]) -> None:
    facts, today, law = (
        Facts.from_json(case["facts"]),
        date.fromisoformat(case["as_of"]),
        single(shipped()[case["regime"]]),
    )
    made = plan(facts, law, today)
    kept = Facts.from_json(json.loads(facts.canonical()))
    assert replay(kept, law, today, loads(dumps(made), made.valid_until, made.replan_on)).agrees


# The worked examples of the domain: what is known, and what the plan must say. `items` are (key, target, deadline).
def example(service_type: str, *, today: date = TODAY, said: dict[str, Any], **known: Any) -> Any:
    return pytest.param({"service_type": service_type, **known}, today, said, id=said.pop("why"))


def key(*days: str) -> list[dict[str, str]]:
    return [{"on": day, "type": "key"} for day in days]


def rated(ordinal: int, day: str) -> list[dict[str, Any]]:
    return [{"ordinal": ordinal, "awarded_on": day, "in_force_from": day}]


GOOD, ADEQUATE, POOR, EXCELLENT = 3, 2, 1, 4
OLD = "2000-04-01"


@pytest.mark.parametrize(
    ("known", "today", "said"),
    [
        example(
            "childrens_home",
            registered_on=OLD,
            ratings=rated(GOOD, "2026-05-10"),
            inspections=key("2025-05-10", "2026-05-10"),
            said={
                "why": "a good home inspected this year: met, next one next year",
                "state": "met",
                "counts": (1, 1, 0),
                "items": [("per_year/2027/1", "2027-05-10", "2028-03-31")],
            },
        ),
        example(
            "childrens_home",
            registered_on=OLD,
            ratings=rated(GOOD, "2026-02-02"),
            inspections=key("2026-02-02"),
            said={
                "why": "a good home last inspected last year: one outstanding",
                "state": "due",
                "counts": (1, 0, 1),
                "items": [("per_year/2026/1", "2027-02-02", "2027-03-31")],
            },
        ),
        example(
            "childrens_home",
            registered_on=OLD,
            ratings=rated(POOR, "2026-06-20"),
            inspections=key("2025-06-20", "2026-06-20"),
            said={
                "why": "a poor home: two of three outstanding, and activity within 8 weeks",
                "state": "due",
                "counts": (3, 1, 2),
                "items": [
                    ("follow_up/2026-06-20", "2026-08-15", None),
                    ("per_year/2026/2", "2026-10-20", "2027-03-31"),
                    ("per_year/2026/3", "2027-02-20", "2027-03-31"),
                ],
            },
        ),
        example(
            "childrens_home",
            registered_on=OLD,
            ratings=rated(POOR, "2026-06-20"),
            inspections=[*key("2025-06-20", "2026-06-20"), {"on": "2026-07-30", "type": "monitoring"}],
            said={
                "why": "a poor home visited since: the follow-up is served",
                "state": "due",
                "counts": (3, 1, 2),
                "items": [
                    ("per_year/2026/2", "2026-10-20", "2027-03-31"),
                    ("per_year/2026/3", "2027-02-20", "2027-03-31"),
                ],
            },
        ),
        example(
            "childrens_home",
            registered_on=OLD,
            ratings=rated(ADEQUATE, "2026-04-05"),
            inspections=[*key("2025-08-01", "2026-04-05"), {"on": "2026-08-30", "type": "random"}],
            said={
                "why": "an adequate home with a key and a random inspection: met",
                "state": "met",
                "counts": (2, 2, 0),
                "items": [("per_year/2027/1", "2027-04-01", "2028-03-31")],
            },
        ),
        example(
            "childrens_home",
            today=date(2026, 12, 1),
            registered_on="2026-11-12",
            said={
                "why": "a home registered in November: none this year",
                "state": "not_required",
                "counts": (0, 0, 0),
                "items": [("per_year/2027/1", "2027-11-12", "2028-03-31")],
            },
        ),
        example(
            "independent_fostering_agency",
            registered_on=OLD,
            ratings=rated(GOOD, "2024-10-15"),
            inspections=key("2024-10-15"),
            said={
                "why": "a good fostering agency: every 36 months",
                "state": "met",
                "counts": None,
                "items": [("interval/2024-10-15", "2027-10-15", "2027-10-15")],
            },
        ),
        example(
            "independent_fostering_agency",
            registered_on=OLD,
            ratings=rated(POOR, "2025-10-15"),
            inspections=key("2025-10-15"),
            said={
                "why": "a poor fostering agency: policy wants it after 12 months",
                "state": "met",
                "counts": None,
                "items": [("interval/2025-10-15", "2026-10-15", "2028-10-15")],
            },
        ),
        example(
            "boarding_school",
            registered_on=OLD,
            ratings=rated(GOOD, "2024-03-03"),
            inspections=key("2024-03-03"),
            said={
                "why": "a boarding school: policy alone, no deadline",
                "state": "not_required",
                "counts": None,
                "items": [("interval/2024-03-03", "2027-03-03", None)],
            },
        ),
        example(
            "secure_childrens_home",
            registered_on=OLD,
            ratings=rated(EXCELLENT, "2026-07-01"),
            inspections=[*key("2025-07-01", "2026-07-01"), {"on": "2026-06-01", "type": "approval"}],
            approval={"months": 6, "from": "2025-12-01"},
            said={
                "why": "a secure home: its approval inspection is apart",
                "state": "met",
                "counts": (1, 1, 0),
                "items": [
                    ("approval/2026-06-01", "2026-12-01", "2026-12-01"),
                    ("per_year/2027/1", "2027-07-01", "2028-03-31"),
                ],
            },
        ),
        example(
            "private_fostering_arrangements",
            today=date(2007, 9, 1),
            registered_on=OLD,
            said={
                "why": "private fostering in 2007: due once by 31 March 2009",
                "state": "due",
                "counts": None,
                "items": [("once_by/2009-03-31", "2009-03-31", "2009-03-31")],
            },
        ),
    ],
)
def test_the_worked_examples_of_the_domain(known: dict[str, Any], today: date, said: dict[str, Any]) -> None:
    facts = Facts.from_json(known)
    told = as_json(facts, plan(facts, single(shipped()["2006-option-1"]), today), today)
    counts = tuple(told[name] for name in ("required", "done", "outstanding"))
    assert told["state"] == said["state"]
    assert counts == (said["counts"] or (None, None, None))
    assert [(item["key"], item["target"], item["statutory_deadline"]) for item in told["items"]] == said["items"]
