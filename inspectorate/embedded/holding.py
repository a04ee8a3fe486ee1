"""Holding a server: the side of the process that needs it."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from inspectorate.embedded.places import ROOT, EmbeddedError, Places, give_like_parent

START_SECONDS = 90
STOP_SECONDS = 60


def open_lock(path: Path) -> int:
    """A descriptor of a lock file, made when missing and not passed on to programs that are executed."""
    new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if new:
        give_like_parent(path)
    return descriptor


def try_lock(descriptor: int, kind: int) -> bool:
    """Take the lock if nobody stands in the way."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Hold:
    """One process's hold on one service. Forked children share it: the server stays until they have ended too."""

    def __init__(self, service: str, places: Places) -> None:
        self.service = service
        self.places = places
        self._descriptor: int | None = None
        self._mutex = threading.Lock()

    def address(self) -> str:
        """Where the server listens; it is started when it is not running. Raises `EmbeddedError`."""
        with self._mutex:
            self._take()
            return self._running() or self._start()

    def leave(self) -> None:
        """Let go. When nobody else holds the server, wait until it has stopped."""
        with self._mutex:
            if self._descriptor is None:
                return
            # Closed, not unlocked: unlocking would take the lock away from forked children too.
            os.close(self._descriptor)
            self._descriptor = None
            atexit.unregister(self.leave)
            self._wait_for_stop()

    def _take(self) -> None:
        if self._descriptor is not None:
            return
        self.places.prepare()
        descriptor = open_lock(self.places.lock(self.service, "holders"))
        # Waits here while a keeper is stopping: it holds the lock alone until it has gone.
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        self._descriptor = descriptor
        atexit.register(self.leave)

    def _keeper_lives(self) -> bool:
        with self._lock("keeper") as descriptor:
            return not try_lock(descriptor, fcntl.LOCK_SH)

    def _running(self) -> str | None:
        if not self._keeper_lives():
            return None
        try:
            return str(json.loads(self.places.ready(self.service).read_text())["address"])
        except (OSError, ValueError, KeyError):
            return None

    def _start(self) -> str:
        with self._lock("gate") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            deadline = time.monotonic() + START_SECONDS
            while time.monotonic() < deadline:
                if address := self._running():
                    return address
                if self._keeper_lives():  # starting for somebody who is gone, or starting its server again
                    time.sleep(0.05)
                else:
                    self._spawn_keeper()
        raise EmbeddedError(f"The embedded {self.service} did not start in time: see {self.places.log}.")

    def _spawn_keeper(self) -> None:
        """Start the keeper and wait for what it says: nothing when the server is ready, else a sentence."""
        reading, writing = os.pipe()
        command = [sys.executable, "-m", "inspectorate.embedded.keeper", self.service, str(self.places.data)]
        log = self.places.log / "keeper.log"
        with os.fdopen(reading, "rb") as answer, log.open("ab") as out:
            give_like_parent(log)
            try:
                subprocess.run(
                    [*command, str(writing)],
                    check=False,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    cwd="/",
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                    pass_fds=(writing,),
                    start_new_session=True,
                )
            finally:
                os.close(writing)
            said = answer.read().decode()
        if said != "ready":
            raise EmbeddedError(said or f"The embedded {self.service} did not start: see {self.places.log}.")

    def _wait_for_stop(self) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        with self._lock("holders") as holders, self._lock("keeper") as keeper:
            while time.monotonic() < deadline:
                if try_lock(keeper, fcntl.LOCK_SH):
                    return
                if try_lock(holders, fcntl.LOCK_EX):  # the keeper has not noticed yet
                    fcntl.flock(holders, fcntl.LOCK_UN)
                elif try_lock(holders, fcntl.LOCK_SH):  # others hold it
                    return
                time.sleep(0.01)

    @contextlib.contextmanager
    def _lock(self, name: str) -> Iterator[int]:
        descriptor = open_lock(self.places.lock(self.service, name))
        try:
            yield descriptor
        finally:
            os.close(descriptor)
