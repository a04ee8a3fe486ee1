"""Every date has its sentences, every sentence its paragraph."""

import re
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest

from law.loader import shipped, single
from scheduling import reasons
from scheduling.facts import ASK_BASES, Facts
from scheduling.planner import plan_on
from scheduling.plans import Plan
from scheduling.reasons import BASIS_REFERENCES, VERDICTS, Sentence, item_sentences, plan_sentences
from tests.scheduling.planning import AGENCY, HOME, OLD, SCHOOL, SECURE, TODAY, ask, made, rated, visits
from tests.scheduling.population import odd_provider

THREE_WHEN_POOR = "Rated poor since 20 June 2026, so the law requires three inspections in the inspection year 2026-27."

ONE_UNRATED = "Not rated yet, which counts as good, so the law requires one inspection in the inspection year 2026-27."

ASKED_AND_RIDING = "A random visit asked for on 1 July 2026 (trigger) rides on it, so it is wanted by 8 September 2026."


def told(service_type: str, regime: str = "2006-option-1", today: date = TODAY, **known: Any) -> dict[str, list[str]]:
    """The sentences of each item, without their paragraphs."""
    facts = Facts.from_json({"service_type": service_type, "registered_on": OLD, **known})
    found: Plan = made(service_type, regime, today, **known)
    return {item.key: [sentence.text for sentence in item_sentences(item, facts, today)] for item in found.items}


def test_a_good_home() -> None:
    known = {"ratings": [rated(3, "2026-05-10")], "inspections": visits("2026-02-02 key")}
    facts = Facts.from_json({"service_type": HOME, "registered_on": OLD, **known})
    (item,) = made(HOME, **known).items
    assert [str(sentence) for sentence in item_sentences(item, facts, TODAY)] == [
        "Rated good since 10 May 2026, so the law requires one inspection in the inspection year 2026-27."
        " (para 3.1.11, first bullet: good or better)",
        "Last key inspection on 2 February 2026, so this one is wanted 12 months later, by 2 February 2027."
        " (the planner, rule 1)",
    ]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        pytest.param(
            told(HOME, "2004-regulations", inspections=visits("2026-05-10 key")),
            {
                "per_year/2026/2": [
                    "The law requires two inspections in the inspection year 2026-27.",
                    "Last key inspection on 10 May 2026, so this one is wanted 6 months later, by 10 November 2026.",
                ]
            },
            id="a law that does not look at the rating",
        ),
        pytest.param(
            told(SCHOOL, ratings=[rated(2, "2026-05-10")], inspections=visits("2026-05-10 key")),
            {
                "per_year/2026/2": [
                    "Rated adequate since 10 May 2026, so policy plans two inspections in 2026-27; the law does not ask"
                    " for this one.",
                    "Last key inspection on 10 May 2026, so this one is wanted 6 months later, by 10 November 2026.",
                ]
            },
            id="an uplift",
        ),
        pytest.param(
            told(HOME, inspections=visits("2026-05-10 key")),
            {
                "per_year/2027/1": [
                    "Nothing is left of this year. Not rated yet, which counts as good, so one inspection in the"
                    " inspection year 2027-28.",
                    "Last key inspection on 10 May 2026, so this one is wanted 12 months later, by 10 May 2027.",
                ]
            },
            id="next year's",
        ),
        pytest.param(
            told(HOME, registered_on="2026-05-01"),
            {
                "per_year/2026/1": [
                    "Registered on 1 May 2026, so one inspection in its first inspection year, 2026-27.",
                    "The usual interval would end after the last day allowed, so it is wanted by 31 March 2027.",
                ]
            },
            id="a new home",
        ),
        pytest.param(
            told(
                AGENCY,
                ratings=[rated(1, "2025-10-15")],
                inspections=visits("2025-10-15 key"),
                suspended=[["2026-01-01", "2026-01-31"]],
            ),
            {
                "interval/2025-10-15": [
                    "Last key inspection on 15 October 2025; the law requires the next within 36 months and 31 days"
                    " suspended, by 15 November 2028.",
                    "Rated poor since 15 October 2025, so policy wants one every 12 months: by 15 November 2026.",
                ]
            },
            id="an interval",
        ),
        pytest.param(
            told(AGENCY, registered_on="2026-05-01"),
            {
                "interval/2026-05-01": [
                    "Registered on 1 May 2026 and not inspected since; the law requires the next within 36 months, by"
                    " 1 May 2029.",
                    "Never inspected: policy wants the first within 12 months of registration, by 1 May 2027.",
                ]
            },
            id="a first inspection",
        ),
        pytest.param(
            told("boarding_school", inspections=visits("2024-03-03 key")),
            {"interval/2024-03-03": ["Last key inspection on 3 March 2024; the next is expected within 36 months."]},
            id="policy only",
        ),
        pytest.param(
            told(
                SECURE,
                ratings=[rated(1, "2026-06-20")],
                inspections=visits("2026-06-20 key"),
                approval={"months": 6, "from": "2026-01-01"},
            ),
            {
                "approval/2026-01-01": [
                    "Approved from 1 January 2026; the next is due 6 months later, by 1 July 2026."
                ],
                "follow_up/2026-06-20": [
                    "Rated poor at the inspection of 20 June 2026: inspectors return within 56 days."
                ],
                "per_year/2026/2": [
                    THREE_WHEN_POOR,
                    "Last key inspection on 20 June 2026, so this one is wanted 4 months later, by 20 October 2026.",
                ],
                "per_year/2026/3": [
                    THREE_WHEN_POOR,
                    "Last key inspection on 20 June 2026, so this one is wanted 8 months later, by 20 February 2027.",
                ],
            },
            id="approval and follow-up",
        ),
        pytest.param(
            told(
                HOME,
                inspections=visits("2026-02-02 key"),
                asked=[ask(by="2026-09-08", may_ride=True), ask(id="b", type="themed", basis="themed programme")],
            ),
            {
                "asked/b": ["Asked for on 1 July 2026 (themed programme), by 1 October 2026."],
                "per_year/2026/1": [
                    ONE_UNRATED,
                    ASKED_AND_RIDING,
                ],
            },
            id="visits asked for",
        ),
        pytest.param(
            told(
                HOME,
                inspections=visits("2026-02-02 key"),
                brought_forward=[{"item": "per_year/2026/1", "by": "2026-10-01", "decided_on": "2026-08-20"}],
            ),
            {
                "per_year/2026/1": [
                    ONE_UNRATED,
                    "Brought forward by a decision of 20 August 2026: wanted by 1 October 2026.",
                ]
            },
            id="brought forward",
        ),
        pytest.param(
            told(
                HOME,
                "2017-risk-based",
                date(2026, 3, 31),
                ratings=[rated(2, "2026-02-10")],
                inspections=visits("2026-02-10 key"),
            ),
            {
                "per_year/2025/2": [
                    "Last inspected on 10 February 2026, late in the year, and rated below good: the one left of"
                    " 2025-26 may be made until 30 June 2026.",
                    "The usual interval would end after the last day allowed, so it is wanted by 30 June 2026.",
                ]
            },
            id="carried over",
        ),
    ],
)
def test_items_in_words(sentences: dict[str, list[str]], expected: dict[str, list[str]]) -> None:
    assert sentences == expected


@pytest.mark.parametrize(
    ("known", "first"),
    [
        ({"suspended": [["2026-08-01", None]]}, "Suspended since 1 August 2026, so nothing is planned meanwhile."),
        ({"ended_on": "2026-08-01"}, "Ended on 1 August 2026, so nothing is planned any more."),
        ({"registered_on": "2026-10-01"}, "Registered from 1 October 2026, so nothing is planned before."),
        ({}, "2026-27: one inspection planned, 0 done that count, 1 left."),
    ],
)
def test_a_plan_as_a_whole_in_words(known: dict[str, Any], first: str) -> None:
    facts = Facts.from_json({"service_type": HOME, "registered_on": OLD, **known})
    found = plan_sentences(made(HOME, **known), facts, TODAY)
    assert found[0].text == first
    assert found[-1].text.startswith("2025-26: ")


@pytest.mark.parametrize(
    ("known", "reference"),
    [
        ({}, "para 3.1.11, first bullet: good or better"),
        ({"inspections": visits("2026-05-10 key")}, "para 3.1.11, first bullet: good or better"),
        ({"inspections": visits("2026-05-10 key"), "registered_on": "2026-04-10"}, "the planner, rule 1"),
    ],
    ids=["one left", "nothing left", "nothing left of a new provider's first year"],
)
def test_the_number_of_a_year_has_its_paragraph(known: dict[str, Any], reference: str) -> None:
    facts = Facts.from_json({"service_type": HOME, "registered_on": OLD, **known})
    assert plan_sentences(made(HOME, **known), facts, TODAY)[0].reference == reference


def test_every_reason_can_be_told_and_every_sentence_has_its_paragraph() -> None:
    random, effects = Random(11), Counter[str]()
    laws = [single(text) for text in shipped().values()]
    for _ in range(1500):
        today = date(2026, random.randint(1, 12), random.randint(1, 28))
        facts = odd_provider(random, today)
        found = plan_on(facts, random.choice(laws), today)
        for item in found.items:
            effects.update(reason.effect for reason in item.reasons)
            for text, reference in item_sentences(item, facts, today):
                assert re.fullmatch(r"[A-Z].*\.", text)
                assert reference
        assert all(isinstance(one, Sentence) and one.reference for one in plan_sentences(found, facts, today))
    never_met = set(reasons._TELL) - set(effects)
    assert never_met <= {"uplift"}  # an uplift for every rating alike: no shipped regime has one


def test_an_uplift_that_does_not_look_at_the_rating_can_be_told() -> None:
    item = made(SCHOOL, ratings=[rated(2, "2026-05-10")], inspections=visits("2026-05-10 key")).items[0]
    plain = item._replace(reasons=(item.reasons[0]._replace(effect="uplift"), item.reasons[1]))
    text = item_sentences(plain, Facts.of(SCHOOL), TODAY)[0].text
    assert text == "Policy plans two inspections in 2026-27; the law does not ask for this one."


def test_every_verdict_and_every_basis_has_its_words() -> None:
    assert set(BASIS_REFERENCES) == set(ASK_BASES)
    assert set(VERDICTS) == {
        "met",
        "below_plan",
        "not_reached",
        "carried_over",
        "missed",
        "not_known",
        "not_required",
        "suspended",
    }
