"""Providers, days and laws as hypothesis strategies: drawn so that the borders of the rules are met often."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from law.loader import RegimeText, chosen, read_regime, shipped, single
from law.model import CarryOver, Law, Regime
from scheduling.facts import (
    ASK_BASES,
    ApprovalInterval,
    Ask,
    BroughtForward,
    Facts,
    Inspection,
    Rating,
    Suspension,
)

TYPES = (
    "childrens_home",
    "secure_childrens_home",
    "residential_special_school",
    "independent_fostering_agency",
    "local_authority_adoption",
    "boarding_school",
    "private_fostering_arrangements",
    "residential_holiday_scheme",
)
# Homes bring most of the rules together, so they come up most often.
SERVICE_TYPES = st.sampled_from(TYPES + ("childrens_home",) * 6 + ("secure_childrens_home",) * 2)
BORDERS = ((1, 1), (2, 28), (3, 30), (3, 31), (4, 1), (4, 2), (6, 30), (7, 1), (8, 31), (9, 30), (10, 1), (12, 31))
YEARS = range(2023, 2029)
BORDER_DAYS = (*(date(year, month, day) for year in YEARS for month, day in BORDERS), date(2024, 2, 29))

days = st.one_of(st.sampled_from(BORDER_DAYS), st.dates(date(2023, 1, 1), date(2028, 12, 31)))
todays = st.one_of(
    st.sampled_from([day for day in BORDER_DAYS if 2025 <= day.year <= 2027]),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
inspection_types = st.sampled_from(("key", "key", "key", "random", "random", "monitoring", "themed", "approval"))
ask_ids = st.sampled_from(("a0", "a1", "a2"))
made_for = st.one_of(st.none(), st.none(), st.none(), ask_ids)
maybe_days = st.one_of(st.none(), days)
inspections = st.builds(Inspection, days, inspection_types, made_for)
suspensions = st.builds(
    lambda start, length: Suspension(start, None if length is None else start + timedelta(days=length)),
    days,
    st.one_of(st.none(), st.integers(0, 400)),
)
asks = st.builds(
    lambda id, kind, asked_on, span, may_ride, statutory, basis, not_before, withdrawn_on: Ask(
        asked_on + timedelta(days=span), id, kind, asked_on, not_before, may_ride, statutory, basis, withdrawn_on
    ),
    ask_ids,
    inspection_types,
    days,
    st.sampled_from((0, 14, 28, 90)),
    st.booleans(),
    st.booleans(),
    st.sampled_from(ASK_BASES),
    st.one_of(st.none(), days),
    st.one_of(st.none(), st.none(), days),
)
keys_of_items = st.sampled_from(
    [f"per_year/{year}/{place}" for year in (2024, 2025, 2026, 2027) for place in (1, 2, 3)] + ["asked/a0"]
)
decisions = st.builds(BroughtForward, keys_of_items, days, days, st.one_of(st.none(), st.none(), days))
approvals = st.builds(ApprovalInterval, days, st.sampled_from((3, 6, 12)))


@st.composite
def providers(draw: Callable[..., Any]) -> Facts:
    """One provider with a history that reaches from some years before today to some after it."""
    visits = draw(st.lists(inspections, max_size=6))
    found = draw(st.lists(asks, max_size=2)) if draw(st.booleans()) else []
    return Facts.of(
        draw(SERVICE_TYPES),
        urn="SC000001",
        registered_on=draw(st.one_of(st.none(), days, st.just(date(2010, 5, 1)))),
        ended_on=draw(st.one_of(st.none(), st.none(), st.none(), days)),
        history_complete_from=draw(st.one_of(st.none(), st.none(), days)),
        suspended=draw(st.lists(suspensions, max_size=2)) if draw(st.integers(0, 3)) == 0 else [],
        ratings=draw(ratings_of(visits)),
        inspections=visits,
        approval=draw(st.one_of(st.none(), approvals)),
        asked=list({ask.id: ask for ask in found}.values()),
        brought_forward=draw(st.lists(decisions, max_size=2)) if draw(st.integers(0, 3)) == 0 else [],
    )


@st.composite
def ratings_of(draw: Callable[..., Any], visits: list[Inspection]) -> list[Rating]:
    """Ratings as key inspections give them: in force at once, with the report 40 days later, or not yet."""
    found = []
    for visit in visits:
        if visit.type == "key" and draw(st.integers(0, 3)):
            since = draw(st.sampled_from((visit.on, visit.on + timedelta(days=40), None)))
            found.append(Rating(visit.on, since, draw(st.integers(1, 4))))
    return found


@cache
def regimes() -> tuple[RegimeText, ...]:
    """Those that are shipped, and one whose values change on a day."""
    return (*shipped().values(), _changing())


def _changing() -> RegimeText:
    text = shipped()["2017-risk-based"].text
    once = "statutory.good = [{ value = 1, from = 2017-04-01,"
    twice = once.replace("from = 2017-04-01,", "from = 2017-04-01, until = 2026-09-30,")
    assert once in text
    line = next(line for line in text.splitlines() if line.startswith(once))
    after = line.split("reference =")[1].removesuffix("]")
    changed = line.replace(once, twice).removesuffix("]") + f", {{ value = 2, from = 2026-10-01, reference ={after}]"
    return read_regime(text.replace(line, changed, 1).replace('"2017-risk-based"', '"2017-changing"'), name="changing")


@cache
def laws() -> tuple[Law, ...]:
    """One regime on every day, or several of them, one after the other."""
    several = chosen(
        [(date(2025, 4, 1), shipped()["2017-risk-based"]), (date(2026, 10, 1), shipped()["2006-option-1"])]
    )
    back = chosen(
        [(date(2026, 7, 15), shipped()["2017-risk-based"]), (date(2027, 4, 1), shipped()["2004-regulations"])]
    )
    return (*(single(text) for text in regimes()), several, back)


any_law = st.deferred(lambda: st.sampled_from(laws()))


class Amended:
    """A law in which every regime has been amended by the same hand."""

    def __init__(self, law: Law, amend: Callable[[Regime], Regime], name: str) -> None:
        self.fingerprint = f"{law.fingerprint}-{name}"
        self.law, self.amend = law, cache_by_identity(amend)

    def on(self, day: date) -> Regime:
        return self.amend(self.law.on(day))

    def changes_after(self, day: date) -> tuple[date, ...]:
        return self.law.changes_after(day)


def cache_by_identity(amend: Callable[[Regime], Regime]) -> Callable[[Regime], Regime]:
    """A regime is amended once, so that equal days stay the same regime."""
    kept: dict[int, tuple[Regime, Regime]] = {}

    def amended(regime: Regime) -> Regime:
        return kept.setdefault(id(regime), (regime, amend(regime)))[1]

    return amended


def without_carry_over(law: Law) -> Law:
    """The same law without rule 8."""
    nothing: CarryOver | None = None
    return Amended(law, lambda regime: replace(regime, carry_over=nothing), "no-carry-over")
