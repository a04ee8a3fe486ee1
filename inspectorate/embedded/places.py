"""Where the embedded servers keep their data, their locks and their sockets."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

# A Unix socket's path holds 107 bytes on Linux, 103 elsewhere; the longest name put in the directory is this one.
SOCKET_PATH_LIMIT = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
ROOT = Path(__file__).resolve().parent.parent.parent


class EmbeddedError(Exception):
    """An embedded server cannot be had; the message is one sentence for the person at the keyboard."""


def data_dir() -> Path:
    """`DATA_DIR`, else `.data` beside the code: the servers' data, uploads and the generated secret key."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").expanduser().absolute()


@dataclass(frozen=True, slots=True)
class Places:
    """The paths under one data directory. Reading one makes no directory; `prepare` does."""

    data: Path

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def log(self) -> Path:
        return self.data / "log"

    def lock(self, service: str, name: str) -> Path:
        """The lock file `name` ("holders", "gate" or "keeper") of a service."""
        return self.run / f"{service}.{name}"

    def ready(self, service: str) -> Path:
        """The file that holds a running service's address."""
        return self.run / f"{service}.ready"

    def prepare(self) -> None:
        """Make the directories. Raises `EmbeddedError` when they cannot be written."""
        try:
            for directory in (self.data, self.run, self.log):
                make_private(directory)
            if not os.access(self.run, os.W_OK):
                raise PermissionError
        except OSError as error:
            raise unwritable(self.data) from error


def unwritable(directory: Path) -> EmbeddedError:
    """What to say of a data directory that cannot be had."""
    return EmbeddedError(f"{directory} cannot be written by this user: give another place with DATA_DIR.")


def make_private(directory: Path) -> None:
    """Make `directory` for its owner alone. Root gives it to the owner of the directory above, as `cp -p` would."""
    if directory.is_dir():
        return
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    give_like_parent(directory)


def give_like_parent(path: Path) -> None:
    """Give a file just made by root to whom the directory above belongs, so that the owner can use it afterwards."""
    if os.geteuid() == 0:
        parent = path.parent.stat()
        os.chown(path, parent.st_uid, parent.st_gid)


def socket_directory(places: Places, service: str) -> Path:
    """A short private directory for the service's socket, the same one from start to start where possible."""
    remembered = places.run / f"{service}.sockets"
    try:
        directory = Path(remembered.read_text())
        _take(directory)
    except (OSError, ValueError):
        directory = Path(tempfile.mkdtemp(prefix="inspectorate-", dir=_short_temporary()))
        remembered.write_text(str(directory))
    return directory


def _take(directory: Path) -> None:
    """Make the remembered directory again, or accept it when it is ours alone and under the temporary directory."""
    if directory.parent != _short_temporary():
        raise ValueError(directory)
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        found = directory.lstat()
        if directory.is_symlink() or not directory.is_dir() or found.st_mode & 0o077:
            raise ValueError(directory) from None
        if os.geteuid() not in (0, found.st_uid):
            raise ValueError(directory) from None


def _short_temporary() -> Path:
    room = SOCKET_PATH_LIMIT - len(f"/inspectorate-12345678/{LONGEST_SOCKET_NAME}")
    temporary = Path(tempfile.gettempdir())
    return temporary if len(os.fsencode(temporary)) <= room else Path("/tmp")  # noqa: S108 - made by mkdtemp
