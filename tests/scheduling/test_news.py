"""News: whatever changes a fact reaches the plan, at once or swept, and nothing is lost on the way."""

import threading
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from celery import Task
from django.db import DatabaseError, connection, transaction
from kombu.exceptions import OperationalError

from core.law import law_in_force
from inspections.models import Inspection
from providers.models import Outbox, Provider, Team
from providers.news import arrived, tell
from scheduling import locks, news, tasks
from scheduling.desk import Desk
from scheduling.models import Plan, PlanChange, TodayForecast, TodayTotal
from tests.scheduling import stored
from tests.scheduling.population import register
from tests.scheduling.register import link, storable, store

TODAY = date(2026, 9, 1)
ONE_DAY = timedelta(days=1)


def fill(count: int = 5) -> list[Provider]:
    facts = register(Random(1), count, TODAY)
    return [store(storable(each), f"{number:07d}")[0] for number, each in enumerate(facts)]


def inspected(provider: Provider, on: date = TODAY) -> None:
    Inspection.objects.create(provider=provider, type="key", started_on=on)


def plan_now(*providers: Provider) -> bool:
    ids = [provider.pk for provider in providers]
    return news.news_plan(ids, law=law_in_force(), as_of=TODAY, at=stored.at(TODAY, 12))


@pytest.mark.django_db
class TestOneProvider:
    def test_its_plan_its_change_and_the_totals_follow(self) -> None:
        provider, *_ = fill()
        stored.night(TODAY)
        inspected(provider)
        assert plan_now(provider)
        assert stored.said() == stored.expected(TODAY)
        change = PlanChange.objects.get()
        assert (change.provider, change.run, change.cause) == (provider, None, "inspection")
        assert stored.todays() == (stored.counted(TODAY), stored.foreseen())
        assert not Outbox.objects.exists()

    def test_without_news_of_it_nothing_is_done(self) -> None:
        provider, *_ = fill()
        stored.night(TODAY)
        assert plan_now(provider)
        assert stored.versions()[provider.pk] == 1

    def test_its_successors_are_planned_with_it(self) -> None:
        first, second, *_ = fill()
        link(second, [first], date(2020, 1, 1), "transfer")
        stored.night(TODAY)
        inspected(first)
        plan_now(first)
        assert stored.said() == stored.expected(TODAY)
        assert {change.provider_id for change in PlanChange.objects.all()} <= {first.pk, second.pk}

    def test_a_link_of_its_line_is_told_as_the_cause(self) -> None:
        first, second, *_ = fill()
        stored.night(TODAY)
        link(second, [first], date(2020, 1, 1), "transfer")
        plan_now(second)
        assert PlanChange.objects.get(provider=second).cause == "lineage"

    def test_a_new_one_gets_its_first_plan_before_any_run(self) -> None:
        provider, *_ = fill()
        plan_now(provider)
        assert Plan.objects.in_force().get().provider == provider
        assert not TodayTotal.objects.exists()

    def test_news_that_comes_while_it_is_planned_is_left_for_later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider, *_ = fill()
        stored.night(TODAY)
        inspected(provider)
        make = Desk.make

        def make_while_more_comes(desk: Desk, facts: str) -> Any:
            inspected(provider, TODAY - ONE_DAY)
            return make(desk, facts)

        monkeypatch.setattr(Desk, "make", make_while_more_comes)
        plan_now(provider)
        assert Outbox.objects.get().provider == provider

    def test_one_that_cannot_be_planned_is_left_to_the_next_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider, *_ = fill()
        stored.night(TODAY)
        inspected(provider)
        monkeypatch.setattr(Desk, "make", lambda desk, facts: 1 // 0)
        plan_now(provider)
        assert Outbox.objects.get().kind == "failed"
        assert stored.sweep(TODAY) == 0
        monkeypatch.undo()
        assert stored.night(TODAY + ONE_DAY).planned == 1
        assert not Outbox.objects.exists()

    def test_who_moves_to_another_team_takes_its_place_in_the_totals_along(self) -> None:
        provider, *_ = fill()
        stored.night(TODAY)
        team = Team.objects.create(name="North")
        Provider.objects.filter(pk=provider.pk).update(team=team, region="london")
        assert stored.todays() == (stored.counted(TODAY), stored.foreseen())
        assert any(key[0] == team.pk for key in stored.summed(TodayTotal))
        Provider.objects.update(name="Another name")
        corrections = TodayTotal.objects.count(), TodayForecast.objects.count()
        Provider.objects.update(name="Yet another name")
        assert (TodayTotal.objects.count(), TodayForecast.objects.count()) == corrections


@pytest.mark.django_db
class TestTheSweep:
    def test_takes_what_is_left_the_oldest_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        providers = fill(7)
        stored.night(TODAY)
        order = [providers[place] for place in (4, 2, 6)]
        for provider in order:
            inspected(provider)
        monkeypatch.setattr(news, "CHUNK", 2)
        taken: list[list[int]] = []
        news_plan = news.news_plan
        monkeypatch.setattr(news, "news_plan", lambda ids, **more: (taken.append(list(ids)), news_plan(ids, **more))[1])
        assert stored.sweep(TODAY) == 3
        assert taken == [[order[0].pk, order[1].pk], [order[2].pk]]
        assert stored.said() == stored.expected(TODAY)

    def test_goes_on_past_what_the_database_cannot_plan(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second, *_ = fill()
        stored.night(TODAY)
        inspected(first)
        inspected(second)
        plan_batch = news.plan_batch

        def unreadable(providers: Any, task: Any) -> Any:
            if first.pk in providers.ids:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
            return plan_batch(providers, task)

        monkeypatch.setattr(news, "plan_batch", unreadable)
        assert stored.sweep(TODAY) == 2
        assert list(Outbox.objects.values_list("provider_id", "kind")) == [(first.pk, "failed")]
        assert stored.versions()[second.pk] == 2


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tasks that are sent."""
    names: list[str] = []
    monkeypatch.setattr(Task, "delay", lambda task, *args: names.append(task.name))
    return names


@pytest.fixture
def noon() -> Any:
    with time_machine.travel(stored.at(TODAY, 12), tick=True):
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("noon")
class TestAfterTheCommit:
    def test_a_few_are_planned_at_once_without_a_broker(self, sent: list[str]) -> None:
        provider, *_ = fill()
        stored.night(TODAY)
        with transaction.atomic():
            inspected(provider)
            tell([provider.pk])
            assert stored.versions()[provider.pk] == 1
        assert stored.said() == stored.expected(TODAY)
        assert sent == []

    def test_what_is_rolled_back_is_no_news(self, sent: list[str]) -> None:
        provider, *_ = fill()
        stored.night(TODAY)
        with transaction.atomic():
            inspected(provider)
            tell([provider.pk])
            transaction.set_rollback(True)
        assert not Outbox.objects.exists()
        assert stored.versions()[provider.pk] == 1

    def test_many_are_given_to_celery(self, sent: list[str]) -> None:
        tell(range(1, news.AT_ONCE + 2))
        assert sent == ["scheduling.sweep_news"]

    def test_without_a_broker_many_are_left_to_the_sweep(self, monkeypatch: pytest.MonkeyPatch) -> None:
        providers = fill(3)
        stored.night(TODAY)
        monkeypatch.setattr(news, "AT_ONCE", 2)
        monkeypatch.setattr(Task, "delay", no_broker)
        for provider in providers:
            inspected(provider)
        tell(provider.pk for provider in providers)
        assert Outbox.objects.count() == 3
        assert stored.sweep(TODAY) == 3
        assert stored.said() == stored.expected(TODAY)

    def test_a_failure_does_not_reach_whoever_wrote_the_fact(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider, *_ = fill()
        stored.night(TODAY)

        def broken(*given: object, **more: object) -> None:
            raise DatabaseError("no more connections")

        monkeypatch.setattr(news, "news_plan", broken)
        inspected(provider)
        tell([provider.pk])
        assert Outbox.objects.get().provider == provider

    def test_during_a_publication_news_waits_for_the_sweep(self) -> None:
        provider, *_ = fill()
        stored.night(TODAY)
        publishing, done = threading.Event(), threading.Event()

        def publish() -> None:
            try:
                with transaction.atomic():
                    locks.publish_alone()
                    publishing.set()
                    done.wait(20)
            finally:
                connection.close()

        publisher = threading.Thread(target=publish)
        publisher.start()
        assert publishing.wait(20)
        inspected(provider)
        tell([provider.pk])
        assert stored.sweep(TODAY) == 0
        assert stored.versions()[provider.pk] == 1
        done.set()
        publisher.join()
        assert stored.sweep(TODAY) == 1
        assert stored.said() == stored.expected(TODAY)

    def test_two_pieces_of_news_about_the_same_providers_wait_for_each_other(self) -> None:
        providers = fill(6)
        stored.night(TODAY)

        def write(seed: int) -> None:
            try:
                random = Random(seed)
                for number in range(8):
                    some = random.sample(providers, 3)
                    day = TODAY - timedelta(days=100 * seed + number)
                    for provider in some:
                        inspected(provider, day)
                    tell(provider.pk for provider in some)
            finally:
                connection.close()

        writers = [threading.Thread(target=write, args=(seed,)) for seed in range(3)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert not Outbox.objects.exists()
        assert stored.said() == stored.expected(TODAY)
        assert stored.versions()
        assert stored.todays() == (stored.counted(TODAY), stored.foreseen())


def no_broker(*given: object, **more: object) -> None:
    raise OperationalError("Error 111 connecting to localhost:6379. Connection refused.")


def test_a_change_of_the_law_calls_for_a_run(sent: list[str]) -> None:
    tasks.on_law_changed()
    assert sent == ["scheduling.recompute"]


def test_the_scheduler_listens_to_news() -> None:
    assert arrived.has_listeners()
