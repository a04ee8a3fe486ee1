"""Databases for tests: one template with every migration applied, cloned for each worker and after each test that
commits. Cloning takes a tenth of a second; migrating takes seconds, and flushing loses the rows of data migrations.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection, connections
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES_KEPT = 6
ATTEMPTS = 100  # a tenth of a second apart
LOCK = 2_006_07


def use(database: str) -> None:
    """Point Django at a database."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = database
    connection.settings_dict["NAME"] = database


@contextmanager
def maintenance() -> Iterator[Any]:
    """A cursor outside every test database."""
    with connection._nodb_cursor() as cursor:
        yield cursor


def prepare(worker: str) -> str:
    """Make this worker's database and use it; its name. Databases of runs that are no more are dropped."""
    template = _template()
    name = f"test_{os.getpid()}_{worker}"
    clone(template, name)
    use(name)
    TransactionTestCase._fixture_teardown = lambda _: clone(template, name)  # type: ignore[method-assign]
    return name


def afresh() -> None:
    """Take back everything that was committed in this worker's database."""
    TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]


def clone(template: str, name: str) -> None:
    """Make `name` afresh from the template, cutting off whoever is still connected to the old one."""
    connections.close_all()
    with maintenance() as cursor:
        drop(cursor, name)
        for attempt in range(ATTEMPTS):
            try:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            except OperationalError:  # somebody looks at the template just now
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.1)
            else:
                return


def drop(cursor: Any, name: str) -> None:
    """Drop a database if it is there, cutting off whoever is connected."""
    for attempt in range(ATTEMPTS):
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except ProgrammingError:  # the server vacuums it just now, which an ordinary role may not interrupt
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(0.1)
        else:
            return


def remove(name: str) -> None:
    """Drop this run's database at its end."""
    connections.close_all()
    with maintenance() as cursor:
        drop(cursor, name)


def _template() -> str:
    """The name of the migrated template for the code as it is, made when missing, by one process at a time."""
    name = f"template_{_fingerprint()}"
    with maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        names = _names(cursor)
        _drop_abandoned(cursor, names)
        if name not in names:
            _drop_oldest_templates(cursor)
            _migrate(cursor, f"building_{name}")
            cursor.execute(f'ALTER DATABASE "building_{name}" RENAME TO "{name}"')
            cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', [datetime.now(UTC).isoformat()])
    return name


def _migrate(cursor: Any, name: str) -> None:
    drop(cursor, name)
    cursor.execute(f'CREATE DATABASE "{name}"')
    use(name)
    call_command("migrate", verbosity=0)
    connections.close_all()


def _names(cursor: Any) -> set[str]:
    cursor.execute("SELECT datname FROM pg_database")
    return {name for (name,) in cursor.fetchall()}


def _drop_abandoned(cursor: Any, names: set[str]) -> None:
    for name in names:
        kind, _, rest = name.partition("_")
        if kind == "test" and rest.split("_")[0].isdigit() and not psutil.pid_exists(int(rest.split("_")[0])):
            drop(cursor, name)


def _drop_oldest_templates(cursor: Any) -> None:
    cursor.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%'"
        " ORDER BY shobj_description(oid, 'pg_database') DESC NULLS LAST OFFSET %s",
        [TEMPLATES_KEPT - 1],
    )
    for (name,) in cursor.fetchall():
        drop(cursor, name)


def _fingerprint() -> str:
    """Of everything that a migration may read: migrations, and the data and law beside the code."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        folder = Path(app.path)
        files = set(folder.glob("migrations/*.py"))
        if ROOT in folder.parents and "site-packages" not in folder.parts:
            files |= {path for path in folder.glob("data/**/*") if path.is_file()}
        for path in sorted(files):
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
