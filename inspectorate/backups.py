"""One file with everything that cannot be made again: the database and the uploads.

A backup is a tar file: `manifest.json`, `database.dump` (PostgreSQL's custom format), `uploads/…`. The secret key is
not in it: who finds a backup cannot sign sessions with it.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from inspectorate.embedded.servers import postgres_program

FORMAT = 1
HEAD_LINES = 40
SETTING = re.compile(rb"SET (\w+) =")
MANIFEST, DUMP, UPLOADS = "manifest.json", "database.dump", "uploads"


class BackupError(Exception):
    """A backup cannot be written or brought back; the message is one sentence."""


def backup_write(target: Path, *, at: datetime) -> Path:
    """Write a backup to `target`, whole or not at all; its path. Raises `BackupError`.

    The database is read first: an upload that comes later is a file too many, never a row without its file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise BackupError(f"{target} is there already.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        work = Path(name)
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={work / DUMP}")
        manifest = {"format": FORMAT, "at": at.isoformat(), "migrations": sorted(_applied())}
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1))
        whole = work / "whole.tar"
        with tarfile.open(whole, "w") as tar:
            tar.add(work / MANIFEST, MANIFEST)
            tar.add(work / DUMP, DUMP)
            if settings.MEDIA_ROOT.is_dir():
                tar.add(settings.MEDIA_ROOT, UPLOADS)
        whole.chmod(0o600)
        whole.replace(target)
    return target


def backup_restore(source: Path) -> int:
    """Bring a backup back into an empty place; the number of uploads. Raises `BackupError` and changes nothing then."""
    _refuse_unless_empty()
    with _opened(source) as (tar, manifest):
        unknown = set(manifest["migrations"]) - _known()
        if unknown:
            raise BackupError(f"{source.name} was made by a newer version: it knows {max(unknown)}.")
        settings.MEDIA_ROOT.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.MEDIA_ROOT.parent, prefix=".restore-") as name:
            work = Path(name)
            _unpack(tar, work)
            _fill_database(work / DUMP, work / "database.sql")
            return _put_uploads(work / UPLOADS)


def _unpack(tar: tarfile.TarFile, work: Path) -> None:
    """Unpack files and directories; a member that leads elsewhere is refused."""
    for member in tar.getmembers():
        within = (work / member.name).resolve().is_relative_to(work.resolve())
        if not within or not (member.isfile() or member.isdir()):
            raise ValueError(member.name)
    # Python before 3.11.4 has no filters; what the filter refuses beyond the above is not in a backup of ours.
    if hasattr(tarfile, "data_filter"):
        tar.extractall(work, filter="data")
    else:
        tar.extractall(work)  # noqa: S202 - checked


def _put_uploads(found: Path) -> int:
    if not found.is_dir():
        return 0
    if settings.MEDIA_ROOT.is_dir():
        settings.MEDIA_ROOT.rmdir()
    found.replace(settings.MEDIA_ROOT)
    return sum(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))


def _refuse_unless_empty() -> None:
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise BackupError("There is a register here already: restore into an empty place (another DATA_DIR).")
    if settings.MEDIA_ROOT.is_dir() and any(settings.MEDIA_ROOT.iterdir()):
        raise BackupError(f"There are uploads in {settings.MEDIA_ROOT} already: restore into an empty place.")


@contextmanager
def _opened(source: Path) -> Iterator[tuple[tarfile.TarFile, dict[str, Any]]]:
    try:
        with tarfile.open(source) as tar:
            yield tar, _manifest(tar)
    except FileNotFoundError:
        raise BackupError(f"There is no file {source}.") from None
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise BackupError(f"{source} is not a backup of this product, or is damaged.") from error


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    file = tar.extractfile(MANIFEST)
    said: dict[str, Any] = json.load(file) if file else {}
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    return said


def _applied() -> set[str]:
    return {".".join(key) for key in MigrationLoader(connection).applied_migrations}


def _known() -> set[str]:
    loader = MigrationLoader(connection)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return {".".join(key) for key in set(loader.disk_migrations) | replaced}


def _fill_database(dump: Path, script: Path) -> None:
    """Run a dump in one transaction. What its head says to newer servers only is left out for older ones."""
    _postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", dump, connected=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings")
        known = {name for (name,) in cursor.fetchall()}
    connection.close()
    told = script.with_suffix(".told")
    with script.open("rb") as whole, told.open("wb") as out:
        for line in itertools.islice(whole, HEAD_LINES):
            setting = SETTING.match(line)
            if not setting or setting[1].decode() in known:
                out.write(line)
        shutil.copyfileobj(whole, out)
    script.unlink()
    _postgres("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={told}")


def _postgres(program: str, *arguments: str | Path, connected: bool = True) -> None:
    """Run one of PostgreSQL's programs, on our database: the wheel's, which read and write older servers too."""
    connection.ensure_connection()
    where = connection.get_connection_params()
    options = {"host": where.get("host"), "port": where.get("port"), "username": where.get("user")}
    options["dbname"] = where["dbname"]
    said_where = [f"--{name}={value}" for name, value in options.items() if value and connected]
    run = subprocess.run(
        [postgres_program(program), *said_where, *arguments],
        env={**os.environ, "PGPASSWORD": where.get("password", "")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if run.returncode:
        said = run.stderr.strip().splitlines() or ["it ended without a word"]
        raise BackupError(f"{program} failed: {said[0]}")


def place_for(at: datetime) -> Path:
    """Where a backup goes when nobody says."""
    return Path(settings.DATA_DIR) / "backups" / f"inspectorate-{at:%Y%m%d-%H%M%S}.tar"
