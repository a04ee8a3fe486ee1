"""Production is safe by default; the embedded default keeps its key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from inspectorate.secret_key import kept_secret_key
from tests.inspectorate.holders import ROOT

GIVEN = {
    "DATABASE_URL": "postgres://inspectorate:word@db.example/inspectorate",
    "REDIS_URL": "redis://:word@redis.example:6379/0",
    "SECRET_KEY": "fZ7-long-and-random-enough-for-production-3kQ9vXw2LmT8",
    "ALLOWED_HOSTS": "inspectorate.example.org",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.org:587",
}
SHOWN = [
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "DEMO_ACCOUNTS_ALLOWED",
    "DEBUG",
    "ALLOWED_HOSTS",
]
SHOW = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {SHOWN!r}}}))
"""


def run(program: list[str], given: dict[str, str], data: Path) -> subprocess.CompletedProcess[str]:
    """A program of the product in an environment with nothing in it but `given`."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "inspectorate.settings"}
    command = [sys.executable, *program]
    return subprocess.run(command, cwd=ROOT, env=environment | given, capture_output=True, text=True, check=False)


def shown(given: dict[str, str], data: Path) -> dict[str, object]:
    settings: dict[str, object] = json.loads(run(["-c", SHOW], given, data).stdout)
    return settings


@pytest.mark.django_db(transaction=True)
def test_the_deployment_checks_find_nothing(tmp_path: Path) -> None:
    where = connection.get_connection_params()
    server = f"postgres://{where['user']}:{where.get('password', '')}@/{where['dbname']}?host={where['host']}"
    given = GIVEN | {"DATABASE_URL": f"{server}&port={where.get('port', 5432)}"}
    checked = run(["manage.py", "check", "--deploy", "--fail-level", "INFO"], given, tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_production_from_which_no_mail_leaves_is_warned_of(tmp_path: Path) -> None:
    given = {name: value for name, value in GIVEN.items() if name != "EMAIL_URL"}
    checked = run(["manage.py", "check", "--deploy"], given, tmp_path)
    assert "No mail leaves" in checked.stderr


def test_notify_without_its_template_is_refused_with_one_line(tmp_path: Path) -> None:
    checked = run(["manage.py", "check"], GIVEN | {"NOTIFY_API_KEY": "x"}, tmp_path)
    assert checked.returncode == 1
    assert checked.stderr.startswith("Set NOTIFY_TEMPLATE_ID")


def test_a_database_without_a_broker_is_an_error(tmp_path: Path) -> None:
    given = {name: value for name, value in GIVEN.items() if name != "REDIS_URL"}
    checked = run(["manage.py", "check", "--deploy"], given, tmp_path)
    assert checked.returncode == 1
    assert "DATABASE_URL is set, REDIS_URL is not" in checked.stderr


def test_production_without_a_key_is_refused_with_one_line(tmp_path: Path) -> None:
    given = {name: value for name, value in GIVEN.items() if name != "SECRET_KEY"}
    checked = run(["manage.py", "check"], given, tmp_path)
    assert checked.returncode == 1
    assert checked.stderr == "Set SECRET_KEY: with DATABASE_URL set, this is production.\n"


def test_production_is_https_only_and_has_no_demo_accounts(tmp_path: Path) -> None:
    assert shown(GIVEN, tmp_path) == {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "DEMO_ACCOUNTS_ALLOWED": False,
        "DEBUG": False,
        "ALLOWED_HOSTS": ["inspectorate.example.org"],
    }


def test_the_embedded_default_is_plain_http_on_this_machine(tmp_path: Path) -> None:
    assert shown({}, tmp_path) == {
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "DEMO_ACCOUNTS_ALLOWED": True,
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
    }


def test_a_production_without_hosts_answers_nobody(tmp_path: Path) -> None:
    given = {name: value for name, value in GIVEN.items() if name != "ALLOWED_HOSTS"}
    assert shown(given, tmp_path)["ALLOWED_HOSTS"] == []


def test_the_kept_key_is_long_private_the_same_again_and_another_elsewhere(tmp_path: Path) -> None:
    key = kept_secret_key(tmp_path / "one")
    assert len(key) >= 64
    assert kept_secret_key(tmp_path / "one") == key
    assert kept_secret_key(tmp_path / "two") != key
    assert (tmp_path / "one" / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["secret_key"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "PASSWORD"])
def test_no_secret_is_written_in_the_settings(name: str) -> None:
    lines = (ROOT / "inspectorate" / "settings.py").read_text().splitlines()
    constants = [line for line in lines if line.startswith(f"{name} =") and "env" not in line]
    assert constants == []
