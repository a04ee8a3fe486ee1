"""After any sequence of changes, by whatever way they were planned, the store says what a full recompute would."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.models import HistoryMark, Inspection, Rating, VisitAsked
from law.loader import chosen, shipped, single
from providers.models import ApprovalInterval, Lineage, PastType, Provider, StatusPeriod, Team
from scheduling.models import BroughtForward, Plan
from tests.scheduling import stored
from tests.scheduling.population import odd_provider
from tests.scheduling.register import NOON, someone, storable, store

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 20)
PROVIDERS = 7
DEFAULT = single(shipped()["2006-option-1"])
LAWS = (
    DEFAULT,
    single(shipped()["2017-risk-based"]),
    chosen([(date(2026, 4, 10), shipped()["2017-risk-based"]), (date(2026, 7, 1), shipped()["2015-regulations"])]),
)


def some(random: Random) -> Provider:
    return Provider.objects.order_by("pk")[random.randrange(Provider.objects.count())]


def near(random: Random, today: date) -> date:
    return today + timedelta(days=random.choice((-400, -200, -30, -3, -1, 0, 0, 1, 5, 40)))


def inspect(random: Random, today: date) -> None:
    on, provider = near(random, today), some(random)
    kind = random.choice(("key", "key", "random", "monitoring", "themed", "approval"))
    ask = random.choice([None, *provider.visits_asked.all()])
    made, _ = Inspection.objects.get_or_create(provider=provider, started_on=on, type=kind, defaults={"made_for": ask})
    if kind == "key":
        Rating.objects.update_or_create(
            inspection=made,
            defaults={
                "provider": provider,
                "scale": "csci",
                "label": "x",
                "ordinal": random.randint(1, 4),
                "awarded_on": on,
                "in_force_from": random.choice((on, on + timedelta(days=20), None)),
            },
        )


def forget(random: Random, today: date) -> None:
    made = Inspection.objects.filter(provider=some(random)).order_by("pk").last()
    if made:
        made.delete()


def ask(random: Random, today: date) -> None:
    by = today + timedelta(days=random.choice((0, 10, 60)))
    rides = random.random() < 0.5
    VisitAsked.objects.create(
        provider=some(random),
        type=random.choice(("key", "random", "monitoring")),
        asked_on=today,
        by_on=by,
        may_ride=rides,
        statutory=not rides and random.random() < 0.3,
        basis=random.choice(("trigger", "discretion")),
        why="because",
        asked_at=NOON,
    )


def withdraw(random: Random, today: date) -> None:
    VisitAsked.objects.filter(provider=some(random)).update(withdrawn_on=today)


def bring_forward(random: Random, today: date) -> None:
    provider = some(random)
    item = provider.obligations.order_by("key").first()
    if item:
        BroughtForward.objects.create(
            provider=provider,
            item=item.key,
            by_on=near(random, today),
            why="because",
            decided_on=today,
            decided_at=NOON,
            decided_by=someone(),
        )


def change_status(random: Random, today: date) -> None:
    start = near(random, today)
    end = random.choice((None, start + timedelta(days=10)))
    status = random.choice(("suspended", "dormant", "resigned", "gone"))
    StatusPeriod.objects.create(provider=some(random), status=status, from_on=start, until_on=end)


def carry_on(random: Random, today: date) -> None:
    Lineage.objects.create(
        predecessor=some(random),
        successor=some(random),
        on=near(random, today),
        kind=random.choice(("merge", "split", "transfer")),
    )


def edit(random: Random, today: date) -> None:
    provider = some(random)
    provider.team = Team.objects.get_or_create(name=f"Team {random.randint(1, 2)}")[0]
    provider.region_id = random.choice((None, "london", "north_east"))
    if random.random() < 0.4:
        before, provider.service_type_id = (
            provider.service_type_id,
            random.choice(("boarding_school", "childrens_home")),
        )
        PastType.objects.create(
            provider=provider, service_type_id=before, from_on=date(2000, 1, 1), until_on=near(random, today)
        )
    provider.save()


def approve(random: Random, today: date) -> None:
    ApprovalInterval.objects.create(provider=some(random), months=6, from_on=near(random, today))


def mark(random: Random, today: date) -> None:
    HistoryMark.objects.create(
        provider=some(random), register_on=near(random, today), complete_from=near(random, today)
    )


def arrive(random: Random, today: date) -> None:
    store(storable(odd_provider(random, today)), f"2{random.randrange(10**6):06d}")


CHANGES = (
    inspect, inspect, inspect, forget, ask, withdraw, bring_forward, change_status, carry_on, edit, approve, mark,
    arrive,
)  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(CHANGES), st.integers(0, 10**6)),
        st.tuples(st.just("sweep"), st.just(0)),
        st.tuples(st.just("night"), st.sampled_from((0, 1, 1, 12, 40))),
        st.tuples(st.just("law"), st.integers(0, len(LAWS) - 1)),
    ),
    min_size=4,
    max_size=14,
)


def change(step: Callable[[Random, date], None], seed: int, today: date) -> None:
    try:
        with transaction.atomic():
            step(Random(seed), today)
    except IntegrityError:
        pass  # two statuses, or two intervals, on one day: the register refuses it


@given(seed=st.integers(0, 10**6), steps=STEPS)
@settings(max_examples=25)
def test_news_and_nights_lead_where_a_full_recompute_leads(seed: int, steps: list[tuple[object, int]]) -> None:
    with transaction.atomic():
        _lead(seed, steps)
        transaction.set_rollback(True)


def _lead(seed: int, steps: list[tuple[object, int]]) -> None:
    random, today, law = Random(seed), FIRST, DEFAULT
    for number in range(PROVIDERS):
        store(storable(odd_provider(random, today)), f"{number:07d}")
    stored.night(today, kind="manual", law=law)
    for step, number in steps:
        if step == "sweep":
            stored.sweep(today, law)
        elif step == "night":
            today += timedelta(days=number)
            stored.night(today, kind="manual", law=law)
            assert stored.said() == stored.expected(today, law)
        elif step == "law":
            law = LAWS[number]
        else:
            change(step, number, today)
    stored.night(today, kind="manual", law=law)
    change(inspect, seed, today)
    stored.sweep(today, law)
    assert stored.todays() == (stored.counted(today), stored.foreseen())
    assert_a_full_recompute_changes_nothing(today, law)


def assert_a_full_recompute_changes_nothing(today: date, law: object) -> None:
    before, plans = stored.in_force(), Plan.objects.count()
    assert stored.said() == stored.expected(today, law)
    run = stored.night(today, kind="manual", law=law, everything=True)
    assert run.changed == 0
    assert Plan.objects.count() == plans
    assert stored.in_force() == before
    assert stored.run_sums(run) == stored.todays() == (stored.counted(today), stored.foreseen())
