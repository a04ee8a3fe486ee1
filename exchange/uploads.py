"""Files given by a page: kept with their hash, imported by a worker, safe to begin again when a worker died."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import connection, transaction

from core.decisions import Refused
from core.jobs import job_ask, job_fail, job_finish, job_progress, job_start
from core.models import JobRun, User
from exchange.models import ImportRun
from exchange.opening import Unreadable
from exchange.permissions import can_import_register
from exchange.services import Source, check_file, register_import, run_for

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
_LOCK = 7_301  # the class of advisory locks that say which imports a living worker is at
State = ImportRun.State


def upload_receive(source: Source, *, by: User, at: datetime) -> ImportRun:
    """Keep a file and ask for its import; send the run's number to a worker once this is committed.

    Raises `Refused`, or `Unreadable` with one sentence when the file cannot be a register.
    """
    can_import_register(by).require()
    check_file(source, at=at)
    run = run_for(source, by=by, at=at)
    with transaction.atomic():
        run.job = job_ask("import_register", source.name, by=by, at=at)
        run.file.save(f"{run.sha256}.register", ContentFile(source.content), save=False)
        run.save()
    return run


def upload_again(failed: ImportRun, *, scope: str = "", by: User, at: datetime) -> ImportRun:
    """Ask for a failed import again, as a new run of the same file.

    `scope`: what it is now said to hold, `whole`, `partial` or `told` (whatever it shows); empty: as before.
    """
    if failed.state != State.FAILED:
        raise Refused("Only an import that failed can be tried again.")
    source = _source(failed)
    if scope:
        source = replace(source, whole=scope == "whole", partial=scope == "partial")
    return upload_receive(source, by=by, at=at)


def _source(run: ImportRun) -> Source:
    with run.file.open("rb") as file:
        content = file.read()
    return Source(
        name=run.file_name,
        content=content,
        sheet=run.sheet,
        as_of=run.as_of,
        partial=run.partial,
        whole=run.whole,
        dry_run=run.dry_run,
    )


def upload_work(run_id: int, *, clock: Callable[[], datetime]) -> None:
    """Import an uploaded file. Does nothing when another worker is at it, or when it has ended."""
    with _alone(run_id) as alone:
        if not alone:
            return
        run = ImportRun.objects.select_related("by", "job").get(pk=run_id)
        if run.state not in (State.WAITING, State.RUNNING) or run.job is None:
            return
        if run.attempts >= MOST_ATTEMPTS:
            _fail(run, f"The import was broken off {run.attempts} times. Nothing was changed.", clock())
            return
        _begin(run, run.job, clock())
        _import(run, run.job, clock)


def _begin(run: ImportRun, job: JobRun, at: datetime) -> None:
    """Also after a worker that died: what it did was never committed."""
    run.state, run.attempts = State.RUNNING, run.attempts + 1
    run.save(update_fields=["state", "attempts"])
    JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING).update(state=JobRun.State.WAITING)
    job_start(job.pk, at=at)


def _import(run: ImportRun, job: JobRun, clock: Callable[[], datetime]) -> None:
    try:
        with _told_beside(job.pk) as progress:
            register_import(_source(run), by=run.by, at=clock(), run=run, progress=progress)
    except (Unreadable, Refused) as reason:
        _fail(run, str(reason), clock())
    except OSError:
        log.exception("the file of import %s cannot be read", run.pk)
        _fail(run, "The file that was kept cannot be read any more. Nothing was changed; upload it again.", clock())
    except Exception:
        _fail(run, "The import met an error in the product and changed nothing. The log says which.", clock())
        raise
    else:
        job_finish(job.pk, at=clock())


def _fail(run: ImportRun, message: str, at: datetime) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=State.FAILED, message=message, finished_at=at)
    if run.job_id is not None:
        job_fail(run.job_id, message, at=at)


@contextmanager
def _alone(run_id: int) -> Iterator[bool]:
    """True for one worker at a time; a worker that dies lets go by that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, run_id])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, run_id])


@contextmanager
def _told_beside(job_id: int) -> Iterator[Callable[[int, int, str], None]]:
    """Progress written over a connection of its own: the import's transaction would hide it until the end."""
    with ThreadPoolExecutor(max_workers=1) as beside:

        def progress(done: int, total: int, message: str) -> None:
            beside.submit(job_progress, job_id, done, total=total, message=message.capitalize())

        try:
            yield progress
        finally:
            beside.submit(connection.close)


def uploads_left_over() -> list[int]:
    """Imports that wait, or that a worker began and may have left."""
    return list(
        ImportRun.objects.filter(state__in=[State.WAITING, State.RUNNING], job__isnull=False).values_list(
            "pk", flat=True
        )
    )
