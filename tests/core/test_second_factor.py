"""The inspectorate's people need a second step at sign-in; and nobody is kept out by somebody else's failures."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from core.models import User
from tests.core.conftest import AT

SET_UP = "/account/2fa/totp/activate/"
STAFF = sorted(set(User.Role.values) - {User.Role.PROVIDER})


@pytest.fixture(autouse=True)
def _needed(settings: Any) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = True
    cache.clear()
    yield
    cache.clear()


def test_the_product_has_it_on() -> None:
    assert importlib.import_module("inspectorate.settings").STAFF_NEED_SECOND_FACTOR is True


@pytest.mark.parametrize("role", STAFF)
def test_staff_are_led_to_set_it_up_from_every_page(client_of: Callable[[str], Client], role: str) -> None:
    client = client_of(role)
    for path in ("/", "/glossary/", "/providers/", "/your-account/"):
        assert client.get(path).headers["Location"] == SET_UP
        assert client.post(path).headers["Location"] == SET_UP
    assert client.get("/account/logout/").status_code == 200


@pytest.mark.parametrize("role", STAFF)
def test_with_it_every_page_opens_and_it_is_asked_for_once(
    client_of: Callable[[str], Client], person: Callable[..., User], role: str, count_queries: Callable[..., int]
) -> None:
    client = client_of(role)
    TOTP.activate(person(role), generate_totp_secret())
    first = count_queries(lambda: client.get("/glossary/"))
    assert client.get("/glossary/").status_code == 200
    assert count_queries(lambda: client.get("/glossary/")) < first


def test_who_takes_it_away_sets_one_up_again(client_of: Callable[[str], Client], person: Callable[..., User]) -> None:
    client, user = client_of("inspector"), person("inspector")
    TOTP.activate(user, generate_totp_secret())
    assert client.get("/glossary/").status_code == 200
    client.post("/account/reauthenticate/", {"password": "correct horse"})
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.get("/glossary/").headers["Location"] == SET_UP


def test_a_providers_people_may_go_without(client_of: Callable[[str], Client]) -> None:
    assert client_of("provider").get("/glossary/").status_code == 200


@pytest.mark.parametrize(("embedded", "status"), [(True, 200), (False, 302)])
def test_demonstration_accounts_go_without_on_the_embedded_default_alone(
    person: Callable[..., User], settings: Any, embedded: bool, status: int
) -> None:
    settings.EMBEDDED, settings.DEMO_ACCOUNTS_ALLOWED = embedded, True
    client = Client()
    client.force_login(person("inspector", is_demo=True))
    assert client.get("/glossary/").status_code == status


# ---- failures


def enter(password: str, address: str, email: str = "inspector@example.org") -> Any:
    return Client(REMOTE_ADDR=address).post("/account/login/", {"login": email, "password": password})


def test_failures_at_one_address_keep_nobody_out_at_another(person: Callable[..., User]) -> None:
    person("inspector")
    for _ in range(8):
        enter("wrong", "192.0.2.1")
    assert "Too many attempts" in enter("correct horse", "192.0.2.1").content.decode()
    assert enter("correct horse", "192.0.2.2").status_code == 302


def test_an_address_that_tries_many_people_has_to_wait(person: Callable[..., User]) -> None:
    person("inspector")
    for number in range(10):
        enter("wrong", "192.0.2.1", f"nobody{number}@example.org")
    assert "Too many attempts" in enter("correct horse", "192.0.2.1").content.decode()


def test_failures_from_everywhere_keep_somebody_out_for_two_minutes(person: Callable[..., User]) -> None:
    person("inspector")
    with time_machine.travel(AT, tick=False) as clock:
        for number in range(50):
            enter("wrong", f"192.0.2.{number // 4}")
        assert "Too many attempts" in enter("correct horse", "198.51.100.1").content.decode()
        clock.shift(timedelta(minutes=2, seconds=1))
        assert enter("correct horse", "198.51.100.1").status_code == 302


def test_signing_in_rightly_uses_nothing_up(person: Callable[..., User]) -> None:
    person("inspector")
    for _ in range(20):
        assert enter("correct horse", "192.0.2.1").status_code == 302
