"""The loader takes what is shipped and refuses everything that is not quite law, naming file, path and remedy."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.clocks import read_clocks, shipped_clocks
from law.loader import LawError, read_regime, shipped
from law.model import ADEQUATE, EXCELLENT, GOOD, POOR, Interval, OnceBy, PerYear
from tests.law.texts import Entry, entries, with_line, with_value

DAY = date(2026, 9, 1)
OPTION_1 = shipped()["2006-option-1"].text
TEXTS: dict[str, tuple[str, Callable[..., object]]] = {
    **{f"{regime}.toml": (text.text, read_regime) for regime, text in shipped().items()},
    "clocks.toml": (shipped_clocks().text, read_clocks),
}
EVERY_TEXT = pytest.mark.parametrize("file", TEXTS)
TABLES = [
    (file, name) for file, (text, _) in TEXTS.items() for name in re.findall(r"^\[([a-z_.]+)\]$", text, re.MULTILINE)
]


def _fault(file: str, text: str) -> str:
    """What the loader says of a text, which must name the file."""
    with pytest.raises(LawError) as error:
        TEXTS[file][1](text, name=file)
    assert str(error.value).startswith(f"{file}: ")
    return str(error.value)


def _faults(read: Callable[..., object], text: str, file: str) -> list[str]:
    """Each fault of a text; none when it is read."""
    try:
        read(text, name=file)
    except LawError as error:
        return [f"{error.name}: {fault}" for fault in error.faults]
    return []


def _fault_with(file: str, entry: Entry, value: str) -> str:
    return _fault(file, with_line(TEXTS[file][0], entry, f"{entry.key} = {value}"))


# What is shipped


def test_the_five_regimes_are_shipped() -> None:
    assert list(shipped()) == [
        "2004-regulations",
        "2006-option-1",
        "2006-option-2",
        "2015-regulations",
        "2017-risk-based",
    ]


def test_a_value_never_travels_without_its_citation() -> None:
    for text in shipped().values():
        for path, cited in text.on(DAY).parameters.items():
            assert cited.path == path
            assert cited.reference
            assert cited.effective_from >= date(2004, 4, 1)


def test_the_first_option_is_read_into_rules() -> None:
    regime = shipped()["2006-option-1"].on(DAY)
    home, agency = regime.rules["childrens_home"], regime.rules["independent_fostering_agency"]
    assert isinstance(home, PerYear)
    assert {rating: cited.value for rating, cited in home.statutory.items()} == {
        EXCELLENT: 1,
        GOOD: 1,
        ADEQUATE: 2,
        POOR: 3,
    }
    assert home.planned == home.statutory
    assert isinstance(agency, Interval)
    assert (agency.months.value, agency.policy_only, agency.first_months.value) == (36, False, 12)
    assert [agency.planned[rating].value for rating in (EXCELLENT, GOOD, ADEQUATE, POOR)] == [36, 36, 18, 12]
    assert isinstance(regime.rules["private_fostering_arrangements"], OnceBy)


def test_a_rating_without_uplift_is_planned_by_the_words_of_the_minimum() -> None:
    rule = shipped()["2006-option-1"].on(DAY).rules["residential_special_school"]
    assert isinstance(rule, PerYear)
    assert rule.planned[GOOD] is rule.statutory[GOOD]
    assert rule.planned[POOR].reference != rule.statutory[POOR].reference


def test_the_same_text_is_read_once() -> None:
    assert read_regime(OPTION_1, name="a copy") is read_regime(OPTION_1, name="another")


def test_the_hash_is_that_of_the_text() -> None:
    changed = read_regime(OPTION_1 + "# a remark\n", name="copy")
    assert changed.hash != shipped()["2006-option-1"].hash
    assert len(changed.hash) == 64
    assert changed.on(DAY).hash == changed.hash


def test_a_title_is_no_longer_than_its_place() -> None:
    titled = OPTION_1.replace("First option of 2006", "T" * 200)
    assert read_regime(titled, name="copy").title == "T" * 200
    longer = _fault("2006-option-1.toml", OPTION_1.replace("First option of 2006", "T" * 201))
    assert longer == "2006-option-1.toml: title: has 201 characters: say it in at most 200"


def test_an_administrator_may_add_a_service_type_of_her_own() -> None:
    added = OPTION_1 + (
        '\n[rules.residential_holiday_scheme]\nkind = "per_year"\n'
        'statutory.every_rating = [{ value = 1, from = 2015-04-01, reference = "SI 2015/551 reg 27(1)(c)" }]\n'
    )
    rule = read_regime(added, name="copy").on(DAY).rules["residential_holiday_scheme"]
    assert isinstance(rule, PerYear)
    assert rule.planned[POOR].value == 1


# Every value of every text, one fault at a time


@EVERY_TEXT
def test_a_value_without_one_of_its_parts_is_refused(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        for part in ("value", "from", "reference"):
            found = _fault_with(file, entry, f"[{entry.written(without=part)}]")
            assert f"{file}: {entry.path}[1].{part}: is missing" in found


@EVERY_TEXT
def test_a_value_without_a_word_in_its_reference_is_refused(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        blank = entry.written(without="reference", more='reference = "  "')
        assert f"{file}: {entry.path}[1].reference: must be a text" in _fault_with(file, entry, f"[{blank}]")


@EVERY_TEXT
def test_an_unknown_key_beside_a_value_is_refused(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        found = _fault_with(file, entry, f"[{entry.written(more='colour = 1')}]")
        assert f"{file}: {entry.path}[1].colour: is not a known key" in found


@EVERY_TEXT
def test_dates_of_a_value_that_overlap_are_refused(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        second = replace(entry, day="2030-01-01").written()
        endless = _fault_with(file, entry, f"[{entry.written()}, {second}]")
        assert f"{file}: {entry.path}[1].until: is missing" in endless
        assert "until = 2029-12-31" in endless
        closed = entry.written(more="until = 2030-01-01")
        overlapping = _fault_with(file, entry, f"[{closed}, {second}]")
        assert f"{file}: {entry.path}[2].from: 2030-01-01 overlaps" in overlapping


@EVERY_TEXT
def test_a_gap_in_the_dates_of_a_value_is_refused(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        second = replace(entry, day="2030-01-01").written()
        closed = entry.written(more="until = 2029-12-30")
        between = _fault_with(file, entry, f"[{closed}, {second}]")
        assert f"{file}: {entry.path}[2].from: 2030-01-01 leaves a gap" in between
        assert "begin on 2029-12-31" in between
        assert f"{file}: {entry.path}[1].until: leaves a gap" in _fault_with(file, entry, f"[{closed}]")


@EVERY_TEXT
def test_an_entry_that_ends_before_it_begins_is_refused(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        found = _fault_with(file, entry, f"[{entry.written(more='until = 1999-12-31')}]")
        assert f"{file}: {entry.path}[1].until: 1999-12-31 is before" in found


@EVERY_TEXT
def test_a_value_of_another_kind_is_refused(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        for wrong in ("{}", "[[1]]", "nan", "-1", '""', '"1 Octember"', '"29 February"', "2026-01-01T00:00:00"):
            found = _fault_with(file, entry, f"[{entry.written(wrong)}]")
            assert f"{file}: {entry.path}[1].value: must be " in found, wrong


@EVERY_TEXT
def test_a_value_that_is_no_list_of_entries_is_refused(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        for wrong in ("[]", "7", entry.written()):
            assert f"{file}: {entry.path}: must be a list of dated entries" in _fault_with(file, entry, wrong)
        assert f"{file}: {entry.path}[1]: must be a table" in _fault_with(file, entry, "[7]")


@EVERY_TEXT
def test_a_value_left_out_is_missed(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        section, rating_or_key = entry.path.rsplit(".", 1)
        if ".planned." in entry.path or (".on_site." in entry.path and rating_or_key != "every_type"):
            continue  # may be left out: the minimum, or what holds for every service type, takes its place
        lost = _fault(file, with_line(TEXTS[file][0], entry, ""))
        assert f"{file}: {entry.path}: is missing" in lost or f"{file}: {section}: is missing" in lost


@EVERY_TEXT
def test_a_fault_of_syntax_is_reported_with_its_line(file: str) -> None:
    for entry in entries(TEXTS[file][0]):
        assert f"{file}: line {entry.line + 1}, column " in _fault_with(file, entry, "[{ value = }]")


@pytest.mark.parametrize(("file", "table"), TABLES)
def test_an_unknown_key_in_a_table_is_refused(file: str, table: str) -> None:
    text = TEXTS[file][0].replace(f"[{table}]\n", f"[{table}]\ncolour = 1\n")
    assert f"{file}: {table}.colour: is not a known key" in _fault(file, text)


@pytest.mark.parametrize("file", TEXTS)
def test_an_unknown_key_at_the_top_is_refused_and_the_meant_one_named(file: str) -> None:
    assert f"{file}: titel: is not a known key: did you mean title?" in _fault(file, f"titel = 1\n{TEXTS[file][0]}")


# What must hold between values


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("rules.residential_special_school.planned.poor", "0", "below the statutory minimum of 1"),
        ("rules.childrens_home.statutory.poor", "1", "less than a better rating gets, 2"),
        ("rules.residential_special_school.planned.poor", "1", "less than a better rating gets, 2"),
        ("rules.residential_family_centre.planned.poor", "37", "longer than the interval itself, 36"),
        ("rules.residential_family_centre.planned.poor", "19", "longer than a better rating waits, 18"),
        ("rules.residential_family_centre.months", "17", None),
        ("rules.private_fostering_arrangements.counting_from", "2009-04-01", "is after 2009-03-31"),
        ("new_provider.after", "2", "more than an earlier registration gets, 1"),
        ("counting.per_year", '["random"]', 'leaves out "key"'),
        ("counting.interval", '["random"]', 'leaves out "key"'),
        ("follow_up.service_types", '["childrens_hone"]', "names childrens_hone, which has no rule"),
        ("approval.service_types", '["prison"]', "names prison, which has no rule"),
    ],
)
def test_values_that_contradict_each_other_are_refused(path: str, value: str, says: str | None) -> None:
    entry = next(entry for entry in entries(OPTION_1) if entry.path == path)
    found = _fault("2006-option-1.toml", with_value(OPTION_1, entry, value))
    if says is None:
        path, says = "rules.residential_family_centre.planned.adequate", "18 months is longer than the interval"
    assert f"2006-option-1.toml: {path}: " in found
    assert says in found


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("carry_over.service_types", '["boarding_school"]', "no rule of the kind per_year"),
        ("carry_over.visit_from", '"1 April"', None),
        ("carry_over.visit_from", '"31 March"', None),
        ("carry_over.visit_until", '"31 December"', "comes after visit_until"),
    ],
)
def test_a_carry_over_must_fit_the_inspection_year(path: str, value: str, says: str | None) -> None:
    text = shipped()["2017-risk-based"].text
    entry = next(entry for entry in entries(text) if entry.path == path)
    changed = with_value(text, entry, value)
    if says is None:
        assert read_regime(changed, name="copy").on(DAY).carry_over
    else:
        assert says in _fault("2017-risk-based.toml", changed)


def test_a_contradiction_on_a_later_day_is_found_too() -> None:
    entry = next(entry for entry in entries(OPTION_1) if entry.path == "rules.residential_special_school.planned.poor")
    later = replace(entry, day="2031-01-01").written("0")
    first = entry.written(more="until = 2030-12-31")
    changed = with_line(OPTION_1, entry, f"{entry.key} = [{first}, {later}]")
    assert "below the statutory minimum" in _fault("2006-option-1.toml", changed)


def test_one_value_for_every_rating_stands_alone() -> None:
    text = shipped()["2004-regulations"].text
    entry = next(entry for entry in entries(text) if entry.path.endswith("childrens_home.statutory.every_rating"))
    both = f"{entry.key} = [{entry.written()}]\nstatutory.poor = [{entry.written()}]"
    found = _fault("2004-regulations.toml", with_line(text, entry, both))
    assert "rules.childrens_home.statutory.poor: stands beside every_rating" in found


def test_every_section_tells_its_fault_at_once() -> None:
    text = OPTION_1.replace('kind = "interval"', 'kind = "sometimes"').replace('value = "1 October"', 'value = "soon"')
    found = _fault("2006-option-1.toml", text).splitlines()
    assert sum(".kind: must be one of" in line for line in found) == 8
    assert sum("new_provider.cutoff[1].value: must be" in line for line in found) == 1


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('id = "2006-option-1"', 'id = "Option 1"', "id"),
        ('id = "2006-option-1"', "", "id"),
        ('title = "', 'title = " " # "', "title"),
        ("effective_from = 2007-07-01", 'effective_from = "July"', "effective_from"),
        ("[rules.childrens_home]", '[rules."Children\'s home"]', "rules.Children's home"),
        ("[window]", "[windows]", "windows"),
        ('kind = "once_by"', "", "rules.private_fostering_arrangements.kind"),
        ("[rules.childrens_home]", "[[rules.childrens_home]]", "rules.childrens_home"),
    ],
)
def test_a_fault_in_what_has_no_dates_is_refused(old: str, new: str, path: str) -> None:
    assert old in OPTION_1
    assert f"2006-option-1.toml: {path}: " in _fault("2006-option-1.toml", OPTION_1.replace(old, new))


# Any text at all


@pytest.mark.parametrize(
    "text", ["", "rules = 1", "[" * 100_000, "a = " + "[" * 5_000, "\ud800", "\x00", "id = 9999-99-99"]
)
def test_a_text_of_anything_else_gets_its_sentence(text: str) -> None:
    for file in TEXTS:
        _fault(file, text)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_loader(text: str) -> None:
    for file in ("2006-option-1.toml", "clocks.toml"):
        _fault(file, text)


@settings(deadline=None)
@given(st.sampled_from(list(TEXTS)), st.data())
def test_a_shipped_text_with_a_hole_is_read_or_refused_with_a_path(file: str, data: st.DataObject) -> None:
    text, read = TEXTS[file]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    assert all(re.match(rf"{file}: [^:]+: ", line) for line in _faults(read, text[:start] + text[end:], file))


# Values through time


@settings(deadline=None)
@given(st.lists(st.integers(1, 3_000), max_size=5), st.integers(-500, 15_000))
def test_each_day_takes_the_entry_that_is_in_force(spans: list[int], offset: int) -> None:
    entry = next(entry for entry in entries(OPTION_1) if entry.path == "window.days")
    starts = [date(2010, 1, 1)]
    for span in spans:
        starts.append(starts[-1] + timedelta(days=span))
    ends = [start - timedelta(days=1) for start in starts[1:]]
    untils = [f", until = {end}" for end in ends] + [""]
    written = [
        f'{{ value = {number}, from = {start}{until}, reference = "r" }}'
        for number, (start, until) in enumerate(zip(starts, untils, strict=True))
    ]
    text = read_regime(with_line(OPTION_1, entry, f"{entry.key} = [{', '.join(written)}]"), name="dated")
    day = starts[0] + timedelta(days=offset)
    expected = max((number for number, start in enumerate(starts) if start <= day), default=0)
    assert text.on(day).window_days.value == expected
    assert text.on(day) is text.on(day)
    assert len(text.regimes) == len(starts)
