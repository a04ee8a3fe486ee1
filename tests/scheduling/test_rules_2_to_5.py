"""Rules 2 to 5 at their edges: intervals, once by a date, follow-up, approval."""

from typing import Any

import pytest

from tests.scheduling.planning import AGENCY, HOME, SECURE, items, made, rated, visits


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({"registered_on": "2025-05-01"}, ("2026-05-01", "2028-05-01"), id="never inspected: 12 months"),
        pytest.param(
            {"registered_on": "2025-05-01", "ratings": [rated(1, "2025-05-01")]},
            ("2026-05-01", "2028-05-01"),
            id="never inspected, whatever the rating",
        ),
        pytest.param({"inspections": visits("2024-02-29 key")}, ("2027-02-28", "2027-02-28"), id="29 February"),
        pytest.param(
            {"inspections": visits("2024-05-01 key", "2025-05-01 random")}, ("2027-05-01",) * 2, id="key alone"
        ),
        pytest.param(
            {"inspections": visits("2024-05-01 key"), "ratings": [rated(2, "2024-05-01")]},
            ("2025-11-01", "2027-05-01"),
            id="adequate: 18 months",
        ),
        pytest.param(
            {"inspections": visits("2024-05-01 key"), "ratings": [rated(1, "2024-05-01", None)]},
            ("2027-05-01", "2027-05-01"),
            id="a provisional rating makes no difference",
        ),
        pytest.param(
            {"inspections": visits("2024-05-01 key"), "suspended": [["2024-05-01", "2024-05-10"]]},
            ("2027-05-10", "2027-05-10"),
            id="suspended on the day itself: the days after it count",
        ),
        pytest.param(
            {"inspections": visits("2024-05-01 key"), "suspended": [["2024-04-01", "2024-04-30"]]},
            ("2027-05-01", "2027-05-01"),
            id="suspended before: no difference",
        ),
        pytest.param(
            {
                "inspections": visits("2024-05-01 key"),
                "suspended": [["2025-01-01", "2025-01-31"], ["2025-01-15", "2025-02-10"], ["2025-01-20", "2025-01-21"]],
            },
            ("2027-06-11", "2027-06-11"),
            id="suspended twice at once: each day counts once",
        ),
    ],
)
def test_an_interval(known: dict[str, Any], expected: tuple[str, str]) -> None:
    ((_, target, deadline),) = items(made(AGENCY, **known))
    assert (target, deadline) == expected


def test_without_any_date_there_is_an_item_without_dates() -> None:
    (item,) = made(AGENCY, registered_on=None).items
    assert (item.key, item.target, item.statutory_deadline, item.window_opens) == ("interval/none", None, None, None)
    assert item.reasons[0].effect == "no_date_known"


def test_once_by_a_date_counts_key_inspections_from_2006_on() -> None:
    found = [items(made("private_fostering_arrangements", inspections=visits(day))) for day in COUNTING]
    assert found == [
        [("once_by/2009-03-31", "2009-03-31", "2009-03-31")],
        [],
        [("once_by/2009-03-31",) + ("2009-03-31",) * 2],
    ]


COUNTING = ("2006-03-31 key", "2006-04-01 key", "2008-01-01 random")


@pytest.mark.parametrize(
    ("ratings", "inspections", "due"),
    [
        pytest.param([rated(1, "2026-06-20")], visits("2026-06-20 key"), "2026-08-15", id="8 weeks"),
        pytest.param([rated(1, "2026-06-20", None)], visits("2026-06-20 key"), "2026-08-15", id="provisional as well"),
        pytest.param(
            [rated(1, "2026-06-20")], visits("2026-06-20 key", "2026-06-20 themed"), "2026-08-15", id="same day"
        ),
        pytest.param(
            [rated(1, "2026-06-20")], visits("2026-06-21 themed"), None, id="served by anything after that day"
        ),
        pytest.param([rated(1, "2026-06-20"), rated(2, "2026-06-21")], [], None, id="ended by a new rating"),
        pytest.param([rated(2, "2026-06-20")], [], None, id="adequate: none"),
        pytest.param([rated(1, "2026-06-20"), rated(3, "2026-06-20")], [], "2026-08-15", id="two on a day: the worse"),
    ],
)
def test_the_follow_up_of_a_poor_rating(
    ratings: list[dict[str, Any]], inspections: list[dict[str, str]], due: str | None
) -> None:
    found = [
        target for key, target, _ in items(made(HOME, ratings=ratings, inspections=inspections)) if "follow" in key
    ]
    assert found == ([due] if due else [])


def test_the_regimes_of_2004_and_2015_have_no_follow_up() -> None:
    known = {"ratings": [rated(1, "2026-06-20")], "inspections": visits("2026-06-20 key")}
    for regime in ("2004-regulations", "2015-regulations"):
        assert not [item for item in made(HOME, regime, **known).items if item.basis == "follow-up"]


@pytest.mark.parametrize(
    ("approval", "inspections", "expected"),
    [
        pytest.param(
            "2026-01-01", [], ("approval/2026-01-01", "2026-07-01", "2026-07-01"), id="from the day it is set"
        ),
        pytest.param(
            "2026-01-01", visits("2026-03-31 approval"), ("approval/2026-03-31", "2026-09-30", "2026-09-30"), id="last"
        ),
        pytest.param(
            "2026-01-01", visits("2026-03-31 key"), ("approval/2026-01-01", "2026-07-01", "2026-07-01"), id="not a key"
        ),
        pytest.param("2026-09-02", [], None, id="not set yet"),
    ],
)
def test_approval_inspections(
    approval: str, inspections: list[dict[str, str]], expected: tuple[str, ...] | None
) -> None:
    found = made(SECURE, approval={"months": 6, "from": approval}, inspections=inspections)
    assert [item for item in items(found) if item[0].startswith("approval")] == ([expected] if expected else [])
    assert found.counts is not None
    assert found.counts.done == len([visit for visit in inspections if visit == {"on": "2026-05-10", "type": "key"}])
