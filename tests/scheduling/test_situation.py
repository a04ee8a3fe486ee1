"""Equal situations have equal plans: the memory of situations never gives a provider another's plan."""

import json
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.hypothesis_profiles  # noqa: F401  (chooses the profile, also when this file runs alone)
from law.loader import chosen, shipped, single
from law.model import Law
from scheduling.facts import Facts
from scheduling.observers import observer_of
from scheduling.planner import plan
from scheduling.plans import Plan, dumps
from scheduling.situation import Situations
from tests.scheduling.population import known_by, odd_provider, register, twin
from tests.scheduling.situations import Amended, any_law, providers, todays

TODAY = date(2026, 9, 1)
OPTION_1 = single(shipped()["2006-option-1"])


@given(any_law, todays, st.integers(0, 2**32))
def test_providers_in_the_same_situation_have_the_same_plan(law: Law, today: date, seed: int) -> None:
    random = Random(seed)
    remembered: Situations[Plan] = Situations(law, today, lambda made: made)
    for _ in range(30):
        facts = odd_provider(random, today)
        if random.random() < 0.8:
            facts = known_by(facts, today)
        for each in (facts, twin(random, facts), twin(random, twin(random, facts))):
            assert remembered.of(each.canonical()) == plan(each, law, today)


@given(providers(), any_law, todays)
def test_any_provider_gets_its_own_plan(facts: Facts, law: Law, today: date) -> None:
    remembered: Situations[Plan] = Situations(law, today, lambda made: made)
    for _ in range(2):
        assert remembered.of(facts.canonical()) == plan(facts, law, today)


def test_a_register_has_far_fewer_situations_than_providers() -> None:
    remembered = Situations(OPTION_1, TODAY, dumps)
    for facts in register(Random(7), 3000, TODAY):
        assert remembered.of(facts.canonical()) == dumps(plan(facts, OPTION_1, TODAY))
    assert remembered.met == 3000
    assert remembered.known > 1000


def test_what_is_made_is_made_once_for_a_situation() -> None:
    made: list[Plan] = []
    remembered = Situations(OPTION_1, TODAY, made.append)
    for registered in (date(2001, 2, 3), date(2004, 5, 6)):
        remembered.of(Facts.of("childrens_home", registered_on=registered).canonical())
    assert len(made) == 1


def test_the_memory_is_bounded() -> None:
    remembered = Situations(OPTION_1, TODAY, dumps, entries=10)
    for facts in register(Random(3), 300, TODAY):
        remembered.of(facts.canonical())
    assert len(remembered._kept) == 10


def seen(law: Law, **known: Any) -> object:
    facts = Facts.from_json({"service_type": "childrens_home", "registered_on": "2000-04-01", **known})
    observer = observer_of(law, facts.service_type, TODAY)
    assert observer is not None
    return observer.key(json.loads(facts.canonical()))


def rating(ordinal: int, day: str) -> dict[str, Any]:
    return {"ordinal": ordinal, "awarded_on": day, "in_force_from": day}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            {"inspections": [{"on": "2026-05-10", "type": "key"}, {"on": "2025-06-01", "type": "key"}]},
            {"inspections": [{"on": "2026-05-10", "type": "key"}, {"on": "2025-11-30", "type": "key"}]},
            id="the exact day of last year's inspection, when one follows it",
        ),
        pytest.param(
            {"inspections": [{"on": "2020-06-01", "type": "key"}, {"on": "2026-05-10", "type": "key"}]},
            {"inspections": [{"on": "2026-05-10", "type": "key"}]},
            id="inspections of years gone by",
        ),
        pytest.param({"registered_on": "1999-01-01"}, {"registered_on": "2012-12-12"}, id="a registration long ago"),
        pytest.param(
            {"ratings": [rating(3, "2026-05-10")]},
            {"ratings": [rating(1, "2020-05-10"), rating(3, "2025-01-10")]},
            id="superseded ratings, and since when the rating is in force",
        ),
        pytest.param(
            {"inspections": [{"on": "2026-01-01", "type": "monitoring"}]}, {}, id="a visit that counts for nothing"
        ),
        pytest.param(
            {"ratings": [rating(4, "2020-01-01")]}, {"ratings": [rating(3, "2020-01-01")]}, id="good or excellent"
        ),
    ],
)
def test_what_cannot_be_seen_makes_no_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert seen(OPTION_1, **one) == seen(OPTION_1, **other) is not None


@pytest.mark.parametrize(
    "to_come",
    [
        {"inspections": [{"on": "2026-09-02", "type": "themed"}]},
        {"ended_on": "2026-09-01"},
        {"suspended": [["2026-08-01", "2026-09-30"]]},
        {"history_complete_from": "2026-10-01"},
        {"asked": [{"id": "a", "type": "key", "asked_on": "2026-09-02", "by": "2026-10-01", "basis": "trigger"}]},
    ],
)
def test_what_is_still_to_come_is_planned_apart(to_come: dict[str, Any]) -> None:
    assert seen(OPTION_1, **to_come) is None


def test_a_law_that_changes_under_the_same_name_is_not_looked_through() -> None:
    again = shipped()["2006-option-1"]
    law = chosen([(TODAY - timedelta(days=400), again), (TODAY + timedelta(days=30), shipped()["2017-risk-based"])])
    assert observer_of(law, "childrens_home", TODAY) is not None
    assert observer_of(_same_name(law), "childrens_home", TODAY) is None


def _same_name(law: Law) -> Law:
    return Amended(law, lambda regime: replace(regime, id="one-name"), "one-name")
