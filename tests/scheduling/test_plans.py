"""The text in which plans are kept."""

from datetime import date

from law.loader import shipped, single
from scheduling.facts import Facts
from scheduling.planner import plan
from scheduling.plans import dumps, loads

LAW = single(shipped()["2006-option-1"])
FACTS = Facts.from_json(
    {
        "service_type": "independent_fostering_agency",
        "registered_on": "2000-04-01",
        "ratings": [{"ordinal": 1, "awarded_on": "2025-10-15", "in_force_from": "2025-10-15"}],
        "inspections": [{"on": "2025-10-15", "type": "key"}],
    }
)


def test_a_plan_is_kept_as_compact_text_without_the_days_it_is_good_until() -> None:
    assert dumps(plan(FACTS, LAW, date(2026, 9, 1))) == (
        '{"arrears":false,"counts":null,"items":[["interval/2025-10-15","key","2026-08-16","2026-10-15","2028-10-15",'
        '"statutory",false,[[2,"interval","para 3.1.4",[36,0]],'
        '[2,"uplift","policy: visited most often when poor (para 3.1.7)",[12]]]]],"policy_only":false,'
        '"previous_year":"met","regime":"2006-option-1","rule":"interval","status":"open"}'
    )


def test_two_days_of_the_same_plan_are_the_same_text() -> None:
    first, later = (plan(FACTS, LAW, day) for day in (date(2026, 9, 1), date(2027, 8, 1)))
    assert first.valid_until == later.valid_until == date(2029, 4, 1)
    assert dumps(first) == dumps(later)


def test_a_kept_plan_reads_back() -> None:
    made = plan(FACTS, LAW, date(2026, 9, 1))
    assert loads(dumps(made), made.valid_until, made.replan_on) == made
    assert loads(dumps(made)) == made._replace(valid_until=None, replan_on=None)
