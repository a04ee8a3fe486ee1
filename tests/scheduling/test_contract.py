"""What `manage.py plan` prints."""

from datetime import date
from typing import Any

from law.loader import shipped, single
from scheduling.contract import COLUMNS, as_json, row
from scheduling.facts import Facts
from scheduling.planner import plan

TODAY = date(2026, 9, 1)


def printed(regime: str = "2006-option-1", today: date = TODAY, **known: Any) -> dict[str, str]:
    facts = Facts.from_json({"urn": "SC000001", **known})
    return dict(zip(COLUMNS, row(facts, plan(facts, single(shipped()[regime]), today), today), strict=True))


def test_a_row_of_a_home() -> None:
    assert printed(
        service_type="childrens_home",
        ratings=[{"ordinal": 3, "awarded_on": "2026-05-10", "in_force_from": "2026-05-10"}],
        inspections=[{"on": "2025-05-10", "type": "key"}, {"on": "2026-05-10", "type": "key"}],
    ) == {
        "urn": "SC000001",
        "service_type": "childrens_home",
        "rating": "good",
        "regime": "2006-option-1",
        "required": "1",
        "done": "1",
        "outstanding": "0",
        "next_type": "key",
        "target": "2027-05-10",
        "statutory_deadline": "2028-03-31",
        "state": "met",
        "previous_year": "met",
    }


def test_counts_are_empty_under_an_interval_and_the_rating_where_there_is_none_in_force() -> None:
    line = printed(
        service_type="boarding_school",
        ratings=[{"ordinal": 3, "awarded_on": "2024-03-03", "in_force_from": None}],
        inspections=[{"on": "2024-03-03", "type": "key"}],
    )
    assert [line[name] for name in ("rating", "required", "done", "outstanding")] == ["", "", "", ""]
    assert (line["target"], line["statutory_deadline"]) == ("2027-03-03", "")


def test_a_suspended_provider_has_neither_counts_nor_dates() -> None:
    line = printed(service_type="childrens_home", suspended=[["2026-08-01", None]])
    assert {line[name] for name in COLUMNS[4:10]} == {""}
    assert line["state"] == "suspended"


def test_follow_up_approval_and_asked_visits_never_fill_the_columns() -> None:
    line = printed(
        service_type="secure_childrens_home",
        ratings=[{"ordinal": 1, "awarded_on": "2026-06-20", "in_force_from": "2026-06-20"}],
        inspections=[{"on": "2026-06-20", "type": "key"}],
        approval={"months": 6, "from": "2026-01-01"},
        asked=[
            {"id": "a", "type": "themed", "asked_on": "2026-07-01", "by": "2026-07-02", "basis": "themed programme"}
        ],
    )
    assert (line["next_type"], line["target"]) == ("key_or_random", "2026-10-20")


def test_an_asked_visit_that_rides_moves_the_target_that_is_printed() -> None:
    ask = {
        "id": "a",
        "type": "random",
        "asked_on": "2026-08-20",
        "by": "2026-09-08",
        "may_ride": True,
        "basis": "trigger",
    }
    line = printed(service_type="childrens_home", inspections=[{"on": "2026-02-02", "type": "key"}], asked=[ask])
    assert (line["target"], line["statutory_deadline"]) == ("2026-09-08", "2027-03-31")


def test_what_was_carried_over_comes_before_the_items_of_the_new_year() -> None:
    line = printed(
        "2017-risk-based",
        date(2026, 4, 1),
        service_type="childrens_home",
        ratings=[{"ordinal": 2, "awarded_on": "2026-02-10", "in_force_from": "2026-02-10"}],
        inspections=[{"on": "2026-02-10", "type": "key"}],
    )
    assert (line["next_type"], line["target"], line["state"]) == ("key_or_random", "2026-06-30", "carried_over")
    assert (line["required"], line["done"], line["outstanding"]) == ("2", "0", "2")


def test_the_json_has_its_fields_in_the_order_of_the_contract() -> None:
    facts = Facts.from_json({"urn": "SC000001", "service_type": "childrens_home"})
    line = as_json(facts, plan(facts, single(shipped()["2006-option-1"]), TODAY), TODAY)
    assert list(line) == [
        "urn",
        "regime",
        "required",
        "done",
        "outstanding",
        "previous_year",
        "state",
        "valid_until",
        "items",
    ]
    assert list(line["items"][0]) == ["key", "type", "target", "statutory_deadline", "basis", "next"]
