"""`make run`, as a person meets it: everything starts, the data stay, and nothing is left when it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.inspectorate.holders import ROOT, Holder, eventually, everything

pytestmark = pytest.mark.kills
NEW_SECONDS = 90
AGAIN_SECONDS = 10
STARTED: list[Running] = []


class Running:
    """A `make run` on a data directory of the test's own, with a small register."""

    def __init__(self, data: Path, **more: str) -> None:
        given = {"DATA_DIR": str(data), "DEMO_PROVIDERS": "25", "DJANGO_SETTINGS_MODULE": "inspectorate.settings"}
        given |= {"LOG_LEVEL": "WARNING", "EMBEDDED_CARELESS": "1", "WORKER_PROCESSES": "1"}
        unwanted = {"DATABASE_URL", "REDIS_URL", "PRODUCTION", "SECRET_KEY", "PORT", "ALLOWED_HOSTS", "CONN_MAX_AGE"}
        environment = {name: value for name, value in os.environ.items() if name not in unwanted}
        self.lines: list[str] = []
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            cwd=ROOT,
            env=environment | given | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        STARTED.append(self)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as out:
            self.lines.extend(iter(out.readline, ""))

    def said(self) -> str:
        """All that it has printed."""
        return "".join(self.lines)

    def address(self) -> str:
        """Where it is, once it says so."""
        assert eventually(lambda: "password" in self.said() or self.process.poll() is not None, NEW_SECONDS), (
            self.said()
        )
        found = re.search(r"Inspectorate is at (\S+)", self.said())
        assert found, self.said()
        return found[1]

    def family(self) -> list[psutil.Process]:
        """All that it has started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number: signal.Signals) -> int:
        """Send a signal to its terminal's group, as Ctrl-C does, and wait for the end."""
        os.killpg(self.process.pid, number)
        code = self.process.wait(40)
        self.reader.join(10)
        return code


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data directory with a space in its path; nothing runs on it at the end."""
    directory = tmp_path / "a place" / "data"
    yield directory
    while STARTED:
        running = STARTED.pop()
        if running.process.returncode is None:
            running.end(signal.SIGKILL)
    assert eventually(lambda: not everything(directory))


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as response:
        return str(response.read().decode())


def test_it_starts_says_where_it_is_keeps_its_data_and_leaves_nothing(data: Path) -> None:
    first = Running(data)
    address = first.address()
    assert "Sign in" in fetch(f"{address}account/login/")
    assert "inspector" in first.said()
    family = first.family()
    commands = " ".join(" ".join(one.cmdline()) for one in family)
    assert all(word in commands for word in ("gunicorn", "celery", "worker", "beat"))
    assert first.end(signal.SIGINT) == 0, first.said()
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert everything(data) == []

    again = Running(data)
    assert again.address()
    took = time.monotonic() - again.begun
    assert "invented providers" not in again.said()
    assert again.end(signal.SIGTERM) == 0
    assert took < AGAIN_SECONDS, f"The second start took {took:.1f} s"


def test_when_the_supervisor_is_killed_its_children_end_too(data: Path) -> None:
    running = Running(data)
    running.address()
    family = running.family()
    running.end(signal.SIGKILL)
    assert psutil.wait_procs(family, timeout=30)[1] == []
    assert eventually(lambda: not everything(data))


def test_a_child_that_dies_is_started_again(data: Path) -> None:
    running = Running(data)
    address = running.address()
    (web, *_) = (one for one in running.family() if "gunicorn" in " ".join(one.cmdline()))
    for process in [*web.children(recursive=True), web]:
        process.kill()
    assert eventually(lambda: "web ended with" in running.said())
    assert eventually(lambda: _answers(f"{address}healthz"))
    assert running.end(signal.SIGINT) == 0


@pytest.mark.parametrize("port", ["no number", "taken", "99999999"])
def test_a_port_that_cannot_be_had_is_one_clear_line(data: Path, port: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        wanted = str(other.getsockname()[1]) if port == "taken" else port
        running = Running(data, PORT=wanted)
        assert running.process.wait(30) == 1
        running.reader.join(10)
    assert running.said() == f"Port {wanted} cannot be used: choose another with PORT=…\n"


def test_on_servers_that_are_given_beat_finds_a_place_for_its_schedule(data: Path) -> None:
    servers = data.parent / "servers"
    postgres, redis = Holder(servers), Holder(servers, "redis")
    given = {
        "DATABASE_URL": f"postgres://inspectorate@/inspectorate?host={postgres.read()}",
        "REDIS_URL": f"unix://{redis.read()}",
        "PRODUCTION": "0",
    }
    running = Running(data, **given)
    running.address()
    begun = eventually(lambda: any(data.glob("run/beat-schedule*")) or "ended with" in running.said(), NEW_SECONDS)
    assert begun, running.said()
    assert running.end(signal.SIGINT) == 0
    assert "ended with" not in running.said()
    assert not (data / "postgres").exists()
    for holder in (postgres, redis):
        holder.end()


def _answers(address: str) -> bool:
    try:
        fetch(address)
    except OSError:
        return False
    return True
