"""What changed in a plan and why, as codes that are kept and sentences that are read."""

from datetime import date
from typing import Any

import pytest

from law.loader import chosen, shipped, single
from scheduling import diff, diff_words
from scheduling.facts import Facts
from scheduling.planner import plan

TODAY = date(2026, 9, 1)
LAW = single(shipped()["2006-option-1"])


def home(*keys: str, rating: int = 3, **more: Any) -> Facts:
    return Facts.from_json(
        {
            "service_type": "childrens_home",
            "registered_on": "2010-05-01",
            "inspections": [{"on": day, "type": "key"} for day in keys],
            "ratings": [{"awarded_on": day, "in_force_from": day, "ordinal": rating} for day in keys],
            **more,
        }
    )


def what(before: Facts | None, after: Facts, day: date = TODAY) -> list[str]:
    old = plan(before, LAW, TODAY) if before else None
    return [diff_words.what_sentence(entry) for entry in diff.what_changed(old, plan(after, LAW, day))]


def why(before: Facts | None, after: Facts, **more: Any) -> list[diff.Entry]:
    given: dict[str, Any] = {"law": None, "planner": False, "as_of": TODAY} | more
    return diff.why_changed(before and before.canonical(), after.canonical(), **given)


def told(before: Facts | None, after: Facts, **more: Any) -> list[str]:
    return [diff_words.why_sentence(entry) for entry in why(before, after, **more)]


def test_the_same_plan_has_not_changed() -> None:
    assert what(home("2026-02-02"), home("2026-02-02")) == []


def test_an_inspection_ends_one_item_and_brings_the_next() -> None:
    assert what(home("2026-02-02"), home("2026-02-02", "2026-08-30")) == [
        "A key inspection by 2 February 2027, statutory deadline 31 March 2027 (statutory) is no longer planned.",
        "A key inspection by 30 August 2027, statutory deadline 31 March 2028 (statutory) is now planned.",
        "Inspections this year: 0 of 1 done, now 1 of 1 done.",
    ]


def test_what_moves_is_told_with_both_days() -> None:
    moved = home(
        "2026-02-02",
        brought_forward=[{"item": "per_year/2026/1", "by": "2026-10-01", "decided_on": "2026-09-01"}],
    )
    assert what(home("2026-02-02"), moved) == [
        "Inspection 1 of 2026-27: target moved from 2 February 2027 to 1 October 2026."
    ]


def test_a_first_plan_is_all_new() -> None:
    assert what(None, home("2026-02-02")) == [
        "A key inspection by 2 February 2027, statutory deadline 31 March 2027 (statutory) is now planned."
    ]
    assert told(None, home("2026-02-02")) == ["It was planned for the first time."]


def test_a_verdict_and_arrears_are_told() -> None:
    sentences = what(home("2024-06-01"), home("2024-06-01"), date(2027, 4, 1))
    assert "In arrears from the year before." not in sentences
    sentences = what(home("2026-02-02"), home("2026-02-02"), date(2027, 4, 1))
    assert "The verdict of the year before was met, is now missed." in sentences
    assert "In arrears from the year before." in sentences


def test_a_suspension_is_told() -> None:
    suspended = home("2026-02-02", suspended=[["2026-08-01", None]])
    assert "The registration was open, is now suspended." in what(home("2026-02-02"), suspended)
    assert told(home("2026-02-02"), suspended) == ["Status: suspended from 1 August 2026."]


def test_facts_that_came_and_went_are_the_causes() -> None:
    (inspection, rating) = why(home("2026-02-02"), home("2026-08-30", rating=1))
    assert (inspection["cause"], rating["cause"]) == ("inspection", "rating")
    assert inspection["came"] == [{"on": "2026-08-30", "type": "key"}]
    assert inspection["went"] == [{"on": "2026-02-02", "type": "key"}]
    assert told(home("2026-02-02"), home("2026-08-30"))[0] == (
        "Inspection: a key inspection on 30 August 2026; no longer a key inspection on 2 February 2026."
    )


@pytest.mark.parametrize(
    ("more", "cause", "sentence"),
    [
        ({"ended_on": "2026-08-01"}, "status", "Status: ended on 1 August 2026; until then not ended."),
        (
            {"history_complete_from": "2025-01-01"},
            "history",
            "Known history: every inspection is known from 1 January 2025; until then every inspection was known.",
        ),
        (
            {"approval": {"months": 6, "from": "2026-01-01"}},
            "approval",
            "Approval interval: every 6 months from 1 January 2026; until then none.",
        ),
    ],
)
def test_single_facts_are_told_with_what_they_were(more: Any, cause: str, sentence: str) -> None:
    assert why(home(), home(**more))[0]["cause"] == cause
    assert told(home(), home(**more)) == [sentence]


def test_without_another_fact_it_was_the_day() -> None:
    assert why(home(), home()) == [{"cause": "day", "on": "2026-09-01"}]
    assert told(home(), home())[0].startswith("1 September 2026 came")


def test_another_law_or_planner_is_a_cause_of_its_own() -> None:
    law = chosen([(TODAY, shipped()["2017-risk-based"])])
    assert law.on(TODAY).id == "2017-risk-based"
    assert told(home(), home(), law=("2006-option-1", "2017-risk-based")) == [
        "The law is 2017-risk-based; until then it was 2006-option-1."
    ]
    assert told(home(), home(), law=("2017-risk-based", "2017-risk-based")) == ["The text of the law was changed."]
    assert told(home(), home(), planner=True) == ["The planner itself was changed by a new version of the product."]


def test_a_link_of_the_line_is_told_first() -> None:
    assert [entry["cause"] for entry in why(home(), home("2026-02-02"), kinds={"lineage"})] == [
        "lineage",
        "inspection",
        "rating",
    ]


def test_every_cause_has_a_name() -> None:
    assert set(diff.CAUSES.values()) | {diff.FIRST, diff.DAY, diff.LAW, diff.PLANNER, diff.LINEAGE} == set(
        diff_words.CAUSE_NAMES
    )


def test_a_rating_and_a_decision_are_told_in_words() -> None:
    assert told(home("2026-02-02"), home("2026-02-02", rating=1)) == [
        "Rating: poor, awarded at the inspection of 2 February 2026, in force from 2 February 2026; no longer good, "
        "awarded at the inspection of 2 February 2026, in force from 2 February 2026."
    ]
    decision = {"item": "per_year/2026/1", "by": "2026-10-01", "decided_on": "2026-09-01"}
    assert told(home("2026-02-02"), home("2026-02-02", brought_forward=[decision])) == [
        "Brought forward: inspection 1 of 2026-27 to 1 October 2026, decided on 1 September 2026."
    ]


def test_a_visit_asked_for_is_told_in_words() -> None:
    ask = {"id": "7", "type": "monitoring", "asked_on": "2026-09-01", "by": "2026-10-10", "basis": "discretion"}
    assert told(home("2026-02-02"), home("2026-02-02", asked=[ask])) == [
        "Visit asked for: a monitoring visit by 10 October 2026, asked for on 1 September 2026."
    ]
    assert what(home("2026-02-02"), home("2026-02-02", asked=[ask])) == [
        "A monitoring visit by 10 October 2026 (discretion) is now planned."
    ]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("per_year/2026/2", "inspection 2 of 2026-27"),
        ("interval/2024-10-15", "next inspection reckoned from 15 October 2024"),
        ("interval/none", "next inspection"),
        ("once_by/2009-03-31", "one inspection wanted by 31 March 2009"),
        ("follow_up/2026-06-20", "follow-up of the rating of 20 June 2026"),
        ("approval/2026-06-01", "approval inspection reckoned from 1 June 2026"),
        ("asked/a1", "visit asked for"),
    ],
)
def test_every_item_has_a_name(key: str, name: str) -> None:
    assert diff_words.item_name(key) == name


def test_dates_and_kinds_that_moved_are_told_both_ways() -> None:
    moved = {"change": "moved", "item": "interval/2024-10-15"}
    assert diff_words.what_sentence({**moved, "target": ["2027-10-15", None], "deadline": [None, "2027-10-15"]}) == (
        "Next inspection reckoned from 15 October 2024: no target any more; it was 15 October 2027; "
        "deadline 15 October 2027, where there was none."
    )
    assert diff_words.what_sentence({**moved, "type": ["key", "key_or_random"], "basis": ["policy", "statutory"]}) == (
        "Next inspection reckoned from 15 October 2024: now a key or random inspection, no longer a key inspection; "
        "basis moved from policy to statutory."
    )
