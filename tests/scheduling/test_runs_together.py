"""Several at once: readers while a run is published, workers on one run, and those that die."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from scheduling import runs, staging, totals
from scheduling.models import Obligation, Plan, RunTotal
from tests.scheduling import stored
from tests.scheduling.running import TODAY, begin, fill, work


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_a_reader_sees_the_plans_of_before_or_of_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(20)
        stored.night(TODAY)
        before = snapshot()
        counting, go_on, seen = threading.Event(), threading.Event(), []

        def wait_before_counting(run_id: int, as_of: date) -> None:
            counting.set()
            assert go_on.wait(20)
            count_run(run_id, as_of)

        count_run = totals.count_run
        monkeypatch.setattr(totals, "count_run", wait_before_counting)
        run = begin(date(2027, 4, 1))
        worker = threading.Thread(target=in_thread, args=(lambda: work(run, date(2027, 4, 1)),))
        worker.start()
        assert counting.wait(20)
        seen.append(snapshot())
        go_on.set()
        worker.join()
        assert seen == [before]
        assert snapshot() != before
        assert stored.said() == stored.expected(date(2027, 4, 1))

    def test_workers_share_the_slices_and_one_publishes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(runs, "SLICE", 2)
        fill(40)
        run = begin()
        published = []
        publish = runs._publish
        monkeypatch.setattr(runs, "_publish", lambda *given: (published.append(1), publish(*given)))
        workers = [
            threading.Thread(target=in_thread, args=(lambda: runs.run_work(run.pk, clock=lambda: stored.at(TODAY)),))
            for _ in range(3)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        run.refresh_from_db()
        assert (run.state, run.planned, published) == ("committed", 40, [1])
        assert stored.said() == stored.expected(TODAY)

    def test_a_run_is_idle_when_nobody_holds_a_slice_of_it(self) -> None:
        fill(3)
        run = begin()
        assert runs.is_idle(run)
        held, done = threading.Event(), threading.Event()

        def hold() -> None:
            with transaction.atomic():
                staging._claim(run.pk)
                held.set()
                done.wait(20)

        worker = threading.Thread(target=in_thread, args=(hold,))
        worker.start()
        assert held.wait(20)
        assert not runs.is_idle(run)
        done.set()
        worker.join()
        assert runs.is_idle(run)

    def test_a_worker_that_dies_leaves_its_slice_to_the_next(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(5)
        run = begin()

        class Death(BaseException):
            pass

        def die(*given: Any) -> None:
            raise Death

        monkeypatch.setattr(staging, "stage", die)
        with pytest.raises(Death):
            work(run)
        monkeypatch.undo()
        work(run)
        assert (run.state, Plan.objects.count()) == ("committed", 5)

    def test_a_publication_that_dies_leaves_everything_as_it_was(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(5)
        stored.night(TODAY)
        before = snapshot()
        run = begin(date(2027, 4, 1))

        class Death(BaseException):
            pass

        def die(*given: Any) -> None:
            raise Death

        monkeypatch.setattr(runs, "_settle_news", die)
        with pytest.raises(Death):
            work(run, date(2027, 4, 1))
        assert snapshot() == before
        monkeypatch.undo()
        work(run, date(2027, 4, 1))
        assert stored.said() == stored.expected(date(2027, 4, 1))


def snapshot() -> Any:
    return stored.in_force(), list(RunTotal.objects.values_list()), stored.todays(), Obligation.objects.count()


def in_thread(call: Callable[[], object]) -> None:
    try:
        call()
    finally:
        connection.close()
