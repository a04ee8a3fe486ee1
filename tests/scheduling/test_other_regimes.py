"""Regimes nobody has adopted yet: what counts, and whether it is law or policy, comes from the text alone."""

from datetime import date
from typing import Any

from law.loader import read_regime, shipped, single
from law.model import Law
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.plans import Counts, Plan
from scheduling.rules.inspection_year import day_in
from scheduling.situation import Situations
from scheduling.states import state
from tests.scheduling.planning import HOME, OLD, SCHOOL, TODAY, items, visits


def amended(*changes: tuple[str, str]) -> Law:
    """The first option of 2006 with its text changed."""
    text = shipped()["2006-option-1"].text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return single(read_regime(text, name="amended"))


def planned(law: Law, service_type: str, today: date = TODAY, **known: Any) -> Plan:
    """The plan, which is the same when it is made by way of its situation."""
    facts = Facts.from_json({"service_type": service_type, "registered_on": OLD, **known})
    made = plan(facts, law, today)
    assert Situations(law, today, lambda each: each).of(facts.canonical()) == made
    return made


POLICY_ALONE = amended(
    (
        'statutory.every_rating = [{ value = 1, from = 2007-07-01, reference = "para 3.1.5" }]',
        'statutory.every_rating = [{ value = 0, from = 2007-07-01, reference = "para 3.1.5" }]\n'
        'planned.excellent = [{ value = 1, from = 2007-07-01, reference = "policy" }]\n'
        'planned.good = [{ value = 1, from = 2007-07-01, reference = "policy" }]',
    )
)


def test_so_many_a_year_by_policy_alone() -> None:
    open_plan = planned(POLICY_ALONE, SCHOOL)
    assert items(open_plan) == [("per_year/2026/1", "2026-04-01", None)]
    assert open_plan.items[0].basis == "policy"
    assert open_plan.previous_year == state(open_plan, TODAY) == "not_required"


def test_next_years_by_policy_alone() -> None:
    done = planned(POLICY_ALONE, SCHOOL, inspections=visits("2026-05-10 key"))
    assert items(done) == [("per_year/2027/1", "2027-05-10", None)]
    assert (done.items[0].basis, done.items[0].reasons[0].reference) == ("policy", "policy")
    assert state(done, TODAY) == "not_required"


def test_no_key_inspection_need_be_among_them() -> None:
    law = amended(("key_among = [{ value = true", "key_among = [{ value = false"))
    done = planned(law, HOME, inspections=visits("2026-05-10 random"))
    assert done.counts == Counts(1, 1, 0)
    assert planned(law, HOME).items[0].type == "key_or_random"


def test_other_types_may_count() -> None:
    law = amended(('value = ["key", "random"]', 'value = ["key", "random", "themed"]'))
    known = {"inspections": visits("2026-02-10 key", "2026-05-10 themed", "2026-06-10 key")}
    assert planned(law, HOME, **known).counts == Counts(1, 2, 0)


def test_another_window_and_another_first_inspection() -> None:
    law = amended(
        ("days = [{ value = 60", "days = [{ value = 30"),
        (
            'months = [{ value = 12, from = 2007-07-01, reference = "policy of',
            'months = [{ value = 18, from = 2007-07-01, reference = "policy of',
        ),
    )
    (item,) = planned(law, "independent_fostering_agency", registered_on="2026-05-01").items
    assert (item.target, item.window_opens) == (date(2027, 11, 1), date(2027, 10, 2))


def test_another_cutoff_for_new_providers() -> None:
    law = amended(('cutoff = [{ value = "1 October"', 'cutoff = [{ value = "1 February"'))
    required = [planned(law, HOME, date(2027, 3, 1), registered_on=day).counts for day in ("2027-01-31", "2027-02-01")]
    assert required == [Counts(1, 0, 1), Counts(0, 0, 0)]


def test_a_day_of_the_year_lies_between_april_and_march() -> None:
    assert [day_in(2026, day) for day in ((4, 1), (12, 31), (1, 1), (3, 31))] == [
        date(2026, 4, 1),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 3, 31),
    ]
