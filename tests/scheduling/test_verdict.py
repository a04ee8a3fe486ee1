"""Rules 9 and 10, the verdict of the year before, the rating in force, and laws that change."""

from datetime import date
from typing import Any

import pytest

from law.loader import chosen, shipped, single
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.plans import Counts
from tests.scheduling.planning import AGENCY, HOME, OLD, SCHOOL, TODAY, made, rated, visits


@pytest.mark.parametrize(
    ("period", "planned"),
    [
        (["2026-08-01", "2026-09-01"], False),
        (["2026-09-01", "2026-09-01"], False),
        (["2026-08-01", "2026-08-31"], True),
        (["2026-09-02", None], True),
        (["2026-08-01", None], False),
    ],
)
def test_suspended_from_the_first_day_to_the_last(period: list[str | None], planned: bool) -> None:
    assert bool(made(HOME, suspended=[period]).items) is planned


@pytest.mark.parametrize(("ended_on", "planned"), [("2026-08-31", False), ("2026-09-01", True)])
def test_on_its_last_day_it_is_still_planned(ended_on: str, planned: bool) -> None:
    assert bool(made(HOME, ended_on=ended_on).items) is planned


@pytest.mark.parametrize(
    ("service_type", "known", "verdict"),
    [
        pytest.param(HOME, {"ended_on": "2026-03-30"}, "not_required", id="ended before the year did"),
        pytest.param(HOME, {"ended_on": "2026-03-31"}, "missed", id="ended with the year"),
        pytest.param(HOME, {"registered_on": "2026-04-01"}, "not_required", id="not registered by then"),
        pytest.param(HOME, {"registered_on": "2025-10-01"}, "not_required", id="new: none that year"),
        pytest.param(HOME, {"registered_on": "2025-09-30"}, "missed", id="new: one that year"),
        pytest.param("boarding_school", {}, "not_required", id="policy only"),
        pytest.param(HOME, {"suspended": [["2026-03-31", "2026-04-01"]]}, "suspended", id="suspended on its last day"),
        pytest.param(
            HOME, {"suspended": [["2026-03-01", "2026-03-30"]]}, "missed", id="suspended until the day before"
        ),
        pytest.param(HOME, {"inspections": visits("2025-04-01 key")}, "met", id="met"),
        pytest.param(HOME, {"inspections": visits("2026-04-01 key")}, "missed", id="a day too late"),
        pytest.param(HOME, {"history_complete_from": "2025-04-02"}, "not_known", id="one day of it not known"),
        pytest.param(HOME, {"history_complete_from": "2025-04-01"}, "missed", id="all of it known"),
        pytest.param(
            HOME,
            {"registered_on": "2025-05-01", "history_complete_from": "2025-05-01"},
            "missed",
            id="known since registration",
        ),
        pytest.param(
            HOME,
            {"history_complete_from": "2026-01-01", "inspections": visits("2026-02-01 key")},
            "met",
            id="met by what is known",
        ),
        pytest.param(
            SCHOOL,
            {"ratings": [rated(2, "2025-05-01")], "inspections": visits("2025-05-01 key")},
            "below_plan",
            id="the law met, the plan not",
        ),
        pytest.param(
            SCHOOL,
            {
                "ratings": [rated(2, "2025-05-01")],
                "inspections": visits("2025-05-01 key"),
                "history_complete_from": "2025-05-01",
            },
            "met",
            id="the law met, the plan unknown",
        ),
        pytest.param(
            HOME,
            {"ratings": [rated(1, "2026-01-15")], "inspections": visits("2026-01-15 key")},
            "not_reached",
            id="poor since January: the next falls after the year",
        ),
        pytest.param(
            HOME,
            {"ratings": [rated(1, "2025-11-30")], "inspections": visits("2025-11-30 key")},
            "missed",
            id="poor since November: the next falls on 30 March",
        ),
        pytest.param(
            HOME,
            {"ratings": [rated(2, "2025-03-31")], "inspections": visits("2025-03-31 key", "2026-03-01 key")},
            "missed",
            id="rated the year before: no excuse",
        ),
        pytest.param(
            AGENCY, {"inspections": visits("2023-03-31 key")}, "missed", id="the deadline on the last day, not met"
        ),
        pytest.param(AGENCY, {"inspections": visits("2023-04-01 key")}, "met", id="the deadline after the last day"),
        pytest.param(AGENCY, {"registered_on": None}, "not_known", id="no base known"),
        pytest.param(AGENCY, {"history_complete_from": "2025-06-01"}, "not_known", id="overdue by what is known"),
        pytest.param("private_fostering_arrangements", {}, "missed", id="once by 2009"),
        pytest.param(
            "private_fostering_arrangements", {"inspections": visits("2026-03-31 key")}, "met", id="late, but served"
        ),
    ],
)
def test_the_verdict_of_the_year_before(service_type: str, known: dict[str, Any], verdict: str) -> None:
    assert made(service_type, **known).previous_year == verdict


@pytest.mark.parametrize(
    ("ratings", "required"),
    [
        pytest.param([rated(2, "2026-05-10", "2026-09-01")], 2, id="in force from today"),
        pytest.param([rated(2, "2026-05-10", "2026-09-02")], 1, id="from tomorrow"),
        pytest.param([rated(2, "2026-05-10", None)], 1, id="provisional"),
        pytest.param([rated(1, "2026-05-10"), rated(3, "2025-05-10", "2026-06-01")], 1, id="the latest in force"),
        pytest.param(
            [rated(1, "2026-05-10", "2026-06-01"), rated(3, "2026-05-11", "2026-06-01")], 1, id="then the later award"
        ),
        pytest.param([rated(2, "2026-05-10"), rated(3, "2026-05-10")], 2, id="then the worse"),
        pytest.param([rated(1, "2026-09-02", "2026-08-01")], 1, id="awarded tomorrow"),
    ],
)
def test_the_rating_in_force(ratings: list[dict[str, Any]], required: int) -> None:
    found = made(HOME, ratings=ratings)
    assert found.counts is not None
    assert found.counts.required == required


def test_a_year_that_has_ended_is_judged_by_the_law_of_its_last_day() -> None:
    law = chosen([(date(2026, 4, 1), shipped()["2006-option-1"]), (date(2004, 4, 1), shipped()["2004-regulations"])])
    facts = Facts.from_json({"service_type": HOME, "registered_on": OLD, "inspections": visits("2025-06-01 key")})
    found = plan(facts, law, TODAY)
    assert found.previous_year == "missed"  # two were required
    assert found.counts == Counts(1, 0, 1)


def test_a_change_of_the_law_ends_a_plan() -> None:
    law = chosen([(date(2026, 10, 1), shipped()["2006-option-2"])])
    facts = Facts.from_json({"service_type": AGENCY, "registered_on": OLD, "inspections": visits("2025-06-01 key")})
    found = plan(facts, law, TODAY)
    assert found.valid_until == found.replan_on == date(2026, 10, 1)


def test_what_shows_only_in_the_state_is_planned_again_but_leaves_the_plan_valid() -> None:
    facts = Facts.from_json({"service_type": "residential_holiday_scheme", "suspended": [["2026-10-01", None]]})
    found = plan(facts, single(shipped()["2006-option-1"]), TODAY)
    assert (found.valid_until, found.replan_on) == (None, date(2026, 10, 1))


def test_the_day_before_the_end_of_a_suspension_is_still_in_it() -> None:
    found = made(HOME, suspended=[["2026-08-01", "2026-09-10"]])
    assert found.valid_until == date(2026, 9, 11)
