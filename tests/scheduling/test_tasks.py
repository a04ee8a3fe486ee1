"""What beat starts: one run for each London date, whatever day the clocks change, and whatever was missed or lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery import Task
from django.utils import timezone
from kombu.exceptions import OperationalError

from inspectorate.schedule import SCHEDULE
from law.loader import chosen, shipped
from scheduling import runs, tasks
from scheduling.models import PlanRun
from tests.scheduling import stored
from tests.scheduling.running import fill, inspected

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
CLOCKS_FORWARD, CLOCKS_BACK = date(2026, 3, 29), date(2026, 10, 25)
OTHER_LAW = chosen([(date(2020, 4, 1), shipped()["2017-risk-based"])])


def ticks(first: datetime, last: datetime, minutes: int = 30) -> Iterator[datetime]:
    """The minutes of beat's own schedule, some of them."""
    beats = [entry["schedule"] for entry in SCHEDULE.values() if entry["task"] == "scheduling.nightly"]
    at = first
    while at <= last:
        if any(at.hour in beat.hour and at.minute in beat.minute for beat in beats):
            yield at
        at += timedelta(minutes=minutes)


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that take up a run as soon as they are called."""
    monkeypatch.setattr(tasks, "dispatch", lambda run_id: runs.run_work(run_id, clock=timezone.now))


def nights() -> list[date]:
    committed = PlanRun.objects.filter(kind=PlanRun.Kind.NIGHTLY, state=PlanRun.State.COMMITTED)
    return list(committed.order_by("id").values_list("as_of", flat=True))


@pytest.mark.parametrize(
    ("instant", "night"),
    [
        ("2026-03-28 23:59", date(2026, 3, 28)),
        ("2026-03-29 00:29", date(2026, 3, 28)),
        ("2026-03-29 00:30", CLOCKS_FORWARD),
        ("2026-03-29 01:00", CLOCKS_FORWARD),
        ("2026-03-29 23:30", CLOCKS_FORWARD),
        ("2026-03-30 00:30", CLOCKS_FORWARD + ONE_DAY),
        ("2026-10-24 23:30", CLOCKS_BACK - ONE_DAY),
        ("2026-10-25 00:30", CLOCKS_BACK),
        ("2026-10-25 01:30", CLOCKS_BACK),
        ("2026-10-25 23:30", CLOCKS_BACK),
        ("2026-10-26 00:30", CLOCKS_BACK + ONE_DAY),
    ],
)
def test_a_night_is_due_when_its_date_has_begun_in_london(instant: str, night: date) -> None:
    now = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert tasks.due_night(now) == night
    assert now.astimezone(LONDON).date() >= night


@pytest.mark.django_db
@pytest.mark.parametrize("change", [CLOCKS_FORWARD, CLOCKS_BACK, date(2026, 4, 1)])
def test_two_beats_make_one_run_for_each_london_date(change: date, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once(monkeypatch)
    fill(3)
    for at in ticks(stored.at(change - ONE_DAY), stored.at(change + 2 * ONE_DAY)):
        with time_machine.travel(at, tick=False):
            tasks.nightly()
            tasks.nightly()
            assert nights()[-1] == tasks.due_night(at)
    assert nights() == [change + ONE_DAY * n for n in (-1, 0, 1, 2)]
    for run in PlanRun.objects.all():
        assert run.started_at.astimezone(LONDON).date() == run.as_of
    assert stored.said() == stored.expected(change + 2 * ONE_DAY)


@pytest.mark.django_db
def test_missed_nights_are_made_up_after_a_restart_and_a_clock_change(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once(monkeypatch)
    home, *_ = fill(3)
    stored.night(CLOCKS_BACK - ONE_DAY)
    inspected(home, CLOCKS_BACK)
    for at in ticks(stored.at(CLOCKS_BACK + 2 * ONE_DAY), stored.at(CLOCKS_BACK + 2 * ONE_DAY, 3)):
        with time_machine.travel(at, tick=False):
            tasks.nightly()
    assert nights() == [CLOCKS_BACK + ONE_DAY * n for n in (-1, 0, 1, 2)]
    assert stored.said() == stored.expected(CLOCKS_BACK + 2 * ONE_DAY)


@pytest.mark.django_db
def test_without_a_broker_a_run_waits_and_a_later_beat_has_it_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_broker(*given: object, **more: object) -> None:
        raise OperationalError("Connection refused.")

    fill(3)
    monkeypatch.setattr(Task, "delay", no_broker)
    with time_machine.travel(stored.at(CLOCKS_FORWARD), tick=False):
        tasks.nightly()
        assert runs.open_run() is not None
        assert nights() == []
        at_once(monkeypatch)
        tasks.nightly()
    assert nights() == [CLOCKS_FORWARD]


@pytest.mark.django_db
class TestAnotherLaw:
    """Whoever was planned by the law before is planned anew within minutes, not the next night."""

    @pytest.fixture(autouse=True)
    def day(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        at_once(monkeypatch)
        fill(3)
        with time_machine.travel(stored.at(CLOCKS_FORWARD), tick=False):
            tasks.nightly()
            yield

    def test_chosen_while_a_run_was_open_or_the_broker_was_down(self, monkeypatch: pytest.MonkeyPatch) -> None:
        open_run = runs.run_start(CLOCKS_FORWARD, "manual", law=tasks.law_in_force(), at=timezone.now())
        monkeypatch.setattr(tasks, "law_in_force", lambda: OTHER_LAW)
        tasks.recompute()
        assert PlanRun.objects.count() == 2
        runs.run_work(open_run.pk, clock=timezone.now)
        tasks.nightly()
        assert stored.said() == stored.expected(CLOCKS_FORWARD, OTHER_LAW)
        kinds = PlanRun.objects.filter(law_fingerprint=OTHER_LAW.fingerprint).values_list("kind", "state")
        assert list(kinds) == [("manual", "committed")]

    def test_nothing_is_started_again_for_the_same_law(self) -> None:
        for _ in range(3):
            tasks.nightly()
        assert PlanRun.objects.count() == 1
