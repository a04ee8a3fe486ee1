"""What a regime says in plain English, and two regimes side by side."""

from datetime import date
from itertools import product

import pytest

from law.compare import WHAT, compare, lines, summary
from law.loader import read_regime, shipped
from law.model import RATING_NAMES, Regime
from tests.law.texts import entries, with_value

DAY = date(2026, 9, 1)
REGIMES = {name: text.on(DAY) for name, text in shipped().items()}
PAIRS = list(product(REGIMES.values(), repeat=2))


def _changed(path: str, value: str, regime: str = "2006-option-1") -> Regime:
    text = shipped()[regime].text
    entry = next(entry for entry in entries(text) if entry.path == path)
    return read_regime(with_value(text, entry, value), name="changed").on(DAY)


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_a_regime_says_everything_once_and_cites_it(regime: Regime) -> None:
    said = lines(regime)
    assert len({line.key for line in said}) == len(said)
    assert all(line.words and line.references and line.what in WHAT for line in said)
    assert {cited.path for line in said for cited in line.citations} == regime.parameters.keys()


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_every_type_and_rating_has_its_minimum_and_its_plan(regime: Regime) -> None:
    said = {line.key for line in lines(regime)}
    assert {*product(regime.rules, ("minimum", "planned"), RATING_NAMES)} <= said


@pytest.mark.parametrize(("left", "right"), PAIRS, ids=lambda regime: regime.id)
def test_two_regimes_are_set_side_by_side_without_loss(left: Regime, right: Regime) -> None:
    pairs = compare(left, right)
    assert {pair.left for pair in pairs if pair.left} == set(lines(left))
    assert {pair.right for pair in pairs if pair.right} == set(lines(right))
    assert len({(pair.service_type, pair.what, pair.rating) for pair in pairs}) == len(pairs)
    mirrored = {(pair.service_type, pair.what, pair.rating): pair.same for pair in compare(right, left)}
    assert mirrored == {(pair.service_type, pair.what, pair.rating): pair.same for pair in pairs}


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_a_regime_is_the_same_as_itself(regime: Regime) -> None:
    assert all(pair.same for pair in compare(regime, regime))


def test_the_two_options_differ_for_adequate_homes_alone() -> None:
    pairs = compare(REGIMES["2006-option-1"], REGIMES["2006-option-2"])
    different = {(pair.service_type, pair.what, pair.rating) for pair in pairs if not pair.same}
    assert different == {*product(("childrens_home", "secure_childrens_home"), ("minimum", "planned"), (2,))}


def test_what_one_regime_alone_says_is_different() -> None:
    pairs = compare(REGIMES["2015-regulations"], REGIMES["2006-option-1"])
    schools = [pair for pair in pairs if pair.service_type == "residential_special_school"]
    assert schools
    assert all(pair.left is None and pair.right and not pair.same for pair in schools)


def test_the_lines_of_a_comparison_stand_by_type_then_subject_then_rating() -> None:
    pairs = compare(REGIMES["2015-regulations"], REGIMES["2006-option-1"])
    assert pairs[-1].what == "window"
    homes = [(pair.what, pair.rating) for pair in pairs if pair.service_type == "childrens_home"]
    assert homes == [
        *product(("minimum", "planned"), (4, 3, 2, 1)),
        ("counting", None),
        ("first", None),
        ("follow_up", None),
    ]
    types = [pair.service_type for pair in pairs]
    assert types == sorted(types, key=types.index)


@pytest.mark.parametrize(
    ("path", "value", "service_type", "expected"),
    [
        ("counting.key_among", "false", "childrens_home", "1 in each inspection year; 2 when adequate; 3 when poor"),
        (
            "rules.residential_special_school.planned.adequate",
            "3",
            "residential_special_school",
            "1 in each inspection year, a key inspection; 3 when adequate or poor (policy)",
        ),
        (
            "rules.boarding_school.planned.poor",
            "1",
            "boarding_school",
            "every 36 months (policy, not law); every 18 months when adequate (policy); every month when poor (policy)",
        ),
        (
            "rules.childrens_home.statutory.excellent",
            "0",
            "childrens_home",
            "1 in each inspection year, a key inspection; 0 when excellent; 2 when adequate; 3 when poor",
        ),
        ("window.days", "30", "unheard_of", "no rule"),
    ],
)
def test_a_service_type_is_summed_up_in_one_sentence(path: str, value: str, service_type: str, expected: str) -> None:
    assert summary(_changed(path, value), service_type) == expected


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("rules.childrens_home.statutory.excellent", "0", "none in an inspection year"),
        ("first_inspection.months", "1", "a key inspection within 1 month of registration (policy)"),
        ("window.days", "1", "opens 1 day before the target"),
        ("follow_up.rating", '"adequate"', "inspection activity within 56 days of being rated adequate or worse"),
        ("new_provider.after", "1", "registered before 1 October: 1 in that inspection year; on or after it: 1"),
        ("counting.per_year", '["key"]', "key inspections; at least one of a year a key inspection"),
    ],
)
def test_a_changed_value_changes_the_words(path: str, value: str, words: str) -> None:
    before = {line.words for line in lines(REGIMES["2006-option-1"])}
    after = {line.words for line in lines(_changed(path, value))}
    assert words in after - before
