"""Rule 1 at its edges: so many inspections in each inspection year. What is known, and the items that follow."""

from datetime import date

import pytest

from scheduling.plans import Counts
from tests.scheduling.planning import HOME, SCHOOL, items, made, rated, visits


@pytest.mark.parametrize(
    ("ordinal", "inspections", "counts"),
    [
        pytest.param(3, visits("2026-05-10 random"), (1, 0, 1), id="one of the n must be a key inspection"),
        pytest.param(2, visits("2026-05-10 random", "2026-06-10 random"), (2, 1, 1), id="of two randoms one counts"),
        pytest.param(2, visits("2026-05-10 random", "2026-06-10 key"), (2, 2, 0), id="a key and a random both count"),
        pytest.param(2, visits("2026-05-10 key", "2026-05-10 random"), (2, 1, 1), id="one a day"),
        pytest.param(3, visits("2026-05-10 key", "2026-06-10 key"), (1, 2, 0), id="more than required all count"),
        pytest.param(3, visits("2026-05-10 themed", "2026-06-10 monitoring"), (1, 0, 1), id="themed ones do not count"),
        pytest.param(3, visits("2026-03-31 key", "2026-04-01 key"), (1, 1, 0), id="the year begins on 1 April"),
        pytest.param(3, visits("2026-09-02 key"), (1, 0, 1), id="tomorrow's is not known yet"),
        pytest.param(3, visits("2026-05-10 key for a"), (1, 0, 1), id="made for an own visit: not for the plan"),
        pytest.param(
            2, visits("2026-05-10 key for a", "2026-05-10 random"), (2, 1, 1), id="beside an own visit the other counts"
        ),
    ],
)
def test_what_counts_in_a_year(ordinal: int, inspections: list[dict[str, str]], counts: tuple[int, int, int]) -> None:
    assert made(HOME, ratings=[rated(ordinal, "2025-05-10")], inspections=inspections).counts == Counts(*counts)


@pytest.mark.parametrize(
    ("inspections", "deadlines"),
    [
        pytest.param([], ["2027-03-31", None, None], id="the first is the law's, policy adds two"),
        pytest.param(visits("2026-05-10 key"), [None, None], id="the law is met, policy is not"),
        pytest.param(visits("2026-05-10 random"), ["2027-03-31", None], id="a random alone does not meet the law"),
        pytest.param(visits("2026-05-10 key for a"), [None, None, None], id="an own visit counts for the law alone"),
    ],
)
def test_the_law_asks_for_the_first_of_them(inspections: list[dict[str, str]], deadlines: list[str | None]) -> None:
    found = made(SCHOOL, ratings=[rated(1, "2025-05-10")], inspections=inspections)
    assert [deadline for _, _, deadline in items(found)] == deadlines
    assert {item.basis for item in found.items if item.statutory_deadline is None} <= {"rating uplift"}


@pytest.mark.parametrize(
    ("registered_on", "counts", "first"),
    [
        ("2026-03-31", (2, 0, 2), "2026-09-29"),
        ("2026-04-01", (1, 0, 1), "2027-03-31"),
        ("2026-09-30", (1, 0, 1), "2027-03-31"),
        ("2026-10-01", (0, 0, 0), "2027-04-01"),
        ("2026-10-15", (0, 0, 0), "2027-04-15"),
    ],
)
def test_a_new_provider(registered_on: str, counts: tuple[int, int, int], first: str) -> None:
    found = made(HOME, "2004-regulations", date(2026, 12, 1), registered_on=registered_on)
    assert found.counts == Counts(*counts)
    assert str(found.items[0].target) == first


def test_after_a_change_of_rating_what_is_no_longer_required_disappears() -> None:
    inspections = visits("2026-05-10 key")
    before = made(HOME, ratings=[rated(2, "2025-05-10")], inspections=inspections)
    after = made(HOME, ratings=[rated(2, "2025-05-10"), rated(3, "2026-05-10")], inspections=inspections)
    assert before.counts == Counts(2, 1, 1)
    assert after.counts == Counts(1, 1, 0)
    assert items(after) == [("per_year/2027/1", "2027-05-10", "2028-03-31")]


@pytest.mark.parametrize(
    ("ordinal", "inspections", "targets"),
    [
        pytest.param(3, [], ["2026-04-01"], id="never inspected: at the start of the year"),
        pytest.param(3, visits("2024-06-01 key"), ["2026-04-01"], id="long ago: at the start of the year"),
        pytest.param(3, visits("2025-08-31 key"), ["2026-08-31"], id="12 months after the last"),
        pytest.param(
            2, visits("2025-08-31 key"), ["2026-04-01", "2026-10-01"], id="6 months apart from the year's start"
        ),
        pytest.param(2, visits("2025-12-31 key"), ["2026-06-30", "2026-12-31"], id="6 and 12 months after the last"),
        pytest.param(2, visits("2026-03-31 key"), ["2026-09-29", "2027-03-31"], id="the last day of the shorter month"),
        pytest.param(
            1, visits("2025-12-15 key"), ["2026-04-15", "2026-08-15", "2026-12-15"], id="three a year: 4 months"
        ),
        pytest.param(2, visits("2026-08-31 random"), ["2027-02-28"], id="the last day of February"),
        pytest.param(1, visits("2026-08-01 key"), ["2026-11-30", "2027-03-31"], id="shared out over what is left"),
    ],
)
def test_targets_are_spaced_from_the_last_inspection(
    ordinal: int, inspections: list[dict[str, str]], targets: list[str]
) -> None:
    found = made(HOME, ratings=[rated(ordinal, "2024-01-01")], inspections=inspections)
    assert [target for key, target, _ in items(found) if key.startswith("per_year")] == targets


def test_a_plan_does_not_drift_from_night_to_night() -> None:
    known = {"ratings": [rated(2, "2025-12-31")], "inspections": visits("2025-12-31 key")}
    nights = [items(made(HOME, today=date(2026, month, 15), **known)) for month in range(4, 13)]
    assert all(night == nights[0] for night in nights)


def test_the_first_is_a_key_inspection_until_there_is_one() -> None:
    adequate = [rated(2, "2025-05-10")]
    kinds = [
        [item.type for item in made(HOME, ratings=adequate, inspections=visits(*known)).items]
        for known in ((), ("2026-05-10 random",), ("2026-05-10 key",))
    ]
    assert kinds == [["key", "key_or_random"], ["key"], ["key_or_random"]]


@pytest.mark.parametrize(
    ("inspections", "opens"),
    [
        pytest.param(visits("2025-12-31 key"), ["2026-05-01", "2026-11-01"], id="60 days before the target"),
        pytest.param(visits("2025-10-02 key"), ["2026-04-01", "2026-08-03"], id="not before the year"),
        pytest.param(visits("2026-08-31 random"), ["2026-12-30"], id="after the last one counted"),
    ],
)
def test_the_window(inspections: list[dict[str, str]], opens: list[str]) -> None:
    found = made(HOME, ratings=[rated(2, "2025-01-01")], inspections=inspections)
    assert [str(item.window_opens) for item in found.items] == opens
