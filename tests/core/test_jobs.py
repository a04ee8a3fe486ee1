"""Long jobs and their progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template import engines

from core import jobs
from core.models import JobRun, User
from tests.core.conftest import AT

LATER = AT + timedelta(minutes=3)


@pytest.fixture
def job(person: Callable[..., User]) -> JobRun:
    return jobs.job_ask("import", "register.csv", by=person("administrator"), at=AT)


def told(job: JobRun) -> tuple[str, int, int | None, str]:
    job.refresh_from_db()
    return job.state, job.done, job.total, job.message


def test_a_job_waits_runs_and_is_done(job: JobRun) -> None:
    assert told(job) == ("waiting", 0, None, "")
    assert jobs.job_start(job.pk, total=400, at=AT)
    jobs.job_progress(job.pk, 120, message="Reading")
    assert told(job) == ("running", 120, 400, "Reading")
    jobs.job_finish(job.pk, "398 taken, 2 kept aside.", at=LATER)
    assert told(job) == ("done", 400, 400, "398 taken, 2 kept aside.")
    assert (job.started_at, job.finished_at) == (AT, LATER)


def test_a_job_is_begun_by_one_worker_only(job: JobRun) -> None:
    assert [jobs.job_start(job.pk, at=AT), jobs.job_start(job.pk, at=AT)] == [True, False]


def test_a_failed_job_says_why_and_keeps_how_far_it_was(job: JobRun) -> None:
    jobs.job_start(job.pk, total=400, at=AT)
    jobs.job_progress(job.pk, 120)
    jobs.job_fail(job.pk, "This is not a register: send a CSV, ODS or XLSX file.", at=LATER)
    assert told(job) == ("failed", 120, 400, "This is not a register: send a CSV, ODS or XLSX file.")


def test_what_has_ended_stays_as_it_ended(job: JobRun) -> None:
    jobs.job_fail(job.pk, "No.", at=AT)
    jobs.job_finish(job.pk, "Yes.", at=LATER)
    jobs.job_progress(job.pk, 9)
    assert not jobs.job_start(job.pk, at=LATER)
    assert told(job) == ("failed", 0, None, "No.")


def test_a_failed_job_can_be_asked_for_again_and_a_running_one_not(job: JobRun) -> None:
    with pytest.raises(JobRun.DoesNotExist):
        jobs.job_repeat(job.pk, by=None, at=LATER)
    jobs.job_fail(job.pk, "No.", at=AT)
    again = jobs.job_repeat(job.pk, by=job.by, at=LATER)
    assert (again.kind, again.subject, again.state) == ("import", "register.csv", "waiting")


def drawn(job: JobRun) -> str:
    source = '{% from "core/kit.html" import progress %}{{ progress(job, "/job/1/progress/") }}'
    return engines["jinja2"].from_string(source).render({"job": job})


def test_a_running_job_is_watched_with_a_script_and_without_one(job: JobRun) -> None:
    jobs.job_start(job.pk, total=4000, at=AT)
    jobs.job_progress(job.pk, 1200)
    job.refresh_from_db()
    html = drawn(job)
    assert 'hx-get="/job/1/progress/"' in html
    assert "Check again</a>" in html
    assert '<progress class="kit-progress" max="4000" value="1200"' in html
    assert "1,200 of 4,000" in html


def test_an_ended_job_asks_no_more(job: JobRun) -> None:
    jobs.job_finish(job.pk, "All taken.", at=LATER)
    job.refresh_from_db()
    html = drawn(job)
    assert "hx-get" not in html
    assert "Check again" not in html
    assert "All taken." in html
    assert "Ended 1 September 2026 at 10:33am" in html
