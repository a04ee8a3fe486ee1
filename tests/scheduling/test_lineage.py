"""The inspection clock follows the line, never the day on which a successor was created."""

from datetime import date
from typing import Any

import pytest

from scheduling.facts import Facts
from scheduling.lineage import Link, flatten
from scheduling.rules.known import rating_in_force

MERGED = date(2026, 4, 1)
TODAY = date(2026, 9, 1)


def provider(registered_on: str | None = None, *keys: str, ratings: Any = (), **more: Any) -> Facts:
    return Facts.from_json(
        {
            "service_type": "childrens_home",
            "registered_on": registered_on,
            "inspections": [{"on": day, "type": "key"} for day in keys],
            "ratings": [{"awarded_on": day, "in_force_from": day, "ordinal": ordinal} for day, ordinal in ratings],
            **more,
        }
    )


def successor_of(*predecessors: Facts, own: Facts | None = None, kind: str = "merge", on: date = MERGED) -> Facts:
    facts = {0: own or provider("2026-04-01"), **dict(enumerate(predecessors, start=1))}
    return flatten(0, facts, {0: [Link(number, on, kind) for number in facts if number]}, TODAY)


def test_a_successor_is_never_new() -> None:
    assert successor_of(provider("2001-05-01"), kind="transfer").registered_on == date(2001, 5, 1)


def test_a_line_of_several_begins_with_the_first() -> None:
    facts = {0: provider("2026-04-01"), 1: provider("2015-01-01"), 2: provider("1999-01-01", "2014-06-01")}
    lines = {0: [Link(1, MERGED, "transfer")], 1: [Link(2, date(2015, 1, 1), "reregistration")]}
    flat = flatten(0, facts, lines, TODAY)
    assert flat.registered_on == date(1999, 1, 1)
    assert [visit.on for visit in flat.inspections] == [date(2014, 6, 1)]


def test_a_merger_takes_the_line_that_was_inspected_longest_ago_and_no_other() -> None:
    flat = successor_of(provider("2001-01-01", "2025-11-01"), provider("2002-02-02", "2024-03-01", "2023-03-01"))
    assert flat.registered_on == date(2002, 2, 2)
    assert [visit.on for visit in flat.inspections] == [date(2023, 3, 1), date(2024, 3, 1)]


def test_never_inspected_is_longest_ago_of_all() -> None:
    flat = successor_of(provider("2001-01-01", "2020-01-01"), provider("2024-02-02"))
    assert flat.registered_on == date(2024, 2, 2)
    assert flat.inspections == ()


def test_only_key_inspections_decide_which_line() -> None:
    visited = provider("2001-01-01", "2024-01-01", inspections=[{"on": "2024-01-01", "type": "key"}])
    seen = provider("2002-02-02", inspections=[{"on": "2026-01-01", "type": "monitoring"}])
    assert successor_of(visited, seen).registered_on == date(2002, 2, 2)


def test_each_successor_of_a_split_inherits() -> None:
    old = provider("2001-01-01", "2025-11-01")
    facts = {0: provider("2026-04-01"), 2: provider("2026-04-01"), 1: old}
    lines = {number: [Link(1, MERGED, "split")] for number in (0, 2)}
    assert [flatten(number, facts, lines, TODAY).inspections for number in (0, 2)] == [old.inspections] * 2


def test_what_the_predecessor_does_after_a_split_is_its_own() -> None:
    flat = successor_of(provider("2001-01-01", "2025-11-01", "2026-05-01"), kind="split")
    assert [visit.on for visit in flat.inspections] == [date(2025, 11, 1)]


def test_a_merger_keeps_the_worst_rating_until_the_first_own() -> None:
    good = provider("2001-01-01", "2024-01-01", ratings=[("2024-01-01", 3)])
    poor = provider("2001-01-01", "2025-06-01", ratings=[("2025-06-01", 1)])
    flat = successor_of(good, poor)
    assert [visit.on for visit in flat.inspections] == [date(2024, 1, 1)]
    assert rating_in_force(flat, MERGED).ordinal == 1
    own = provider("2026-04-01", "2026-07-01", ratings=[("2026-07-01", 4)])
    flat = successor_of(good, poor, own=own)
    assert rating_in_force(flat, date(2026, 6, 30)).ordinal == 1
    assert rating_in_force(flat, TODAY).ordinal == 4


def test_a_better_rating_of_another_line_is_not_taken_over() -> None:
    flat = successor_of(
        provider("2001-01-01", "2024-01-01", ratings=[("2024-01-01", 1)]),
        provider("2001-01-01", "2025-06-01", ratings=[("2025-06-01", 4)]),
    )
    assert [rating.ordinal for rating in flat.ratings] == [1]


def test_an_inherited_report_that_comes_after_the_first_own_one_changes_nothing() -> None:
    late = provider("2001-01-01", "2026-03-20")
    late = Facts.from_json(
        {
            "service_type": "childrens_home",
            "ratings": [{"awarded_on": "2026-03-20", "in_force_from": "2026-08-01", "ordinal": 1}],
        }
    )
    own = provider("2026-04-01", "2026-07-01", ratings=[("2026-07-01", 4)])
    assert rating_in_force(successor_of(late, own=own, kind="transfer"), TODAY).ordinal == 4
    assert rating_in_force(successor_of(late, kind="transfer"), TODAY).ordinal == 1


def test_a_provider_that_goes_on_after_a_merger_competes_with_its_own_past() -> None:
    old = provider("2001-01-01", "2025-11-01")
    absorbing = provider("2002-02-02", "2023-05-01", "2026-06-01")
    flat = successor_of(old, own=absorbing)
    assert flat.registered_on == date(2002, 2, 2)
    assert [visit.on for visit in flat.inspections] == [date(2023, 5, 1), date(2026, 6, 1)]
    older = provider("2001-01-01", "2022-01-01")
    flat = successor_of(older, own=absorbing)
    assert [visit.on for visit in flat.inspections] == [date(2022, 1, 1), date(2026, 6, 1)]


def test_a_visit_asked_for_at_any_predecessor_and_not_made_is_still_to_be_made() -> None:
    def asked(id: str, **more: Any) -> dict[str, Any]:
        basis = {"type": "monitoring", "asked_on": "2026-01-10", "by": "2026-05-01", "basis": "enforcement"}
        return {"id": id, **basis, **more}

    line = provider("2001-01-01", asked=[asked("a1")])
    other = provider(
        "2001-01-01",
        "2026-02-01",
        asked=[asked("a2"), asked("a3", may_ride=True), asked("a4", withdrawn_on="2026-02-02")],
    )
    assert [ask.id for ask in successor_of(line, other).asked] == ["a1", "a2"]


def test_what_was_brought_forward_follows_the_line() -> None:
    decision = {"item": "per_year/2026/1", "by": "2026-06-01", "decided_on": "2026-01-01"}
    flat = successor_of(provider("2001-01-01", brought_forward=[decision]), kind="transfer")
    assert [row.item for row in flat.brought_forward] == ["per_year/2026/1"]


def test_the_history_is_known_as_far_back_as_the_lines() -> None:
    old = provider("2001-01-01", "2025-11-01", history_complete_from="2025-11-01")
    assert successor_of(old, kind="transfer").history_complete_from == date(2025, 11, 1)
    hole = provider("2026-04-01", history_complete_from="2026-08-01")
    assert successor_of(old, own=hole, kind="transfer").history_complete_from == date(2026, 8, 1)


def test_a_suspension_of_the_predecessor_ends_with_it() -> None:
    old = provider("2001-01-01", suspended=[["2025-01-01", "2025-02-01"], ["2026-01-01", None]])
    assert [tuple(map(str, period)) for period in successor_of(old, kind="transfer").suspended] == [
        ("2025-01-01", "2025-02-01"),
        ("2026-01-01", "2026-03-31"),
    ]


def test_a_link_of_the_future_is_not_yet_known() -> None:
    facts = {0: provider("2026-04-01"), 1: provider("2001-01-01")}
    lines = {0: [Link(1, date(2026, 9, 2), "transfer")]}
    assert flatten(0, facts, lines, TODAY) == facts[0]


@pytest.mark.parametrize("kind", ["merge", "transfer"])
def test_a_line_that_bites_its_tail_ends(kind: str) -> None:
    facts = {0: provider("2026-01-01"), 1: provider("2001-01-01", "2020-01-01")}
    lines = {0: [Link(1, date(2026, 1, 1), kind)], 1: [Link(0, date(2026, 1, 1), kind)]}
    assert flatten(0, facts, lines, TODAY).registered_on == date(2001, 1, 1)
