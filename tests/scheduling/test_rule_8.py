"""Rule 8 at its edges: what may be carried over into the next inspection year."""

from datetime import date
from typing import Any

import pytest

from tests.scheduling.planning import HOME, SCHOOL, ask, items, made, rated, visits

CARRIED = {"ratings": [rated(2, "2026-02-10")], "inspections": visits("2026-02-10 key")}


@pytest.mark.parametrize(
    ("known", "carried"),
    [
        pytest.param({}, True, id="adequate, one left, the last visit in February"),
        pytest.param({"ratings": [rated(3, "2026-02-10")]}, False, id="good: nothing left"),
        pytest.param({"inspections": visits("2025-12-31 key")}, False, id="the last visit before 1 January"),
        pytest.param({"inspections": visits("2025-06-01 key", "2026-02-10 key")}, False, id="nothing left"),
        pytest.param({"inspections": visits("2026-01-01 key")}, True, id="from 1 January on"),
        pytest.param({"inspections": visits("2026-03-31 key")}, True, id="until 31 March"),
        pytest.param({"inspections": visits("2026-02-10 key for x")}, False, id="two left for the plan, one by law"),
        pytest.param(
            {"inspections": visits("2026-02-10 key", "2026-02-20 random for x")}, False, id="one left, not by law"
        ),
        pytest.param({"ratings": []}, False, id="not rated yet: treated as good"),
        pytest.param({"inspections": visits("2026-02-10 random")}, True, id="a random visit, the key one left"),
        pytest.param(
            {"registered_on": "2025-05-01", "inspections": visits("2026-02-10 random")}, True, id="new: one of one"
        ),
    ],
)
def test_what_is_carried_over(known: dict[str, Any], carried: bool) -> None:
    found = made(HOME, "2017-risk-based", date(2026, 3, 31), **{**CARRIED, **known})
    assert [deadline for _, _, deadline in items(found) if deadline == "2026-06-30"] == (
        ["2026-06-30"] if carried else []
    )


def test_only_homes_carry_over_and_only_by_the_law_of_2017() -> None:
    for service_type, regime in ((SCHOOL, "2006-option-1"), (HOME, "2015-regulations")):
        found = made(service_type, regime, date(2026, 3, 31), **CARRIED)
        assert {deadline for _, _, deadline in items(found)} <= {"2026-03-31", None}


@pytest.mark.parametrize(
    ("today", "more", "previous", "done"),
    [
        pytest.param(date(2026, 4, 1), (), "carried_over", 0, id="1 April"),
        pytest.param(date(2026, 6, 30), (), "carried_over", 0, id="30 June"),
        pytest.param(date(2026, 7, 1), (), "missed", 0, id="1 July"),
        pytest.param(
            date(2026, 6, 30), ("2026-06-30 random for x",), "met", 0, id="served on the last day, whatever for"
        ),
        pytest.param(date(2026, 9, 1), ("2026-07-01 key",), "missed", 1, id="a day too late: it is the new year's"),
        pytest.param(
            date(2026, 9, 1), ("2026-04-01 random", "2026-05-01 key"), "met", 1, id="the first serves it alone"
        ),
        pytest.param(date(2026, 9, 1), ("2026-04-01 themed",), "missed", 0, id="a themed one does not"),
    ],
)
def test_until_30_june(today: date, more: tuple[str, ...], previous: str, done: int) -> None:
    found = made(HOME, "2017-risk-based", today, **{**CARRIED, "inspections": visits("2026-02-10 key", *more)})
    assert found.previous_year == previous
    assert found.counts is not None
    assert found.counts.done == done
    carried = [key for key, _, _ in items(found) if key.startswith("per_year/2025")]
    assert carried == (["per_year/2025/2"] if previous == "carried_over" else [])


@pytest.mark.parametrize(
    ("known", "done"),
    [
        pytest.param({}, 0, id="it serves what was carried over"),
        pytest.param(
            {"suspended": [["2026-03-31", "2026-03-31"]]}, 1, id="suspended at the end of the year: nothing carried"
        ),
        pytest.param({"history_complete_from": "2025-05-01"}, 1, id="history not complete: nothing carried"),
        pytest.param({"registered_on": "2026-04-05"}, 1, id="not registered then: nothing carried"),
    ],
)
def test_whether_a_visit_in_may_counts_in_the_new_year(known: dict[str, Any], done: int) -> None:
    carried = {**CARRIED, "inspections": visits("2026-02-10 key", "2026-05-10 key")}
    found = made(HOME, "2017-risk-based", date(2026, 9, 1), **{**carried, **known})
    assert found.counts is not None
    assert found.counts.done == done


def test_a_year_that_nobody_knows_carries_nothing_on() -> None:
    found = made(HOME, "2017-risk-based", date(2026, 4, 1), history_complete_from="2025-05-01", **CARRIED)
    assert found.previous_year == "not_known"
    assert [key for key, _, _ in items(found)] == ["per_year/2026/1", "per_year/2026/2"]


def test_what_serves_the_year_before_is_not_done_in_the_year_that_is_judged() -> None:
    # 2024-25 carried one over to 30 June 2025; the visit of May 2025 served it, so 2025-26 had none of its own.
    known = {"ratings": [rated(2, "2025-02-10")], "inspections": visits("2025-02-10 key", "2025-05-10 random")}
    assert made(HOME, "2017-risk-based", date(2025, 6, 1), **known).previous_year == "met"
    found = made(HOME, "2017-risk-based", date(2026, 4, 1), **known)
    assert found.previous_year == "missed"


def test_what_is_carried_over_takes_a_decision_but_no_visit_that_rides() -> None:
    found = made(
        HOME,
        "2017-risk-based",
        date(2026, 5, 1),
        **CARRIED,
        brought_forward=[{"item": "per_year/2025/2", "by": "2026-05-20", "decided_on": "2026-04-10"}],
        asked=[ask(asked_on="2026-04-20", by="2026-05-10", may_ride=True)],
    )
    assert items(found)[:2] == [
        ("per_year/2025/2", "2026-05-20", "2026-06-30"),
        ("per_year/2026/1", "2026-05-10", "2027-03-31"),
    ]
