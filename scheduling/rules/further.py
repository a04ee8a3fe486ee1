"""Rule 4, the follow-up of a poor rating, and rule 5, the approval of secure homes."""

from __future__ import annotations

from datetime import date, timedelta

from law.dates import add_months
from law.model import Regime
from scheduling.facts import INSPECTION_TYPES, Facts
from scheduling.plans import APPROVAL, FOLLOW_UP, Item, Reason
from scheduling.rules.known import first_inspection, last_on, latest_award
from scheduling.rules.windows import ONE_DAY, day_after


def follow_up_items(facts: Facts, regime: Regime, day: date) -> list[Item]:
    """Activity within so many days of the day that gave a poor rating, provisional or not; any inspection after
    that day serves it, and a later rating ends it."""
    rule = regime.follow_up
    if rule is None or facts.service_type not in rule.service_types:
        return []
    award = latest_award(facts, day)
    if award is None or award.ordinal > rule.rating.value:
        return []
    opens = award.awarded_on + ONE_DAY
    if first_inspection(facts, INSPECTION_TYPES, opens, day):
        return []
    target = award.awarded_on + timedelta(days=rule.days.value)
    why = Reason(4, "follow_up", rule.days.reference, (rule.days.value,))
    key = f"follow_up/{award.awarded_on}"
    return [Item(key, "any", opens, target, None, FOLLOW_UP, False, (why,))]


def approval_items(facts: Facts, regime: Regime, day: date) -> list[Item]:
    """The next inspection for the approval of a secure home, at the interval set for it."""
    interval = facts.approval
    if interval is None or interval.starts > day or facts.service_type not in regime.approval.service_types:
        return []
    last = last_on(facts, ("approval",), day)
    base = last or interval.starts
    due = add_months(base, interval.months)
    why = Reason(5, "approval", regime.approval.reference.reference, (interval.months,))
    return [Item(f"approval/{base}", "approval", day_after(last), due, due, APPROVAL, False, (why,))]
