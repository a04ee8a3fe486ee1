"""Rule 1: the items of an inspection year, the next year's first, and what the year before carried over (rule 8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from law.dates import add_months
from law.model import Cited, PerYear, Regime
from scheduling.facts import Facts
from scheduling.plans import PER_YEAR, POLICY, RATING_UPLIFT, STATUTORY, Item, Reason
from scheduling.rules.inspection_year import Carry, YearCount, end_of, is_policy_only, start_of
from scheduling.rules.windows import day_after, latest


def year_items(facts: Facts, regime: Regime, rule: PerYear, count: YearCount, carry: Carry | None) -> list[Item]:
    """The items outstanding in the year of `count`, or next year's first one when nothing is left."""
    if count.outstanding:
        places = range(1, count.outstanding + 1)
        return [_outstanding(facts, regime, rule, count, place, carry) for place in places]
    return [_next_year(facts, rule, count)] if count.usual else []


def _outstanding(
    facts: Facts, regime: Regime, rule: PerYear, count: YearCount, place: int, carry: Carry | None
) -> Item:
    """Number `place` of those outstanding; the first of them are the ones that the law asks for."""
    by_law = place <= count.outstanding_by_law
    end = carry.until if carry else end_of(count.year)
    target, when = _spaced(facts, count, place, end)
    return Item(
        key=f"{PER_YEAR}/{count.year}/{count.required - count.outstanding + place}",
        type="key" if place == 1 and not count.key_done else "key_or_random",
        window_opens=latest(start_of(count.year), day_after(count.last)),
        target=target,
        statutory_deadline=end if by_law else None,
        basis=_basis(rule, by_law),
        next=False,
        reasons=(_why(regime, rule, count, by_law, carry), when),
    )


def _why(regime: Regime, rule: PerYear, count: YearCount, by_law: bool, carry: Carry | None) -> Reason:
    if carry:
        return Reason(8, "carried_over", carry.reference, (carry.until,))
    if count.new:
        return Reason(1, "new_provider", regime.new_provider.before.reference, (count.required,))
    if by_law:
        return _cited(rule, rule.statutory, count, "required", count.required_by_law)
    return _cited(rule, rule.planned, count, "uplift", count.required)


def _basis(rule: PerYear, by_law: bool) -> str:
    if by_law:
        return STATUTORY
    return POLICY if is_policy_only(rule) else RATING_UPLIFT


def _cited(rule: PerYear, values: Mapping[int, Cited[int]], count: YearCount, effect: str, number: int) -> Reason:
    """The reason with what says so, for every rating that is treated alike: a rating that changes nothing in the
    plan changes nothing in its reasons. Where they differ the effect is `…_at_rating`."""
    treated = {ordinal: (rule.planned[ordinal].value, rule.statutory[ordinal].value) for ordinal in values}
    alike = [ordinal for ordinal in sorted(values, reverse=True) if treated[ordinal] == treated[count.ordinal]]
    references = dict.fromkeys(values[ordinal].reference for ordinal in alike)
    return Reason(1, effect if len(alike) == len(values) else f"{effect}_at_rating", "; ".join(references), (number,))


def anchor_of(facts: Facts, count: YearCount) -> tuple[date, bool]:
    """The day from which the year's targets are spaced, and whether a fact decides it."""
    earliest = add_months(start_of(count.year), -(12 // _per_year(count)))
    base = count.last or facts.registered_on
    return (base, True) if base is not None and base > earliest else (earliest, False)


def _per_year(count: YearCount) -> int:
    """n of the spacing 12k/n: the rule's by rating where a new provider's n is 0."""
    return count.required or count.usual or 1


def own_spacing(facts: Facts, count: YearCount, place: int) -> date:
    """Where number `place` of those outstanding would fall, whatever is left of the year."""
    return add_months(anchor_of(facts, count)[0], 12 * place // _per_year(count))


def _spaced(facts: Facts, count: YearCount, place: int, end: date) -> tuple[date, Reason]:
    """The target: spaced from the last inspection, not from today, shared out over what is left of the year."""
    anchor, decides = anchor_of(facts, count)
    own = own_spacing(facts, count, place)
    if own >= end and place == count.outstanding:
        return end, Reason(1, "by_end", "", (end,))
    days = place * (end - anchor).days // count.outstanding
    shared = anchor + timedelta(days=days)
    if own > shared:
        return shared, Reason(1, "shared_out", "", (anchor, days))
    months = 12 * place // _per_year(count)
    return own, Reason(1, "spaced" if decides else "from_year_start", "", (anchor, months))


def _next_year(facts: Facts, rule: PerYear, count: YearCount) -> Item:
    """The first key inspection of next year, spaced from the last inspection and never before that year."""
    start, end = start_of(count.year + 1), end_of(count.year + 1)
    base, months = count.last or facts.registered_on, 12 // count.usual
    target, when = start, Reason(1, "at_year_start", "", (start,))
    if base is not None and (own := add_months(base, months)) > start:
        target, when = own, Reason(1, "spaced", "", (base, months))
    by_law = count.usual_by_law > 0
    source, number = (rule.statutory, count.usual_by_law) if by_law else (rule.planned, count.usual)
    return Item(
        key=f"{PER_YEAR}/{count.year + 1}/1",
        type="key",
        window_opens=latest(start, day_after(count.last)),
        target=target,
        statutory_deadline=end if by_law else None,
        basis=_basis(rule, by_law),
        next=True,
        reasons=(_cited(rule, source, count, "next_year", number), when),
    )
