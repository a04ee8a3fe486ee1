"""The legal cases of `law/cases`: every one holds, and no value of the law can change without one of them failing."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import law
from law.clocks import read_clocks, shipped_clocks
from law.compare import Line, lines, summary
from law.dated import MONTHS
from law.loader import LawError, RegimeText, read_regime, shipped, single
from law.model import RATING_NAMES
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.plans import Item
from scheduling.states import state
from tests.law.texts import Entry, entries, with_value

CASES = Path(law.__file__).parent / "cases"
ORDINALS = {name: ordinal for ordinal, name in RATING_NAMES.items()}
DAY = date(2026, 9, 1)
KEYS = {"title", "citation", "given", "then"}
SAID = {"minimum", "planned", "counting", "first", "follow_up", "carry_over", "approval", "window", "summary"}
PLANNED = {"state", "required", "done", "outstanding", "previous_year", "items"}

Case = dict[str, Any]


def _cases() -> Iterator[Case]:
    for file in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            yield case | {"file": file.name}


ALL = list(_cases())
PLANS = [case for case in ALL if "today" in case["given"]]
SAYS = [case for case in ALL if "regimes" in case["given"] and "today" not in case["given"]]
CLOCKS = [case for case in ALL if "regimes" not in case["given"]]


def _name(case: Case) -> str:
    return f"{case['file']}: {case['title']}"


def _variants(given: Case) -> Iterator[tuple[str | None, str | None]]:
    """Each service type with each rating of a case."""
    return product(given.get("service_types", [None]), given.get("ratings", [None]))


# What a regime says


def _said(text: RegimeText, given: Case, what: str) -> Iterator[str]:
    regime = text.on(DAY)
    for service_type, rating in _variants(given):
        if what == "summary":
            yield summary(regime, str(service_type))
            continue
        found = [line for line in lines(regime) if _about(line, service_type, what, rating)]
        yield from {line.words for line in found} or {"nothing"}


def _about(line: Line, service_type: str | None, what: str, rating: str | None) -> bool:
    wanted = line.service_type == service_type and line.what == what
    return wanted and (rating is None or line.rating in (None, ORDINALS[rating]))


def _said_otherwise(case: Case, text: RegimeText) -> list[str]:
    given, then = case["given"], case["then"]
    return [words for what, expected in then.items() for words in _said(text, given, what) if words != expected]


@pytest.mark.parametrize("case", SAYS, ids=_name)
def test_a_regime_says_what_the_case_says(case: Case) -> None:
    assert case.keys() - {"file"} == KEYS
    assert case["then"].keys() <= SAID
    for regime in case["given"]["regimes"]:
        assert _said_otherwise(case, shipped()[regime]) == []


# What must be planned


def _facts(given: Case, service_type: str, rating: str | None) -> Facts:
    return Facts.from_json(
        {
            "service_type": service_type,
            "registered_on": given["registered"].isoformat(),
            "ended_on": given["ended"].isoformat() if "ended" in given else None,
            "ratings": [_rating(text.format(rating=rating)) for text in given.get("rated", [])],
            "inspections": [_inspection(text) for text in given.get("inspected", [])],
            "suspended": [text.split(" to ") for text in given.get("suspended", [])],
            "approval": _approval(given["approval"]) if "approval" in given else None,
        }
    )


def _rating(text: str) -> dict[str, Any]:
    word, day, later = _match(r"(\w+) on (\S{10})(?:, provisional|, in force from (\S{10}))?", text)
    in_force = None if text.endswith("provisional") else later or day
    return {"ordinal": ORDINALS[word], "awarded_on": day, "in_force_from": in_force}


def _inspection(text: str) -> dict[str, Any]:
    kind, day = _match(r"(\w+) on (\S{10})", text)
    return {"type": kind, "on": day}


def _approval(text: str) -> dict[str, Any]:
    months, day = _match(r"every (\d+) months from (\S{10})", text)
    return {"months": int(months), "from": day}


def _match(pattern: str, text: str) -> tuple[Any, ...]:
    found = re.fullmatch(pattern, text)
    assert found, f"cannot read {text!r}"
    return found.groups()


def _item(item: Item, with_window: bool) -> str:
    parts = [f"{item.type}: target {item.target}", f"deadline {item.statutory_deadline or 'none'}", item.basis]
    if item.next:
        parts.append("next year's")
    if with_window:
        parts.append(f"window from {item.window_opens}")
    return ", ".join(parts)


def _outcome(case: Case, text: RegimeText, service_type: str, rating: str | None) -> Case:
    given, then = case["given"], case["then"]
    made = plan(_facts(given, service_type, rating), single(text), given["today"])
    windows = [", window from" in item for item in then.get("items", [])]
    windows += [False] * len(made.items)
    found = {
        "state": state(made, given["today"]),
        "previous_year": made.previous_year,
        "items": [_item(item, shown) for item, shown in zip(made.items, windows, strict=False)],
    }
    found |= made.counts._asdict() if made.counts else {}
    return {key: found.get(key) for key in then}


def _planned_otherwise(case: Case, text: RegimeText) -> list[Case]:
    outcomes = (_outcome(case, text, str(service_type), rating) for service_type, rating in _variants(case["given"]))
    return [outcome for outcome in outcomes if outcome != case["then"]]


@pytest.mark.parametrize("case", PLANS, ids=_name)
def test_the_planner_does_what_the_case_says(case: Case) -> None:
    assert case.keys() - {"file"} == KEYS
    assert case["then"].keys() <= PLANNED
    for regime in case["given"]["regimes"]:
        assert _planned_otherwise(case, shipped()[regime]) == []


# Clocks


def _clock_outcome(case: Case, clocks_text: str) -> list[Case]:
    given, clocks = case["given"], read_clocks(clocks_text, name="clocks").on(DAY)
    if "clock" in given:
        clock, holidays = clocks.clocks[given["clock"]], set(given["bank_holidays"])
        return [{name: getattr(clock, name)(given["event"], holidays) for name in case["then"]}]
    if "limit" in given:
        return [{"value": clocks.limits[given["limit"]].value.value}]
    days = [clocks.visit_days(given["inspection"], service_type) for service_type in given["service_types"]]
    return [{"preparation": visit.preparation.value, "on_site": visit.on_site.value} for visit in days]


@pytest.mark.parametrize("case", CLOCKS, ids=_name)
def test_a_clock_runs_as_the_case_says(case: Case) -> None:
    assert case.keys() - {"file"} == KEYS
    outcomes = _clock_outcome(case, shipped_clocks().text)
    assert outcomes == [case["then"]] * len(outcomes)


# No value changes unnoticed


def _other_values(value: str) -> Iterator[str]:
    """Values near the one that is written, as they would be written."""
    if value in ("true", "false"):
        yield "false" if value == "true" else "true"
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield from (str(date.fromisoformat(value) + timedelta(days=step)) for step in (-1, 1))
    elif re.fullmatch(r"\d+", value):
        yield from (str(int(value) + step) for step in (-1, 1))
    elif re.fullmatch(r"\d+\.\d", value):
        yield from (str(float(value) + step) for step in (-0.5, 0.5))
    elif value.startswith("["):
        yield from _other_lists(tomllib.loads(f"value = {value}")["value"])
    elif value.strip('"') in ORDINALS:
        yield from (f'"{name}"' for name in ORDINALS if name != value.strip('"'))
    else:
        yield from _other_days_of_the_year(value.strip('"'))


def _other_lists(names: list[str]) -> Iterator[str]:
    added = ["themed", "monitoring", "random", "childrens_home", "residential_family_centre"]
    shorter = [[name for name in names if name != dropped] for dropped in names if len(names) > 1]
    longer = [[*names, name] for name in added if name not in names]
    swapped = [[name] for name in added if [name] != names]
    yield from (f"[{', '.join(repr(name) for name in changed)}]" for changed in (*shorter, *longer, *swapped))


def _other_days_of_the_year(words: str) -> Iterator[str]:
    number, month = words.split()
    day = date(2025, MONTHS.index(month) + 1, int(number))
    for other in (day - timedelta(days=1), day + timedelta(days=1)):
        yield f'"{other.day} {MONTHS[other.month - 1]}"'


def _readable_regimes(text: str, entry: Entry) -> Iterator[RegimeText]:
    for value in _other_values(entry.value):
        try:
            yield read_regime(with_value(text, entry, value), name="changed")
        except LawError:
            continue


PARAMETERS = [(regime, entry) for regime, text in shipped().items() for entry in entries(text.text)]
CLOCK_PARAMETERS = entries(shipped_clocks().text)


def test_every_value_of_every_text_is_looked_at() -> None:
    for regime, text in shipped().items():
        assert {entry.path for name, entry in PARAMETERS if name == regime} == text.on(DAY).parameters.keys()
    assert {entry.path for entry in CLOCK_PARAMETERS} == shipped_clocks().on(DAY).parameters.keys()


def _cited_by(case: Case, regime: str) -> Iterator[str]:
    """The paths of the values that a case about what a regime says speaks of."""
    whats = {"minimum", "planned"} if "summary" in case["then"] else set()
    for service_type, rating in _variants(case["given"]):
        for line in lines(shipped()[regime].on(DAY)):
            if any(_about(line, service_type, what, rating) for what in whats | case["then"].keys()):
                yield from (cited.path for cited in line.citations)


@pytest.mark.parametrize("regime", shipped())
def test_every_value_of_a_regime_has_a_case(regime: str) -> None:
    cases = [case for case in SAYS if regime in case["given"]["regimes"]]
    covered = {path for case in cases for path in _cited_by(case, regime)}
    assert shipped()[regime].on(DAY).parameters.keys() - covered == set()


@pytest.mark.parametrize(("regime", "entry"), PARAMETERS, ids=lambda part: getattr(part, "path", part))
def test_a_changed_value_of_a_regime_is_refused_or_contradicts_a_case(regime: str, entry: Entry) -> None:
    said, planned = ([case for case in kind if regime in case["given"]["regimes"]] for kind in (SAYS, PLANS))
    for text in _readable_regimes(shipped()[regime].text, entry):
        changed = text.on(DAY).parameters[entry.path]
        assert any(_said_otherwise(case, text) for case in said), f"unnoticed by what it says: {changed}"
        assert any(_planned_otherwise(case, text) for case in planned), f"unnoticed by the plans: {changed}"


@pytest.mark.parametrize("entry", CLOCK_PARAMETERS, ids=lambda entry: entry.path)
def test_a_changed_value_of_the_clocks_is_refused_or_contradicts_a_case(entry: Entry) -> None:
    text = shipped_clocks().text
    for value in _other_values(entry.value):
        changed = with_value(text, entry, value)
        with suppress(LawError):
            read_clocks(changed, name="changed")
            assert any(_clock_outcome(case, changed) != _clock_outcome(case, text) for case in CLOCKS), value
