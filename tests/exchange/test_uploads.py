"""Files given by a page: kept with their hash, imported once, begun again when a worker died."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.db import connections

from core.decisions import Refused
from core.models import JobRun, User
from exchange import tasks, uploads
from exchange.models import ImportRun
from exchange.opening import Unreadable
from exchange.services import Source
from exchange.uploads import upload_again, upload_receive, upload_work, uploads_left_over
from providers.models import Provider
from tests.exchange.registers import home, register

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
CONTENT = register(2021, [home(1), home(2), {"urn": "", "type": "Children's home"}])


def clock() -> datetime:
    return AT


@pytest.fixture
def manager(person: Callable[[str], User]) -> User:
    return person("team_manager")


def received(by: User, content: bytes = CONTENT, **said: Any) -> ImportRun:
    return upload_receive(Source("r-2021-03-31.csv", content, **said), by=by, at=AT)


def test_a_file_is_kept_with_its_hash_and_imported_by_a_worker(manager: User) -> None:
    run = received(manager)
    assert (run.state, run.sha256) == ("waiting", sha256(CONTENT).hexdigest())
    with run.file.open("rb") as file:
        assert file.read() == CONTENT
    upload_work(run.pk, clock=clock)
    run.refresh_from_db()
    assert (run.state, run.rows_read, run.rows_new, run.rows_kept) == ("done", 3, 2, 1)
    assert run.by == manager
    assert run.job is not None
    assert run.job.state == "done"


@pytest.mark.django_db(transaction=True)
def test_the_progress_can_be_seen_while_the_import_goes_on(manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    told = uploads.job_progress

    def watch(job_id: int, done: int, **known: Any) -> None:
        told(job_id, done, **known)
        seen.append(JobRun.objects.values_list("done", "message").get(pk=job_id))

    monkeypatch.setattr(uploads, "job_progress", watch)
    upload_work(received(manager).pk, clock=clock)
    assert seen == [
        (0, "Reading the file"),
        (1, "Cleaning its rows"),
        (2, "Making the register"),
        (3, "Writing the differences"),
        (4, "Done"),
    ]


def test_work_that_comes_twice_is_done_once(manager: User) -> None:
    run = received(manager)
    upload_work(run.pk, clock=clock)
    upload_work(run.pk, clock=clock)
    run.refresh_from_db()
    assert run.attempts == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_not_both_import(manager: User) -> None:
    run = received(manager)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [uploads._LOCK, run.pk])
        upload_work(run.pk, clock=clock)
        run.refresh_from_db()
        assert run.state == "waiting"
    finally:
        other.close()
    tasks.sweep_uploads()
    run.refresh_from_db()
    assert run.state == "done"


def test_what_a_dead_worker_left_is_taken_up_by_the_sweep(manager: User) -> None:
    run = received(manager)
    ImportRun.objects.filter(pk=run.pk).update(state="running", attempts=1)
    JobRun.objects.filter(pk=run.job_id).update(state="running", done=2)
    assert uploads_left_over() == [run.pk]
    tasks.sweep_uploads()
    run.refresh_from_db()
    assert (run.state, run.attempts, Provider.objects.count()) == ("done", 2, 2)
    assert uploads_left_over() == []


def test_an_import_that_kills_its_worker_is_given_up_after_three_times(manager: User) -> None:
    run = received(manager)
    ImportRun.objects.filter(pk=run.pk).update(state="running", attempts=3)
    tasks.sweep_uploads()
    run.refresh_from_db()
    assert (run.state, run.message) == ("failed", "The import was broken off 3 times. Nothing was changed.")


def test_an_error_in_the_product_is_told_and_changes_nothing(manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    run = received(manager)

    def die(*_: Any, **__: Any) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("exchange.remaking.write_histories", die)
    with pytest.raises(RuntimeError):
        upload_work(run.pk, clock=clock)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "changed nothing" in run.message
    assert not Provider.objects.exists()
    monkeypatch.undo()
    again = upload_again(run, by=manager, at=AT)
    upload_work(again.pk, clock=clock)
    assert Provider.objects.count() == 2


def test_only_what_failed_is_tried_again(manager: User) -> None:
    with pytest.raises(Refused, match="Only an import that failed"):
        upload_again(received(manager), by=manager, at=AT)


def test_a_part_that_looks_like_a_whole_fails_with_its_sentence(manager: User) -> None:
    many = register(2018, [home(n) for n in range(150)])
    upload_work(upload_receive(Source("r-2018-03-31.csv", many), by=manager, at=AT).pk, clock=clock)
    run = received(manager)
    upload_work(run.pk, clock=clock)
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.message.startswith("r-2021-03-31.csv lacks 148 of the 150 providers")


def test_what_is_no_register_is_not_even_kept(manager: User) -> None:
    with pytest.raises(Unreadable):
        received(manager, b"title,date\n")
    assert not ImportRun.objects.exists()


def test_an_inspector_may_not_upload(person: Callable[[str], User]) -> None:
    with pytest.raises(Refused, match="Only a manager or an administrator"):
        received(person("inspector"))
