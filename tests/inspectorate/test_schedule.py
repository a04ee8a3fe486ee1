"""What beat starts."""

from __future__ import annotations

from celery.schedules import crontab

from inspectorate.celery import app
from inspectorate.schedule import AROUND_THE_CLOCK, SCHEDULE


def test_every_entry_names_a_task_that_is_there() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)


def test_nothing_stands_between_eleven_and_midnight_utc() -> None:
    """Within that hour the date in London differs from the date in UTC during summer time."""
    for name, entry in SCHEDULE.items():
        assert isinstance(entry["schedule"], crontab), f"{name}: only a crontab can leave an hour out"
        assert (23 in entry["schedule"].hour) == (name in AROUND_THE_CLOCK), name
    assert app.conf.timezone == "UTC"


def test_messages_are_kept_until_the_work_is_done_and_no_results_are_kept() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.result_backend is None
    assert app.conf.task_ignore_result
