"""Commands with wrong arguments, or in a place that is not ready: one line, a code other than 0, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.core.management.base import CommandParser
from django.db import ProgrammingError, connection, connections

from inspectorate import command_line
from providers.models import Provider
from scheduling.management.commands import explain
from tests.inspectorate.holders import ROOT

OURS = sorted(name for name, app in get_commands().items() if (ROOT / app).is_dir())
NO_BYTES_OF_TEXT = b"\x89PNG\r\n\x1a\n\xff"
Said = Callable[..., str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """The one line that a command says on standard error before it fails, run here."""
    monkeypatch.setattr(connections, "close_all", lambda: None)  # the test's transaction goes on
    monkeypatch.setattr(CommandParser, "print_usage", CommandParser.print_usage)  # put back at the end

    def by(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            command_line.run(["manage.py", *arguments])
        out, err = capsys.readouterr()
        # Python itself writes what `sys.exit` is given, at the very end.
        (line,) = [*err.splitlines(), ended.value.code] if isinstance(ended.value.code, str) else err.splitlines()
        assert ended.value.code
        assert out == ""
        return str(line)

    return by


def one_line(*arguments: str, **given: str) -> str:
    """The same in a process of its own with nothing in its environment but `given`: settings are read only once."""
    environment = {"PATH": os.environ["PATH"], "EMBEDDED_CARELESS": "1"} | given
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_the_commands_are_those_of_the_rooms() -> None:
    assert {"plan", "explain", "recompute", "import_register", "demo_register", "backup", "restore"} <= set(OURS)
    assert all(get_commands()[name] in {app.name for app in apps.get_app_configs()} for name in OURS)


@pytest.mark.parametrize("name", OURS)
def test_an_option_that_no_command_has_is_one_line(said: Said, name: str) -> None:
    assert "--no-such-option" in said(name, "one", "--no-such-option")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ("explain NOPE", "No provider has the URN NOPE"),
        ("explain X --as-of 2026-02-30", "2026-02-30 is no day"),
        ("plan", "Say the day"),
        ("plan --as-of 2026-05-03 --regime nope", "There is no regime nope"),
        ("plan --as-of 2026-05-03 --urn NOPE", "No provider has the URN NOPE"),
        ("plan --as-of 2026-05-03 --regime 2006-option-1 --facts FILE", "is not UTF-8"),
        ("plan --as-of 2026-05-03 --regime 2006-option-1 --facts /", "/ cannot be read"),
        ("recompute --join 7", "There is no run 7"),
        ("recompute --workers 0", "--workers must be from 1 to"),
        ("recompute --as-of 2199-12-31", "has not come yet"),
        ("import_register FILE --json", "is a picture, neither a CSV, an ODS nor an XLSX file"),
        ("import_register /nowhere", "No such file"),
        ("demo_register --providers 0", "give a number from 1"),
        ("load_bank_holidays FILE", "this is not text in UTF-8"),
        ("restore FILE", "There is a register here already"),
        ("backup --to FILE", "is there already"),
    ],
)
def test_a_wrong_argument_is_one_line(said: Said, tmp_path: Path, arguments: str, wanted: str) -> None:
    file = tmp_path / "a file"
    file.write_bytes(NO_BYTES_OF_TEXT)
    words = [str(file) if word == "FILE" else word for word in arguments.split()]
    assert wanted in said(*words)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["DROP TABLE {} CASCADE", "ALTER TABLE {} RENAME COLUMN urn TO old_urn"])
def test_tables_of_another_version_are_one_line(said: Said, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change.format(Provider._meta.db_table))
    assert "run manage.py migrate" in said("explain", "X")


@pytest.mark.django_db
def test_a_fault_of_the_product_keeps_its_traceback(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        connection.cursor().execute("SELEC 1")

    monkeypatch.setattr(explain, "law_in_force", wrong)
    with pytest.raises(ProgrammingError):
        said("explain", "X")


def test_a_database_that_does_not_answer_is_one_line() -> None:
    away = {"DATABASE_URL": "postgres://a:secretword@127.0.0.1:1/b", "PRODUCTION": "0"}
    line = one_line("explain", "X", SECRET_KEY="for-this-test", **away)
    assert line.startswith("The database does not answer: ")
    assert "secretword" not in line


@pytest.mark.parametrize(
    ("variable", "value", "wanted"),
    [
        ("DATABASE_URL", "mysql://a:secretword@b/c", "DATABASE_URL is not the address of a PostgreSQL"),
        ("DATABASE_URL", "secretword", "DATABASE_URL is not the address of a PostgreSQL"),
        ("DEMO_PROVIDERS", "secretword", "DEMO_PROVIDERS is not a whole number."),
        ("PRODUCTION", "secretword", "PRODUCTION is neither 1 nor 0."),
        ("DATA_DIR", "/proc/here", "/proc/here cannot be written by this user: give another place with DATA_DIR."),
        ("DATA_DIR", "/dev/null", "/dev/null cannot be written by this user: give another place with DATA_DIR."),
    ],
)
def test_a_variable_that_cannot_be_read_is_one_line_that_does_not_repeat_it(
    variable: str, value: str, wanted: str
) -> None:
    given = {"SECRET_KEY": "for-this-test"} if variable != "DATA_DIR" else {}
    line = one_line("explain", "X", **given, **{variable: value})
    assert wanted in line
    assert "secretword" not in line
