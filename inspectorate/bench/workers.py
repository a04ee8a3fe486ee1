"""Workers for measuring: processes that are ready before the clock starts and do what a Celery worker's task does."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

KIB_A_MIB = 1024


class Worker:
    """A process of the product on the database that is measured."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, dict(environment)), daemon=True)
        self.process.start()
        self.pipe.recv()  # it is ready

    def begin(self, run_id: int) -> None:
        """Have it work on a run."""
        self.pipe.send(run_id)

    def wait(self) -> float:
        """Wait until it finds nothing left to do; the most memory that it has had so far, in MiB."""
        return float(self.pipe.recv())

    def end(self) -> None:
        """Let it end."""
        self.pipe.send(None)
        self.process.join()


@contextmanager
def workers(number: int, environment: Mapping[str, str]) -> Iterator[list[Worker]]:
    """So many workers, new and ready."""
    started = [Worker(environment) for _ in range(number)]
    try:
        yield started
    finally:
        for worker in started:
            worker.end()


def _serve(pipe: Connection, environment: dict[str, str]) -> None:
    os.environ |= environment
    import django  # the process is new: Django is set up for the database that is measured

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from scheduling.runs import run_work

    connection.ensure_connection()
    pipe.send("ready")
    while (run_id := pipe.recv()) is not None:
        run_work(run_id, clock=timezone.now)
        pipe.send(_peak_mb())


def _peak_mb() -> float:
    """The most memory that this process has had. Linux tells it of the program alone, without what was forked."""
    status = Path("/proc/self/status")
    if status.exists():
        kib = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(kib) / KIB_A_MIB
    unit = KIB_A_MIB * KIB_A_MIB if sys.platform == "darwin" else KIB_A_MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
