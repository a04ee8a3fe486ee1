"""The state of a provider, from its plan and a day: which of two that hold comes first, and when it turns."""

from datetime import date
from typing import Any

import pytest

from law.loader import shipped, single
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.states import is_late, is_overdue, standing, state

TODAY = date(2026, 9, 1)
OLD = "2000-04-01"
KEY_THIS_YEAR = [{"on": "2025-05-10", "type": "key"}, {"on": "2026-05-10", "type": "key"}]
KEY_LAST_YEAR = [{"on": "2025-05-10", "type": "key"}]
OWN_IN_LAW = {
    "id": "a",
    "type": "key",
    "asked_on": "2026-07-01",
    "by": "2026-08-31",
    "statutory": True,
    "basis": "enforcement",
}


def state_of(regime: str, service_type: str, today: date = TODAY, **known: Any) -> str:
    facts = Facts.from_json({"service_type": service_type, "registered_on": OLD, **known})
    return state(plan(facts, single(shipped()[regime]), today), today)


@pytest.mark.parametrize(
    ("service_type", "known", "expected"),
    [
        pytest.param("childrens_home", {"inspections": KEY_THIS_YEAR}, "met", id="met"),
        pytest.param("childrens_home", {"inspections": KEY_LAST_YEAR}, "due", id="due: one outstanding by law"),
        pytest.param("childrens_home", {}, "overdue", id="overdue: last year missed, nothing done since"),
        pytest.param(
            "childrens_home",
            {"inspections": [{"on": "2026-05-10", "type": "key"}]},
            "met",
            id="last year missed, but inspected since",
        ),
        pytest.param(
            "childrens_home",
            {"suspended": [["2026-08-01", None]], "asked": [OWN_IN_LAW]},
            "suspended",
            id="suspended first",
        ),
        pytest.param("childrens_home", {"ended_on": "2026-08-31"}, "not_required", id="ended"),
        pytest.param("childrens_home", {"registered_on": "2026-09-02"}, "not_required", id="not registered yet"),
        pytest.param(
            "childrens_home", {"registered_on": "2026-10-01"}, "not_required", id="registered in October, not yet"
        ),
        pytest.param(
            "childrens_home",
            {"inspections": KEY_THIS_YEAR, "asked": [OWN_IN_LAW]},
            "overdue",
            id="a statutory asked visit is overdue",
        ),
        pytest.param("boarding_school", {}, "not_required", id="policy only, though late"),
        pytest.param(
            "boarding_school", {"asked": [OWN_IN_LAW]}, "overdue", id="policy only, but an asked visit by law"
        ),
        pytest.param("residential_holiday_scheme", {}, "not_required", id="no rule"),
        pytest.param("independent_fostering_agency", {"registered_on": None}, "due", id="interval with no date known"),
        pytest.param("independent_fostering_agency", {}, "overdue", id="interval long over"),
        pytest.param(
            "independent_fostering_agency",
            {"inspections": [{"on": "2024-03-31", "type": "key"}]},
            "due",
            id="interval that ends in this inspection year",
        ),
        pytest.param(
            "independent_fostering_agency",
            {"inspections": [{"on": "2024-04-01", "type": "key"}]},
            "met",
            id="interval that ends in the next inspection year",
        ),
        pytest.param("private_fostering_arrangements", {}, "overdue", id="once by 2009 and never inspected"),
        pytest.param(
            "private_fostering_arrangements",
            {"inspections": [{"on": "2008-01-01", "type": "key"}]},
            "met",
            id="once, done",
        ),
        pytest.param(
            "private_fostering_arrangements",
            {"inspections": [{"on": "2006-03-31", "type": "key"}]},
            "overdue",
            id="once, but before it counts",
        ),
        pytest.param(
            "secure_childrens_home",
            {"inspections": KEY_THIS_YEAR, "approval": {"months": 6, "from": "2026-02-28"}},
            "overdue",
            id="an approval inspection is overdue",
        ),
    ],
)
def test_the_states_and_their_order(service_type: str, known: dict[str, Any], expected: str) -> None:
    assert state_of("2006-option-1", service_type, **known) == expected


def test_what_is_carried_over_is_a_state_until_30_june() -> None:
    home: dict[str, Any] = {
        "ratings": [{"ordinal": 2, "awarded_on": "2026-02-10", "in_force_from": "2026-02-10"}],
        "inspections": [{"on": "2026-02-10", "type": "key"}],
    }
    said = {day: state_of("2017-risk-based", "childrens_home", date.fromisoformat(day), **home) for day in ON_THE_WAY}
    assert said == ON_THE_WAY


ON_THE_WAY = {
    "2026-03-31": "carried_over",
    "2026-04-01": "carried_over",
    "2026-06-30": "carried_over",
    "2026-07-01": "overdue",
}


def test_an_interval_turns_due_and_overdue_without_being_planned_again() -> None:
    known = {"service_type": "independent_fostering_agency", "inspections": [{"on": "2024-10-15", "type": "key"}]}
    made = plan(Facts.from_json(known), single(shipped()["2006-option-1"]), TODAY)
    assert made.valid_until == date(2028, 4, 1)
    assert standing(made) == ("met", date(2027, 4, 1), date(2027, 10, 16))
    said = [state(made, date(*day)) for day in ((2027, 3, 31), (2027, 4, 1), (2027, 10, 15), (2027, 10, 16))]
    assert said == ["met", "due", "due", "overdue"]


def test_late_is_after_the_target_and_overdue_after_the_deadline() -> None:
    known = {"service_type": "childrens_home", "registered_on": OLD, "inspections": KEY_LAST_YEAR}
    (item,) = plan(Facts.from_json(known), single(shipped()["2006-option-1"]), TODAY).items
    assert (item.target, item.statutory_deadline) == (date(2026, 5, 10), date(2027, 3, 31))
    assert [is_late(item, date(2026, 5, day)) for day in (10, 11)] == [False, True]
    assert [is_overdue(item, day) for day in (date(2027, 3, 31), date(2027, 4, 1))] == [False, True]
