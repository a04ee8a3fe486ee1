"""What every request passes: its id, its policy for content, and the door for demonstration accounts."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from core.models import User
from inspectorate.logs import JsonFormatter, RequestIdFilter, request_id


def test_every_answer_carries_the_id_of_its_request(client: Client) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", client.get("/healthz").headers["X-Request-ID"])


def test_the_id_that_the_proxy_gave_is_kept_if_it_is_harmless(client: Client) -> None:
    given = client.get("/healthz", headers={"X-Request-ID": "proxy-7f3a9c21"})
    assert given.headers["X-Request-ID"] == "proxy-7f3a9c21"
    forged = client.get("/healthz", headers={"X-Request-ID": 'a"} {"level": "forged"'})
    assert re.fullmatch(r"[0-9a-f]{32}", forged.headers["X-Request-ID"])


def test_a_line_of_the_log_is_json_with_the_id_and_what_the_caller_added() -> None:
    token = request_id.set("request-1")
    record = logging.makeLogRecord({"name": "core", "levelname": "INFO", "msg": "two\nlines %s", "args": ("é",)})
    record.provider = "SC123456"
    RequestIdFilter().filter(record)
    request_id.reset(token)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert said["message"] == "two\nlines é"
    assert said["request_id"] == "request-1"
    assert said["provider"] == "SC123456"


@pytest.mark.django_db
def test_no_inline_script_or_style_and_no_other_place_is_allowed(client: Client) -> None:
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.fixture
def demo_client(client: Client, db: None) -> Client:
    """Signed in with a demonstration account."""
    client.force_login(User.objects.create_user("demo@example.org", role="inspector", is_demo=True))
    return client


def test_a_demonstration_account_is_signed_out_in_production(demo_client: Client, settings: Settings) -> None:
    settings.DEMO_ACCOUNTS_ALLOWED = False
    response = demo_client.get("/welcome/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")
    assert "_auth_user_id" not in demo_client.session


def test_a_demonstration_account_may_come_in_on_the_embedded_default(demo_client: Client) -> None:
    assert demo_client.get("/welcome/").status_code == 200


def test_a_page_asks_who_is_signed_in_and_nothing_else_of_the_house(
    demo_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    demo_client.get("/welcome/")  # once in ten minutes the session is renewed
    with django_assert_max_num_queries(2):
        demo_client.get("/welcome/")
