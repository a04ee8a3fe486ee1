"""Demonstration accounts."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core import checks, demo
from core.models import User


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo_accounts", *arguments, stdout=out)
    return out.getvalue()


def test_there_is_one_account_for_each_role_and_its_sign_in_is_printed(db: None) -> None:
    printed = run()
    assert {user.role for user in User.objects.filter(is_demo=True)} == set(User.Role.values)
    for line in printed.splitlines():
        email, password = line.split()[-2:]
        answer = Client().post("/account/login/", {"login": email, "password": password})
        assert answer.headers["Location"] == "/", line


def test_making_them_again_changes_nothing(db: None) -> None:
    run()
    before = list(User.objects.order_by("pk").values())
    run()
    assert list(User.objects.order_by("pk").values()) == before


def test_they_are_refused_in_production(db: None, settings: Any) -> None:
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="production"):
        run()
    assert not User.objects.exists()


def test_the_check_of_production_finds_them_until_they_are_closed(db: None, settings: Any) -> None:
    run()
    assert checks.no_demonstration_accounts() == []
    settings.DEMO_ACCOUNTS_ALLOWED = False
    assert [found.id for found in checks.no_demonstration_accounts()] == ["core.E001"]
    assert run("--remove") == "9 demonstration accounts closed.\n"
    assert checks.no_demonstration_accounts() == []


def test_a_closed_account_keeps_its_name_and_not_its_password(db: None) -> None:
    run()
    run("--remove")
    user = User.objects.get(email="inspector@demo.example")
    assert (user.name, user.is_active, user.has_usable_password()) == ("Iris Inspector", False, False)


def test_a_role_without_a_demonstration_account_would_be_noticed() -> None:
    assert set(demo.PEOPLE) == set(User.Role)
