"""Why did it say so? A plan made again from what was kept."""

from datetime import date

from law.loader import shipped, single
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.replay import replay
from tests.scheduling.planning import HOME, OLD, TODAY, visits

LAW = single(shipped()["2006-option-1"])
FACTS = Facts.from_json({"service_type": HOME, "registered_on": OLD, "inspections": visits("2026-02-02 key")})


def test_what_was_kept_agrees() -> None:
    made = plan(FACTS, LAW, TODAY)
    assert replay(FACTS, LAW, TODAY, made) == (made, ())
    assert replay(FACTS, LAW, TODAY, made).agrees


def test_what_was_tampered_with_is_named() -> None:
    made = plan(FACTS, LAW, TODAY)
    other = made._replace(
        previous_year="missed",
        items=(made.items[0]._replace(target=date(2027, 3, 1)), made.items[0]._replace(key="asked/x")),
    )
    found = replay(FACTS, LAW, TODAY, other)
    assert not found.agrees
    assert found.plan == made
    assert found.differences == (
        "previous_year: missed was kept, met follows",
        "asked/x: key by 2027-02-02, in law by 2027-03-31, not before 2026-12-04"
        " (statutory: required_at_rating, spaced) was kept, nothing follows",
        "per_year/2026/1: key by 2027-03-01, in law by 2027-03-31, not before 2026-12-04"
        " (statutory: required_at_rating, spaced) was kept, key by 2027-02-02, in law by 2027-03-31, not before"
        " 2026-12-04 (statutory: required_at_rating, spaced) follows",
    )


def test_another_law_says_otherwise() -> None:
    made = plan(FACTS, LAW, TODAY)
    assert not replay(FACTS, single(shipped()["2004-regulations"]), TODAY, made).agrees
