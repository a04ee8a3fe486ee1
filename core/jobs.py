"""Long jobs and their progress: asked for by a page, run by a worker, watched by whoever asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.models import JobRun, User

WAITING, RUNNING, DONE, FAILED = JobRun.State.WAITING, JobRun.State.RUNNING, JobRun.State.DONE, JobRun.State.FAILED


def job_ask(kind: str, subject: str = "", *, by: User | None, at: datetime) -> JobRun:
    """Write down that a job is wanted. Send its number to the worker once the transaction is committed."""
    return JobRun.objects.create(kind=kind, subject=subject[:200], by=by, asked_at=at)


def job_start(job_id: int, *, total: int | None = None, at: datetime) -> bool:
    """Begin a waiting job. False when it is not waiting any more: another worker has it, so leave it."""
    started = JobRun.objects.filter(pk=job_id, state=WAITING)
    return bool(started.update(state=RUNNING, total=total, done=0, started_at=at, message=""))


def job_progress(job_id: int, done: int, *, total: int | None = None, message: str | None = None) -> None:
    """Say how far a running job is; nothing for one that has ended.

    Call it outside the job's own transaction, or nobody sees it before the end.
    """
    known = {"total": total, "message": message}
    JobRun.objects.filter(pk=job_id, state=RUNNING).update(
        done=done, **{name: value for name, value in known.items() if value is not None}
    )


def job_finish(job_id: int, message: str = "", *, at: datetime) -> None:
    """End a running job well, with a sentence on what it did."""
    _end(job_id, DONE, message, at)


def job_fail(job_id: int, message: str, *, at: datetime) -> None:
    """End a job that could not do its work, with a sentence that says why and what to do."""
    _end(job_id, FAILED, message, at)


@transaction.atomic
def _end(job_id: int, state: str, message: str, at: datetime) -> None:
    job = JobRun.objects.select_for_update().get(pk=job_id)
    if job.state not in (WAITING, RUNNING):
        return
    job.state, job.message, job.finished_at = state, message, at
    job.started_at = job.started_at or at
    if state == DONE and job.total is not None:
        job.done = job.total
    job.save(update_fields=["state", "message", "finished_at", "started_at", "done"])


def job_repeat(job_id: int, *, by: User | None, at: datetime) -> JobRun:
    """Ask for a failed job again, as a new one. Raises `JobRun.DoesNotExist` unless it failed."""
    failed = JobRun.objects.get(pk=job_id, state=FAILED)
    return job_ask(failed.kind, failed.subject, by=by, at=at)
