"""`make run`: web, worker and beat in one place, on the servers that are given or on the embedded ones.

A small supervisor: it starts what the product is made of, starts again what dies, and on Ctrl-C ends everything. Each
child has a session of its own, so that only the supervisor hears Ctrl-C, and is ended by the kernel if the supervisor
is killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from types import FrameType

from inspectorate import embedded
from tools.place import ROOT, Failed, environment

HOST = os.environ.get("HOST", "127.0.0.1")
FIRST_PORT = 8000
PORTS_TRIED = 50
READY_SECONDS = 60
STOP_SECONDS = 15
DEATHS_ALLOWED = 5
LAUNCH = [sys.executable, "-m", "inspectorate.embedded.launch", "0", "0", str(os.getpid()), str(int(signal.SIGTERM))]


class Stopped(Exception):
    """Somebody wants the end."""


def stop_at_signal(number: int, frame: FrameType | None) -> None:
    """Raise `Stopped` in the main thread."""
    raise Stopped


def main() -> None:
    """Set up the register, start everything, wait for the end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_at_signal)
    if not os.environ.get("DATABASE_URL"):
        # The address and the sign-ins must not be scrolled away by what the worker does each minute.
        os.environ.setdefault("LOG_LEVEL", "WARNING")
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        port = free_port()
        with servers():
            sign_ins = prepare()
            try:
                run(port, sign_ins, children)
            finally:
                stop(children)
    except embedded.EmbeddedError as error:
        raise Failed(str(error)) from None
    except Stopped:
        print("\nStopped.", flush=True)


def free_port() -> int:
    """PORT, else the first free one from 8000 on. Raises `Failed` when PORT is taken."""
    if wanted := os.environ.get("PORT"):
        if not wanted.isdigit() or not is_free(int(wanted)):
            raise Failed(f"Port {wanted} cannot be used: choose another with PORT=…")
        return int(wanted)
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if is_free(port):
            return port
    raise Failed(f"No port from {FIRST_PORT} on is free: choose one with PORT=…")


def is_free(port: int) -> bool:
    """Whether we can listen there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """Hold the embedded servers that are needed, so that they outlive every child."""
    # Beat keeps its schedule there, also where no server of ours makes the place.
    embedded.Places(embedded.data_dir()).prepare()
    if not os.environ.get("DATABASE_URL"):
        embedded.postgres()
    if not os.environ.get("REDIS_URL"):
        embedded.redis()
    try:
        yield
    finally:
        embedded.leave()


def programs(port: int) -> dict[str, list[str]]:
    """What runs: the web, a worker and beat."""
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "inspectorate"]
    level = f"--loglevel={os.environ.get('LOG_LEVEL', 'INFO')}"
    schedule = embedded.data_dir() / "run" / "beat-schedule"
    concurrency = os.environ.get("WORKER_PROCESSES", "2")
    gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4"]
    return {
        "web": [*gunicorn, "--no-control-socket", "--log-level", "warning", "inspectorate.wsgi"],
        "worker": [*celery, "worker", level, f"--concurrency={concurrency}", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", level, f"--schedule={schedule}", "--pidfile="],
    }


def prepare() -> str:
    """Migrate, fill an empty register; the demo sign-ins, if there are any."""
    command = [sys.executable, "manage.py", "prepare"]
    done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


def run(port: int, sign_ins: str, children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Start the programs and start again what dies. Raises `Failed` when one dies again and again."""
    deaths: dict[str, int] = {}
    commands = programs(port)
    for name, command in commands.items():
        children[name] = start(command)
        if name == "web":  # has the processors to itself until it answers
            wait_until_ready(port, children[name])
    print(f"\nInspectorate is at http://{HOST}:{port}/ (Ctrl-C ends it)", flush=True)
    if sign_ins:
        print(f"Demo sign-ins (role, address, password):\n{sign_ins}", flush=True)
    while True:
        time.sleep(0.5)
        for name, child in children.items():
            if child.poll() is not None:
                deaths[name] = deaths.get(name, 0) + 1
                print(f"{name} ended with {child.returncode}; starting it again.", flush=True)
                if deaths[name] > DEATHS_ALLOWED:
                    raise Failed(f"{name} ends again and again: see above.")
                children[name] = start(commands[name])


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, tied to our life."""
    more = {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*LAUNCH, *command], cwd=ROOT, env=environment(**more), stdin=subprocess.DEVNULL, start_new_session=True
    )


def wait_until_ready(port: int, web: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer. Raises `Failed` when the web ends or says nothing."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5).close()
            return
        time.sleep(0.1)
    raise Failed("The web process did not start: see above.")


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """End every child politely, then whatever of its session is left by force."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    main()
