"""Rules 6 and 7 at their edges: visits asked for, and items brought forward."""

from datetime import date
from typing import Any

import pytest

from tests.scheduling.planning import AGENCY, HOME, ask, items, made, rated, visits

RIDES = {"may_ride": True}
ADEQUATE_UNSEEN = {"ratings": [rated(2, "2026-03-10")], "inspections": visits("2026-03-10 key")}


@pytest.mark.parametrize(
    ("asked", "inspections", "expected"),
    [
        pytest.param(ask(type="key", **RIDES), (), ["2026-09-10", "2027-03-10"], id="by its own time already"),
        pytest.param(ask(type="key", by="2026-09-05", **RIDES), (), ["2026-09-05", "2027-03-10"], id="moved forward"),
        pytest.param(
            ask(by="2026-09-05", **RIDES), (), ["2026-09-05", "2027-03-10"], id="random rides on the earliest"
        ),
        pytest.param(
            ask(by="2026-09-05", **RIDES), ("2026-07-01 random",), ["2027-01-01"], id="served on the day asked"
        ),
        pytest.param(
            ask(type="key", by="2026-09-05", **RIDES),
            ("2026-06-30 key",),
            ["asked 2026-09-05", "2026-12-30"],
            id="a key asked, the key of the year done before: on its own",
        ),
        pytest.param(
            ask(by="2026-09-05", **RIDES),
            ("2026-07-02 monitoring",),
            ["2026-09-05", "2027-03-10"],
            id="not full enough",
        ),
        pytest.param(
            ask(type="monitoring", by="2026-09-05", **RIDES),
            ("2026-07-02 key for b",),
            ["2026-11-15", "2027-03-31"],
            id="whatever it was made for",
        ),
        pytest.param(
            ask(type="themed", by="2026-09-05", **RIDES),
            (),
            ["asked 2026-09-05", "2026-09-10", "2027-03-10"],
            id="themed never rides",
        ),
        pytest.param(
            ask(by="2026-09-05"), (), ["asked 2026-09-05", "2026-09-10", "2027-03-10"], id="own: an item of its own"
        ),
        pytest.param(
            ask(by="2026-09-05"),
            ("2026-07-02 random",),
            ["asked 2026-09-05", "2027-01-02"],
            id="own: not served by another visit",
        ),
        pytest.param(ask(by="2026-09-05", asked_on="2026-09-02"), (), ["2026-09-10", "2027-03-10"], id="not asked yet"),
        pytest.param(ask(by="2026-09-05", withdrawn_on="2026-09-01"), (), ["2026-09-10", "2027-03-10"], id="withdrawn"),
        pytest.param(
            ask(by="2026-09-05", withdrawn_on="2026-09-02"),
            (),
            ["asked 2026-09-05", "2026-09-10", "2027-03-10"],
            id="withdrawn tomorrow: still asked today",
        ),
    ],
)
def test_visits_asked_for(asked: dict[str, Any], inspections: tuple[str, ...], expected: list[str]) -> None:
    known = visits("2026-03-10 key", *inspections)
    found = made(HOME, ratings=[rated(2, "2026-03-10")], inspections=known, asked=[asked])
    assert [("asked " if key.startswith("asked/") else "") + target for key, target, _ in items(found)] == expected


def test_an_own_visit_required_by_law_has_a_deadline_and_is_served_by_its_own_inspection() -> None:
    own = ask(statutory=True, may_ride=True, basis="enforcement")
    open_plan = made(HOME, **ADEQUATE_UNSEEN, asked=[own])
    assert items(open_plan)[0] == ("asked/a", "2026-10-01", "2026-10-01")
    assert open_plan.items[0].basis == "enforcement"
    served = made(
        HOME, ratings=[rated(2, "2026-03-10")], inspections=visits("2026-08-01 monitoring for a"), asked=[own]
    )
    assert not [item for item in served.items if item.key == "asked/a"]


def test_one_item_may_carry_many_and_those_asked_for_earlier_come_first() -> None:
    asked = [ask(id="b", by="2026-09-03", **RIDES), ask(id="a", by="2026-09-05", **RIDES)]
    assert [target for _, target, _ in items(made(HOME, **ADEQUATE_UNSEEN, asked=asked))] == [
        "2026-09-03",
        "2027-03-10",
    ]


def test_a_key_that_is_asked_for_rides_on_an_interval_and_a_random_does_not() -> None:
    known = {"inspections": visits("2024-05-01 key")}
    key_plan = made(AGENCY, **known, asked=[ask(type="key", **RIDES)])
    random_plan = made(AGENCY, **known, asked=[ask(**RIDES)])
    assert items(key_plan) == [("interval/2024-05-01", "2026-10-01", "2027-05-01")]
    assert [key for key, _, _ in items(random_plan)] == ["asked/a", "interval/2024-05-01"]


def test_next_years_item_carries_nothing() -> None:
    found = made(HOME, inspections=visits("2026-05-10 key"), asked=[ask(**RIDES)])
    assert items(found) == [("asked/a", "2026-10-01", None), ("per_year/2027/1", "2027-05-10", "2028-03-31")]


@pytest.mark.parametrize(
    ("decision", "targets"),
    [
        pytest.param({"item": "per_year/2026/2", "by": "2026-10-01"}, ["2026-09-10", "2026-10-01"], id="the second"),
        pytest.param({"item": "per_year/2026/1", "by": "2026-12-01"}, ["2026-09-10", "2027-03-10"], id="never later"),
        pytest.param(
            {"item": "per_year/2026/1", "by": "2026-01-01"}, ["2026-01-01", "2027-03-10"], id="as early as decided"
        ),
        pytest.param({"item": "per_year/2026/3", "by": "2026-09-01"}, ["2026-09-10", "2027-03-10"], id="no such item"),
        pytest.param(
            {"item": "per_year/2026/1", "by": "2026-08-01", "withdrawn_on": "2026-09-01"},
            ["2026-09-10", "2027-03-10"],
            id="taken back",
        ),
    ],
)
def test_brought_forward(decision: dict[str, str], targets: list[str]) -> None:
    found = made(HOME, **ADEQUATE_UNSEEN, brought_forward=[{"decided_on": "2026-07-01", **decision}])
    assert [target for _, target, _ in items(found)] == targets
    assert {deadline for _, _, deadline in items(found)} == {"2027-03-31"}


def test_next_years_item_is_not_brought_forward_before_its_year() -> None:
    known = {
        "inspections": visits("2026-05-10 key"),
        "brought_forward": [{"item": "per_year/2027/1", "by": "2027-04-20", "decided_on": "2026-07-01"}],
    }
    assert items(made(HOME, **known)) == [("per_year/2027/1", "2027-05-10", "2028-03-31")]
    assert items(made(HOME, today=date(2027, 4, 1), **known)) == [("per_year/2027/1", "2027-04-20", "2028-03-31")]


def test_a_decision_comes_before_the_visits_that_ride() -> None:
    decided = [{"item": "per_year/2026/2", "by": "2026-09-02", "decided_on": "2026-07-01"}]
    found = made(HOME, **ADEQUATE_UNSEEN, brought_forward=decided, asked=[ask(by="2026-08-30", **RIDES)])
    assert items(found)[1][:2] == ("per_year/2026/2", "2026-08-30")
    assert items(found)[0][:2] == ("per_year/2026/1", "2026-09-10")
