"""The house keeps its shape: arrows point down, migrations are written, no test is skipped."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey, ManyToManyField
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LAYERS = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
FLOOR = {room: -number for number, layer in enumerate(LAYERS) for room in layer.split(" | ")}


def test_every_room_stands_on_a_floor() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "tools"}
    assert rooms == set(FLOOR) == set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_foreign_keys_point_down() -> None:
    upwards = [
        f"{field} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
        and model._meta.app_label in FLOOR
        and not _may_point_to(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert upwards == []


def _may_point_to(room: str, target: str) -> bool:
    return target not in FLOOR or target == room or FLOOR[target] < FLOOR[room]


def test_a_foreign_key_that_points_up_or_aside_would_be_found() -> None:
    assert not _may_point_to("core", "providers")
    assert not _may_point_to("casework", "exchange")
    assert _may_point_to("scheduling", "providers")


def test_no_room_keeps_generic_foreign_keys() -> None:
    generic = [
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in FLOOR
        for field in model._meta.private_fields
    ]
    assert generic == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    forbidden = re.compile(r"\b(mark\.(skip|skipif|xfail)|pytest\.(skip|xfail|importorskip)|unittest\.skip)\b")
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__) and forbidden.search(path.read_text())
    ]
    assert found == []


def test_every_file_of_tests_is_of_a_room_that_is_there() -> None:
    known = set(FLOOR) | {"api", "browser", "celery", "matrix"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= known


# Who has the secret in the link was sent it; sent mail is shown to everybody only where no mail leaves.
OPENED = {"invitations/<str:token>/", "sent-mail/"}


def test_every_page_is_closed_but_those_of_signing_in() -> None:
    opened = {path for path, view in _views(get_resolver()) if getattr(view, "login_required", True) is False}
    assert {path for path in opened if not path.startswith("account/")} == OPENED


def _views(resolver: URLResolver, prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for entry in resolver.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            found += _views(entry, path)
        elif isinstance(entry, URLPattern):
            found.append((path, entry.callback))
    return found


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/rules.py")) + sorted(ROOT.glob("law/*.py")), ids=str)
def test_rules_and_law_read_neither_a_clock_nor_the_environment(path: Path) -> None:
    names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert not names & {"today", "now", "utcnow", "localdate", "environ", "getenv"}
