"""An upload imported by a real worker; the worker killed half-way changes nothing, and the next one does it all."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import override_settings

from core.models import User
from exchange.models import ImportRun, Register
from exchange.services import Source
from exchange.tasks import send, sweep_uploads
from exchange.uploads import upload_receive
from providers.models import Organisation, Provider
from tests.celery.workers import Process
from tests.exchange.registers import home, register

ROWS = 4_000
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def run(transactional_db: None, tmp_path: Path) -> ImportRun:
    """An upload that takes a worker a few seconds."""
    rows = [home(n, on="09/02/2018", number=f"1{n:07d}", overall="Good", owner=f"Owner {n}") for n in range(ROWS)]
    manager = User.objects.create_user("manager@example.org", role=User.Role.TEAM_MANAGER)
    with override_settings(MEDIA_ROOT=tmp_path / "uploads"):
        return upload_receive(Source("r-2018-03-31.csv", register(2018, rows)), by=manager, at=AT)


def wait_for(run: ImportRun, fits: Callable[[ImportRun], bool], seconds: float = 90) -> None:
    """Wait until the run, read anew, fits."""
    deadline = time.monotonic() + seconds
    while not fits(ImportRun.objects.select_related("job").get(pk=run.pk)):
        assert time.monotonic() < deadline, ImportRun.objects.values("state", "message", "attempts").get(pk=run.pk)
        time.sleep(0.02)


def writing(run: ImportRun) -> bool:
    assert run.job is not None
    return run.job.done == 3


def ended(run: ImportRun) -> bool:
    return run.state in (ImportRun.State.DONE, ImportRun.State.FAILED)


def test_a_worker_killed_half_way_changes_nothing_and_the_next_one_imports_it_all(
    run: ImportRun, start_worker: Callable[..., Process], tmp_path: Path
) -> None:
    uploads = {"UPLOADS_DIR": str(tmp_path / "uploads")}
    worker = start_worker(**uploads)
    send(run.pk)
    wait_for(run, writing)
    worker.kill()
    assert not Provider.objects.exists()
    assert not Organisation.objects.exists()
    assert not Register.objects.exists()
    assert ImportRun.objects.get().state == "running"
    start_worker(**uploads)
    sweep_uploads.delay()
    wait_for(run, ended)
    done = ImportRun.objects.get()
    assert (done.state, done.rows_read, done.rows_new, done.attempts) == ("done", ROWS, ROWS, 2)
    assert Provider.objects.count() == ROWS
