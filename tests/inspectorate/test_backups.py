"""A backup is written in one place and brought back in another, by the commands, with real servers."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from core.models import User
from tests import databases


class Run(NamedTuple):
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


Manage = Callable[..., Run]


@pytest.fixture
def manage(settings: Settings) -> Callable[..., Run]:
    """Run a command on a database of the test server, with its uploads under a place."""

    def command(database: str, place: Path, *arguments: str) -> Run:
        databases.use(database)
        settings.MEDIA_ROOT = place / "uploads"
        out = io.StringIO()
        try:
            call_command(*arguments, stdout=out)
        except CommandError as error:
            return Run(1, out.getvalue(), str(error))
        return Run(0, out.getvalue(), "")

    return command


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[str]:
    """The name of a database with nothing in it, on the same server."""
    own = connection.settings_dict["NAME"]
    name = f"{own}_restored"
    with databases.maintenance() as cursor:
        databases.drop(cursor, name)
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield name
    databases.use(own)
    databases.remove(name)


@pytest.fixture
def backup(transactional_db: None, tmp_path: Path, manage: Manage) -> Path:
    """A backup of a database with one person and of one upload."""
    User.objects.create_user("kept@example.org", role="inspector", name="Kept")
    place = tmp_path / "first place"
    (place / "uploads" / "2026").mkdir(parents=True)
    (place / "uploads" / "2026" / "plan é.pdf").write_bytes(b"%PDF")
    target = tmp_path / "kept" / "backup of today.tar"
    run = manage(connection.settings_dict["NAME"], place, "backup", "--to", str(target))
    assert run.returncode == 0, run.stderr
    assert str(target) in run.stdout
    return target


def test_what_is_backed_up_comes_back_in_an_empty_place(
    manage: Manage, backup: Path, empty_database: str, tmp_path: Path
) -> None:
    place = tmp_path / "second place"
    run = manage(empty_database, place, "restore", str(backup))
    assert run.returncode == 0, run.stderr
    assert (place / "uploads" / "2026" / "plan é.pdf").read_bytes() == b"%PDF"
    databases.use(empty_database)
    assert User.objects.get().name == "Kept"
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_a_place_that_is_not_empty_is_refused_with_one_line(manage: Manage, backup: Path, tmp_path: Path) -> None:
    run = manage(connection.settings_dict["NAME"], tmp_path / "second place", "restore", str(backup))
    assert run.returncode == 1
    assert run.stderr == ("There is a register here already: restore into an empty place (another DATA_DIR).")


def test_uploads_that_are_there_are_not_overwritten(
    manage: Manage, backup: Path, empty_database: str, tmp_path: Path
) -> None:
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "another").touch()
    run = manage(empty_database, tmp_path, "restore", str(backup))
    assert run.returncode == 1
    assert "There are uploads in" in run.stderr


@pytest.mark.parametrize("content", [b"", b"not a tar", None])
def test_a_file_of_another_kind_is_one_clear_line(
    manage: Manage, content: bytes | None, empty_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "file.tar"
    if content is not None:
        file.write_bytes(content)
    run = manage(empty_database, tmp_path, "restore", str(file))
    assert run.returncode == 1
    assert "\n" not in run.stderr
    assert str(file) in run.stderr


def test_a_damaged_backup_changes_nothing(manage: Manage, backup: Path, empty_database: str, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar"
    cut.write_bytes(backup.read_bytes()[: backup.stat().st_size * 3 // 4])
    assert manage(empty_database, tmp_path / "place", "restore", str(cut)).returncode == 1
    assert not (tmp_path / "place" / "uploads").exists()
    assert manage(empty_database, tmp_path / "place", "restore", str(backup)).returncode == 0


def test_a_backup_of_a_newer_version_is_refused(
    manage: Manage, backup: Path, empty_database: str, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.tar"
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"format": 1, "migrations": ["core.0999_from_tomorrow"]}))
    with tarfile.open(newer, "w") as tar:
        tar.add(manifest, "manifest.json")
    run = manage(empty_database, tmp_path, "restore", str(newer))
    assert run.returncode == 1
    assert "newer.tar was made by a newer version: it knows core.0999_from_tomorrow." in run.stderr


def test_a_backup_that_would_write_elsewhere_is_refused(manage: Manage, empty_database: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1, "migrations": []}))
    with tarfile.open(tmp_path / "forged.tar", "w") as tar:
        tar.add(tmp_path / "manifest.json", "manifest.json")
        tar.add(tmp_path / "manifest.json", "uploads/../../outside")
    run = manage(empty_database, tmp_path / "place", "restore", str(tmp_path / "forged.tar"))
    assert run.returncode == 1
    assert "is not a backup of this product" in run.stderr
    assert not list(tmp_path.rglob("outside"))


def test_a_backup_is_for_its_owner_alone_and_overwrites_nothing(
    manage: Manage, backup: Path, tmp_path: Path, settings: Settings
) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    run = manage(connection.settings_dict["NAME"], tmp_path, "backup", "--to", str(backup))
    assert run.returncode == 1
    assert "is there already" in run.stderr
    assert settings.SECRET_KEY.encode() not in backup.read_bytes()
