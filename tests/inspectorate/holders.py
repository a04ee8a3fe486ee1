"""Processes that hold embedded servers, and a look at what runs under a data directory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
# Ctrl-C reaches it as in a terminal, also where the tests themselves run in the background, deaf to it.
PROGRAM = """
import signal
import sys
from inspectorate import embedded
signal.signal(signal.SIGINT, signal.default_int_handler)
print(getattr(embedded, sys.argv[1])(), flush=True)
for line in sys.stdin:
    print(eval(line), flush=True)
embedded.leave()
"""


class Holder:
    """A process that holds a server until its standard input closes."""

    all: ClassVar[list[Holder]] = []

    def __init__(self, data: Path, service: str = "postgres") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, service],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(data), "EMBEDDED_CARELESS": ""},
            start_new_session=True,
        )
        self.all.append(self)

    @classmethod
    def kill_all(cls) -> None:
        """Kill those that a failed test has left."""
        while cls.all:
            holder = cls.all.pop()
            if holder.process.returncode is None:
                holder.kill()

    def read(self) -> str:
        """The next line it prints: at first, where its server listens."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self, expression: str) -> str:
        """Let it evaluate an expression."""
        assert self.process.stdin is not None
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return self.read()

    def end(self) -> str:
        """Let it leave in good order; what it wrote to standard error."""
        return self.process.communicate(timeout=60)[1]

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.communicate(timeout=60)


def sql(sockets: str, statement: str) -> str:
    """Run a statement on the embedded PostgreSQL with the wheel's psql."""
    from inspectorate.embedded.servers import postgres_program

    command = [str(postgres_program("psql")), "-h", sockets, "-U", "inspectorate", "-XAtqc", statement, "inspectorate"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def servers(data: Path, name: str = "postgres") -> list[psutil.Process]:
    """The main server processes that run on this data directory."""
    directory = (data / name).resolve()
    return [one for one in _processes() if _cwd(one) == directory and _cwd(one.parent()) != directory]


def keepers(data: Path) -> list[psutil.Process]:
    """The keepers of this data directory."""
    return [
        one
        for one in _processes()
        if str(data) in one.info["cmdline"] and "inspectorate.embedded.keeper" in one.info["cmdline"]
    ]


def everything(data: Path) -> list[psutil.Process]:
    """All processes of the embedded servers of this data directory."""
    return [*servers(data, "postgres"), *servers(data, "redis"), *keepers(data)]


def eventually(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _processes() -> list[psutil.Process]:
    found = psutil.process_iter(["cmdline"])
    return [one for one in found if one.info["cmdline"] and one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def _cwd(process: psutil.Process | None) -> Path | None:
    try:
        return Path(process.cwd()) if process else None
    except psutil.Error:
        return None
