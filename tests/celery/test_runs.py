"""The nightly run on real workers: killed, doubled, with two beats, without a broker. One committed run a date."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from core.law import law_in_force
from inspections.models import Inspection
from inspectorate.celery import app
from providers.models import Outbox, Provider
from providers.news import tell
from scheduling import runs, tasks
from scheduling.models import Plan, PlanRun, PlanSlice
from tests.celery.workers import Process
from tests.scheduling import stored
from tests.scheduling.population import register
from tests.scheduling.register import storable, store

pytestmark = [pytest.mark.kills, pytest.mark.django_db(transaction=True)]
PROVIDERS = 120
KILLS = 10
PATIENCE = 90
Start = Callable[..., Process]


def today() -> date:
    """The date whose nightly run is due: in the first half hour after midnight UTC still the one before."""
    return tasks.due_night(timezone.now())


def fill(count: int = PROVIDERS) -> None:
    for number, facts in enumerate(register(Random(1), count, today())):
        store(storable(facts), f"{number:07d}")


def wait_until(done: Callable[[], bool], process: Process | None = None, every: float = 0.05) -> None:
    """Wait for a worker to bring something about, looking each so many seconds."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, process and process.said()
        time.sleep(every)


def committed(kind: str = "nightly") -> int:
    return PlanRun.objects.filter(state=PlanRun.State.COMMITTED, kind=kind).count()


def begin(size: int, monkeypatch: pytest.MonkeyPatch) -> PlanRun:
    """A nightly run for today in slices of a few providers."""
    monkeypatch.setattr(runs, "SLICE", size)
    return runs.run_start(today(), "nightly", law=law_in_force(), at=timezone.now())


def assert_all_is_right() -> None:
    """One run for today, every plan as the planner says, and the totals with it."""
    assert committed() == 1
    assert not PlanRun.objects.filter(state=PlanRun.State.PLANNING).exists()
    assert stored.said() == stored.expected(today())
    assert set(stored.versions().values()) == {1}
    assert stored.todays() == (stored.counted(today()), stored.foreseen())


def hold_up(place: str) -> None:
    """Make whoever writes there wait, so that a kill finds the worker at that point."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_sleep(30); RETURN NULL; END';
            CREATE TRIGGER hold_up {place} FOR EACH STATEMENT EXECUTE FUNCTION hold_up()
            """
        )


def go_on(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER hold_up ON {table}; DROP FUNCTION hold_up()")


def is_held_up() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def test_a_worker_killed_ten_times_at_any_point_still_ends_the_run(
    start_worker: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(2 * PROVIDERS)
    random = Random(7)
    # So many slices that a fast machine does not come to the end of them before the last kill.
    run = begin(1, monkeypatch)
    staged = []
    for _ in range(KILLS):
        worker = start_worker()
        tasks.dispatch(run.pk)
        before = staged[-1] if staged else 0
        wait_until(lambda: staged_slices(run) > before, worker, every=0.005)  # noqa: B023 - called at once
        time.sleep(random.random() * 0.05)
        worker.kill()
        staged.append(staged_slices(run))
        assert not Plan.objects.exists()
    assert staged[-1] < run.slices.count(), "the run was over before the last kill"
    start_worker()
    tasks.nightly()
    wait_until(lambda: committed() == 1)
    assert_all_is_right()


def staged_slices(run: PlanRun) -> int:
    return PlanSlice.objects.filter(run=run, staged_at__isnull=False).count()


@pytest.mark.parametrize(
    ("table", "moment"),
    [
        ("scheduling_planbody", "AFTER INSERT ON scheduling_planbody"),
        ("scheduling_staged_plan", "AFTER INSERT ON scheduling_staged_plan"),
        ("scheduling_plan", "AFTER INSERT ON scheduling_plan"),
        ("scheduling_obligation", "AFTER INSERT ON scheduling_obligation"),
        ("scheduling_runtotal", "AFTER INSERT ON scheduling_runtotal"),
    ],
)
def test_a_worker_killed_at_this_very_point_leaves_nothing_half_done(
    start_worker: Start, monkeypatch: pytest.MonkeyPatch, table: str, moment: str
) -> None:
    fill(20)
    run = begin(10, monkeypatch)
    hold_up(moment)
    worker = start_worker()
    tasks.dispatch(run.pk)
    wait_until(is_held_up, worker)
    worker.kill()
    assert not Plan.objects.exists()
    assert committed() == 0
    wait_until(lambda: not is_held_up())
    go_on(table)
    start_worker()
    tasks.nightly()
    wait_until(lambda: committed() == 1)
    assert_all_is_right()


@pytest.fixture
def two_beats(worker_environment: dict[str, str], tmp_path: Path) -> Iterator[list[Process]]:
    """Two beats of the product's own schedule, in a hurry."""
    hurried = ["beat", "--scheduler=tests.celery.beats.Hurried", "--pidfile=", "--loglevel=INFO"]
    beats = [
        Process([*hurried, f"--schedule={tmp_path / name}"], tmp_path / f"{name}.log", worker_environment)
        for name in ("one", "two")
    ]
    yield beats
    for beat in beats:
        beat.kill()


def test_two_beats_and_two_workers_make_one_run(start_worker: Start, two_beats: list[Process]) -> None:
    fill()
    workers = [start_worker() for _ in range(2)]
    wait_until(lambda: committed() == 1, workers[0])
    for beat in two_beats:
        beat.wait_for("Sending due task nightly run")
    time.sleep(2)
    for process in (*two_beats, *workers):
        process.kill()
    assert_all_is_right()


def test_beats_sweep_what_a_lost_broker_has_lost(
    start_worker: Start, two_beats: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(60)
    stored.night(today())
    providers = list(Provider.objects.all())
    monkeypatch.setattr(app.conf, "broker_write_url", "redis+socket:///nowhere/redis.sock")
    Inspection.objects.bulk_create(
        Inspection(provider=provider, type="key", started_on=today()) for provider in providers
    )
    tell(provider.pk for provider in providers)
    assert Outbox.objects.count() == 60
    start_worker()
    wait_until(lambda: not Outbox.objects.exists())
    assert stored.said() == stored.expected(timezone.localdate())


def test_missed_nights_are_made_up_in_order(start_worker: Start) -> None:
    fill(10)
    stored.night(today() - timedelta(days=3))
    start_worker()
    app.send_task("scheduling.nightly")
    wait_until(lambda: committed() == 4)
    nights = list(PlanRun.objects.order_by("pk").values_list("as_of", flat=True))
    assert nights == [today() - timedelta(days=back) for back in (3, 2, 1, 0)]


def test_a_message_that_comes_twice_and_late_does_nothing(start_worker: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(10)
    run = begin(5, monkeypatch)
    worker = start_worker()
    tasks.dispatch(run.pk)
    wait_until(lambda: committed() == 1, worker)
    tasks.dispatch(run.pk)
    tasks.dispatch(run.pk + 100)
    time.sleep(2)
    assert_all_is_right()


def test_news_of_many_is_planned_by_a_worker(start_worker: Start) -> None:
    fill(60)
    stored.night(today())
    providers = list(Provider.objects.all())
    Inspection.objects.bulk_create(
        Inspection(provider=provider, type="key", started_on=today()) for provider in providers
    )
    tell(provider.pk for provider in providers)
    assert Outbox.objects.exists()
    start_worker()
    wait_until(lambda: not Outbox.objects.exists())
    assert stored.said() == stored.expected(today())
    assert stored.todays() == (stored.counted(today()), stored.foreseen())
