"""Which regime is in force on which day: one on every day, or several by choice, on top of the default."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from law.loader import RegimeText, chosen, read_regime, shipped, single
from tests.law.texts import entries, with_line

FIRST, LAST = date(2026, 3, 1), date(2026, 5, 31)
ONE_DAY = timedelta(days=1)


def _changing(regime: str, *days: date) -> RegimeText:
    """A copy of a shipped regime whose window changes on each of those days."""
    text = shipped()[regime].text
    entry = next(entry for entry in entries(text) if entry.path == "window.days")
    starts = [date(2000, 1, 1), *days]
    ends = [f", until = {start - ONE_DAY}" for start in days] + [""]
    parts = [
        f'{{ value = {30 + number}, from = {start}{end}, reference = "decision of the board" }}'
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    return read_regime(with_line(text, entry, f"{entry.key} = [{', '.join(parts)}]"), name="copy")


CHANGING = _changing("2017-risk-based", date(2026, 4, 1), date(2026, 5, 1))
TEXTS = [shipped()["2004-regulations"], shipped()["2006-option-1"], CHANGING]
CHOICES = st.lists(st.tuples(st.dates(FIRST, LAST), st.sampled_from(TEXTS)), max_size=5)


def test_the_first_option_is_in_force_until_another_is_chosen() -> None:
    law = chosen([])
    assert {law.on(day).id for day in (date.min, date(2007, 9, 1), date(2026, 9, 1), date.max)} == {"2006-option-1"}
    assert law.changes_after(date.min) == ()


def test_a_choice_counts_from_its_day_until_the_next_one() -> None:
    law = chosen([(date(2026, 4, 1), TEXTS[0]), (date(2026, 5, 1), TEXTS[1])])
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [law.on(day).id for day in days] == [
        "2006-option-1",
        "2004-regulations",
        "2004-regulations",
        "2006-option-1",
    ]
    assert law.changes_after(date(2026, 4, 1)) == (date(2026, 5, 1),)
    assert law.changes_after(date(2026, 3, 31)) == (date(2026, 4, 1), date(2026, 5, 1))


def test_of_two_choices_for_a_day_the_later_prevails() -> None:
    day = date(2026, 4, 1)
    assert chosen([(day, TEXTS[0]), (day, TEXTS[2])]).on(day).id == "2017-risk-based"


def test_a_choice_of_what_is_in_force_already_changes_nothing() -> None:
    law = chosen([(date(2026, 4, 1), shipped()["2006-option-1"])])
    assert law.changes_after(date.min) == ()
    assert law.fingerprint == chosen([]).fingerprint


def test_a_regime_that_changes_itself_changes_the_law_while_it_is_in_force() -> None:
    law = chosen([(date(2026, 4, 15), CHANGING), (date(2026, 5, 15), TEXTS[0])])
    assert law.changes_after(date.min) == (date(2026, 4, 15), date(2026, 5, 1), date(2026, 5, 15))
    assert [law.on(date(2026, month, day)).window_days.value for month, day in ((4, 14), (4, 15), (5, 1), (5, 15))] == [
        60,
        31,
        32,
        60,
    ]


def test_one_regime_alone_is_the_law_of_every_day() -> None:
    law = single(CHANGING)
    assert law.on(date.min).window_days.value == 30
    assert law.on(date.max).window_days.value == 32
    assert law.changes_after(date.min) == (date(2026, 4, 1), date(2026, 5, 1))
    assert law.changes_after(date(2026, 5, 1)) == ()


@settings(deadline=None)
@given(CHOICES)
def test_the_days_of_change_are_those_on_which_the_answer_changes(choices: list[tuple[date, RegimeText]]) -> None:
    law = chosen(choices)
    days = [FIRST + timedelta(days=ahead) for ahead in range((LAST - FIRST).days + 10)]
    changed = tuple(day for day in days if law.on(day) is not law.on(day - ONE_DAY))
    assert law.changes_after(FIRST - ONE_DAY) == changed
    for day in days:
        last: Any = max((choice for choice in dict(choices).items() if choice[0] <= day), default=None, key=_first)
        assert law.on(day) == (last[1] if last else shipped()["2006-option-1"]).on(day)


def _first(choice: tuple[date, RegimeText]) -> date:
    return choice[0]


@settings(deadline=None)
@given(CHOICES, CHOICES)
def test_equal_fingerprints_mean_the_same_law(
    one: list[tuple[date, RegimeText]], other: list[tuple[date, RegimeText]]
) -> None:
    law, law_too = chosen(one), chosen(other)
    days = [FIRST + timedelta(days=ahead) for ahead in range((LAST - FIRST).days + 10)]
    same = [law.on(day) for day in days] == [law_too.on(day) for day in days]
    assert same == (law.fingerprint == law_too.fingerprint)


def test_the_fingerprint_tells_laws_apart() -> None:
    laws = [single(text) for text in (*shipped().values(), CHANGING)]
    laws += [chosen([(date(2026, 4, day), TEXTS[0])]) for day in (1, 2)]
    assert len({law.fingerprint for law in laws}) == len(laws)
    assert chosen([]).fingerprint == chosen([]).fingerprint
