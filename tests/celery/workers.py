"""Real workers and beats for tests: processes of the product on the test's database and broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS = 40


class Process:
    """A Celery process in a session of its own, so that it is killed with its children. Its log is a file."""

    def __init__(self, arguments: list[str], log: Path, environment: dict[str, str]) -> None:
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "inspectorate", *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The number of the main process, which is the number of the group too."""
        return self.process.pid

    def said(self) -> str:
        """All that it has logged."""
        return self.log.read_text(errors="replace")

    def wait_for(self, words: str, seconds: float = READY_SECONDS) -> None:
        """Wait until it has logged `words`."""
        deadline = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, f"It ended with {self.process.returncode}:\n{self.said()}"
            assert time.monotonic() < deadline, f"It did not say {words!r}:\n{self.said()}"
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL, to the main process and its children at once."""
        if self.process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM, as an operator would: it finishes what it does."""
        self.process.terminate()
        self.process.wait(60)
