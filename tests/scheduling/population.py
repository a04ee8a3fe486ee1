"""Providers by seed, quickly: odd ones that meet every border, and a register as it might be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from scheduling.facts import ASK_BASES, ApprovalInterval, Ask, BroughtForward, Facts, Inspection, Rating, Suspension
from tests.scheduling.situations import BORDER_DAYS, TYPES

KINDS = ("key", "key", "key", "random", "random", "monitoring", "themed", "approval")
LONG_AGO = date(2010, 5, 1)


def odd_provider(random: Random, today: date) -> Facts:
    """Any provider: dates crowd around today and the borders of years, before and after."""

    def day() -> date:
        chance = random.random()
        if chance < 0.35:
            return random.choice(BORDER_DAYS)
        if chance < 0.55:
            return today + timedelta(days=random.randint(-3, 3))
        return today + timedelta(days=random.randint(-1300, 420))

    def perhaps(chance: float) -> date | None:
        return day() if random.random() < chance else None

    visits = [
        Inspection(day(), random.choice(KINDS), random.choice(("a0", "a1")) if random.random() < 0.15 else None)
        for _ in range(random.choice((0, 1, 1, 2, 3, 4, 6)))
    ]
    return Facts.of(
        random.choice((*TYPES, *("childrens_home",) * 8, *("secure_childrens_home",) * 3)),
        urn="SC000001",
        registered_on=random.choice((None, LONG_AGO, LONG_AGO, day())),
        ended_on=perhaps(0.08),
        history_complete_from=perhaps(0.25),
        suspended=[_suspension(random, day()) for _ in range(random.choice((0, 0, 0, 0, 1, 2)))],
        ratings=[_rating(random, visit.on) for visit in visits if visit.type == "key" and random.random() < 0.8],
        inspections=visits,
        approval=ApprovalInterval(day(), random.choice((3, 6, 12))) if random.random() < 0.3 else None,
        asked=[
            _ask(random, number, day(), perhaps(0.2), perhaps(0.2)) for number in range(random.choice((0, 0, 0, 1, 2)))
        ],
        brought_forward=[
            _decision(random, today, day(), day(), perhaps(0.2)) for _ in range(random.choice((0, 0, 0, 1, 2)))
        ],
    )


def _rating(random: Random, on: date) -> Rating:
    since = random.choice((on, on, on + timedelta(days=random.choice((1, 40))), None))
    return Rating(on, since, random.randint(1, 4))


def _suspension(random: Random, start: date) -> Suspension:
    return Suspension(start, random.choice((None, start, start + timedelta(days=random.randint(1, 400)))))


def _ask(random: Random, number: int, asked_on: date, not_before: date | None, withdrawn_on: date | None) -> Ask:
    by = asked_on + timedelta(days=random.choice((0, 14, 28, 90)))
    may_ride, statutory = random.random() < 0.6, random.random() < 0.3
    kind, basis = random.choice(KINDS), random.choice(ASK_BASES)
    return Ask(by, f"a{number}", kind, asked_on, not_before, may_ride, statutory, basis, withdrawn_on)


def _decision(random: Random, today: date, by: date, decided_on: date, withdrawn_on: date | None) -> BroughtForward:
    year = today.year + random.choice((-2, -1, -1, 0, 0, 1))
    return BroughtForward(f"per_year/{year}/{random.randint(1, 3)}", by, decided_on, withdrawn_on)


def register(random: Random, providers: int, today: date) -> Iterator[Facts]:
    """A believable register: homes inspected once or twice a year on any day, others every 12 to 36 months."""
    types = ("childrens_home",) * 65 + ("independent_fostering_agency",) * 10 + ("residential_special_school",) * 5
    types += ("boarding_school",) * 5 + ("residential_family_centre",) * 4 + ("voluntary_adoption_agency",) * 4
    types += ("local_authority_fostering",) * 3 + ("further_education_college",) * 2 + ("secure_childrens_home",)
    types += ("private_fostering_arrangements",)
    for number in range(providers):
        yield _likely(random, f"SC{number:06d}", random.choice(types), today)


def _likely(random: Random, urn: str, service_type: str, today: date) -> Facts:
    homes = service_type in ("childrens_home", "secure_childrens_home", "residential_special_school")
    gap = random.choice((170, 200, 330, 384)) if homes else random.choice((365, 700, 1000))
    registered = today - timedelta(days=random.randint(10, 9000))
    on, visits = today - timedelta(days=random.randint(0, gap)), []
    while on > max(registered, today - timedelta(days=1095)):
        visits.append(Inspection(on, "key" if random.random() < 0.75 or not homes else "random", None))
        on -= timedelta(days=gap + random.randint(-60, 60))
    ratings = [
        Rating(visit.on, visit.on + timedelta(days=40), random.choices((4, 3, 2, 1), (10, 70, 18, 2))[0])
        for visit in visits
        if visit.type == "key"
    ]
    suspended = [Suspension(on, on + timedelta(days=90))] if random.random() < 0.02 else []
    return Facts.of(
        service_type,
        urn=urn,
        registered_on=registered,
        suspended=suspended,
        ratings=ratings,
        inspections=visits,
        approval=ApprovalInterval(registered, 6) if service_type == "secure_childrens_home" else None,
    )


def known_by(facts: Facts, today: date) -> Facts:
    """The same provider without what is still to come: most of a register is so."""
    return replace(
        facts,
        registered_on=_past(facts.registered_on, today),
        ended_on=facts.ended_on if facts.ended_on and facts.ended_on < today else None,
        history_complete_from=_past(facts.history_complete_from, today),
        inspections=tuple(visit for visit in facts.inspections if visit.on <= today),
        ratings=tuple(rating for rating in facts.ratings if rating.awarded_on <= today),
        suspended=tuple(period for period in facts.suspended if (period.end or period.start) < today),
        approval=facts.approval if facts.approval and facts.approval.starts <= today else None,
        asked=tuple(ask for ask in facts.asked if max(ask.asked_on, ask.withdrawn_on or ask.asked_on) <= today),
        brought_forward=tuple(
            row for row in facts.brought_forward if max(row.decided_on, row.withdrawn_on or row.decided_on) <= today
        ),
    )


def _past(day: date | None, today: date) -> date | None:
    return day if day is not None and day <= today else None


def twin(random: Random, facts: Facts) -> Facts:
    """Another provider that differs in one small thing: often one that the planner cannot see."""
    visits, ratings = list(facts.inspections), list(facts.ratings)
    change = random.randrange(6)
    days = timedelta(days=random.choice((-200, -30, -2, -1, 1, 2, 30, 200)))
    registered = facts.registered_on
    if change == 0 and visits:
        at = random.randrange(len(visits))
        visits[at] = visits[at]._replace(on=visits[at].on + days)
    elif change == 1 and ratings:
        at = random.randrange(len(ratings))
        ratings[at] = ratings[at]._replace(ordinal=random.randint(1, 4))
    elif change == 2 and registered:
        registered += days
    elif change == 3:
        visits.append(Inspection(random.choice(visits).on + days if visits else LONG_AGO, random.choice(KINDS), None))
    elif change == 4 and visits:
        visits.pop(random.randrange(len(visits)))
    elif ratings:
        at = random.randrange(len(ratings))
        ratings[at] = ratings[at]._replace(awarded_on=ratings[at].awarded_on + days)
    return Facts.of(
        facts.service_type,
        **{name: getattr(facts, name) for name in Facts.__dataclass_fields__ if name not in VARIED},
        registered_on=registered,
        inspections=visits,
        ratings=ratings,
    )


VARIED = ("service_type", "registered_on", "inspections", "ratings")
