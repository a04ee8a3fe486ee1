"""Facts: the JSON form, strictly read, and the canonical text."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given

import tests.hypothesis_profiles  # noqa: F401  (chooses the profile, also when this file runs alone)
from scheduling.facts import Ask, Facts, Inspection, Rating, Suspension, fingerprint
from tests.scheduling.situations import providers

WHOLE: dict[str, Any] = {
    "urn": "SC012345",
    "service_type": "childrens_home",
    "registered_on": "2010-05-01",
    "ended_on": None,
    "history_complete_from": "2010-05-01",
    "suspended": [["2026-01-05", "2026-02-01"]],
    "ratings": [{"ordinal": 3, "awarded_on": "2026-05-10", "in_force_from": "2026-06-20"}],
    "inspections": [{"on": "2026-05-10", "type": "key", "for": None}],
    "approval": {"months": 6, "from": "2026-01-01"},
    "asked": [
        {
            "id": "a1",
            "type": "random",
            "asked_on": "2026-07-01",
            "not_before": None,
            "by": "2026-07-15",
            "may_ride": True,
            "statutory": False,
            "basis": "trigger",
            "withdrawn_on": None,
        }
    ],
    "brought_forward": [
        {"item": "per_year/2026/2", "by": "2026-09-01", "decided_on": "2026-07-01", "withdrawn_on": None}
    ],
}


def test_the_whole_form_is_read() -> None:
    facts = Facts.from_json(WHOLE)
    assert facts.urn == "SC012345"
    assert facts.suspended == (Suspension(date(2026, 1, 5), date(2026, 2, 1)),)
    assert facts.ratings == (Rating(date(2026, 5, 10), date(2026, 6, 20), 3),)
    assert facts.inspections == (Inspection(date(2026, 5, 10), "key", None),)
    assert facts.approval == (date(2026, 1, 1), 6)
    by, asked = date(2026, 7, 15), date(2026, 7, 1)
    assert facts.asked == (Ask(by, "a1", "random", asked, None, True, False, "trigger", None),)
    assert facts.brought_forward[0].item == "per_year/2026/2"


def test_the_canonical_text_is_sorted_compact_and_without_what_is_absent() -> None:
    assert Facts.from_json(WHOLE).canonical() == (
        '{"approval":{"from":"2026-01-01","months":6},"asked":[{"asked_on":"2026-07-01","basis":"trigger",'
        '"by":"2026-07-15","id":"a1","may_ride":true,"type":"random"}],"brought_forward":[{"by":"2026-09-01",'
        '"decided_on":"2026-07-01","item":"per_year/2026/2"}],"history_complete_from":"2010-05-01",'
        '"inspections":[{"on":"2026-05-10","type":"key"}],"ratings":[{"awarded_on":"2026-05-10",'
        '"in_force_from":"2026-06-20","ordinal":3}],"registered_on":"2010-05-01","service_type":"childrens_home",'
        '"suspended":[["2026-01-05","2026-02-01"]]}'
    )


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_absent_null_and_empty_are_the_same(nothing: object) -> None:
    empty = {name: nothing for name in WHOLE if name != "service_type"}
    least = Facts.from_json({"service_type": "boarding_school"})
    if nothing in (None, ""):
        assert Facts.from_json({"service_type": "boarding_school", **empty}) == least
    lists = ("suspended", "ratings", "inspections", "asked", "brought_forward")
    assert Facts.from_json({"service_type": "boarding_school", **dict.fromkeys(lists, nothing)}) == least
    assert least.canonical() == '{"service_type":"boarding_school"}'


def test_repetitions_and_order_make_no_difference() -> None:
    visits = [{"on": "2026-05-10", "type": "key"}, {"on": "2025-05-10", "type": "random"}]
    one = Facts.from_json({**WHOLE, "inspections": visits})
    other = Facts.from_json({**WHOLE, "inspections": [*reversed(visits), *visits]})
    assert one == other
    assert fingerprint(one.canonical()) == fingerprint(other.canonical())


def test_a_fingerprint_is_16_bytes_and_leaves_the_urn_out() -> None:
    texts = [Facts.from_json({**WHOLE, "urn": urn}).canonical() for urn in ("SC000001", "SC000002")]
    assert len(fingerprint(texts[0])) == 16
    assert len(set(texts)) == 1
    assert fingerprint(texts[0]) != fingerprint(Facts.from_json({"service_type": "boarding_school"}).canonical())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"service_type": None}, "service_type: is missing"),
        ({"registered_on": "10/05/2026"}, "registered_on: must be a day such as 2026-05-10"),
        ({"registered_on": "2026-02-30"}, "registered_on: must be a day"),
        ({"registered_on": "20260510"}, "registered_on: must be a day"),
        ({"ended_on": "9999-12-31"}, "ended_on: must be a day such as 2026-05-10, from 1800-01-01 to 2199-12-31"),
        ({"ended_on": 20260510}, "ended_on: must be a day"),
        ({"inspectons": []}, "inspectons: no such field; known here: approval, asked"),
        ({"inspections": {"on": "2026-05-10"}}, "inspections: must be a list"),
        ({"inspections": ["2026-05-10"]}, "inspections[0]: must be an object"),
        ({"inspections": 0}, "inspections: must be a list, not 0"),
        ({"ratings": False}, "ratings: must be a list, not False"),
        ({"urn": "\ud800"}, "urn: must be a text of whole characters"),
        ({"inspections": [{"type": "key"}]}, "inspections[0].on: is missing"),
        ({"inspections": [{"on": "2026-05-10", "type": "full"}]}, "inspections[0].type: must be one of key, random"),
        (
            {"ratings": [{"ordinal": 5, "awarded_on": "2026-05-10"}]},
            "ratings[0].ordinal: must be a whole number from 1",
        ),
        ({"ratings": [{"ordinal": True, "awarded_on": "2026-05-10"}]}, "ratings[0].ordinal: must be a whole number"),
        ({"suspended": [["2026-02-01", "2026-01-05"]]}, "suspended[0]: ends on 2026-01-05, before it begins"),
        ({"suspended": ["2026-02-01"]}, "suspended[0]: must be [first day, last day or null]"),
        ({"approval": {"months": 6}}, "approval.from: is missing"),
        ({"approval": {"months": 0, "from": "2026-01-01"}}, "approval.months: must be a whole number from 1 to 600"),
        ({"asked": [{**WHOLE["asked"][0], "may_ride": "yes"}]}, "asked[0].may_ride: must be true or false"),
        ({"asked": [{**WHOLE["asked"][0], "basis": "whim"}]}, "asked[0].basis: must be one of trigger, discretion"),
        ({"asked": [{**WHOLE["asked"][0], "by": None}]}, "asked[0].by: is missing"),
        (
            {"asked": [WHOLE["asked"][0], {**WHOLE["asked"][0], "type": "key"}]},
            "asked: the id 'a1' stands for two different visits",
        ),
        ({"brought_forward": [{"item": " ", "by": "2026-09-01"}]}, "brought_forward[0].item: must be a text"),
    ],
)
def test_what_cannot_be_read_is_named(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="^" + said.replace("[", r"\[").replace("]", r"\]")):
        Facts.from_json({**WHOLE, **wrong})


def test_anything_but_an_object_is_refused() -> None:
    with pytest.raises(ValueError, match="facts: must be an object"):
        Facts.from_json(["SC012345"])  # type: ignore[arg-type]


@given(providers())
def test_the_canonical_text_reads_back_checked_and_unchecked(facts: Facts) -> None:
    raw = json.loads(facts.canonical())
    again = Facts.from_json({**raw, "urn": facts.urn})
    assert again == facts
    assert Facts.from_canonical(raw) == Facts.from_json(raw)
    assert again.canonical() == facts.canonical()
