"""A session about to end says so; one that ended while somebody was typing loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from core.kept_typed import lasts
from core.models import User
from tests.core.conftest import AT

TYPED = {"name": "Team York & <Co>", "regions": ["london", "south_east"]}
PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def end_sessions() -> None:
    Session.objects.update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))


def sign_in(client: Client, email: str, onward: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": PASSWORD, "next": onward}, follow=True)


def typed(client: Client) -> dict[str, Any]:
    """What somebody's browser sends: what was typed, and the version of what stood there when the page was opened."""
    found = re.search(r'name="version" value="([^"]+)"', client.get("/teams/add/").content.decode())
    assert found is not None
    return TYPED | {"version": found[1]}


@pytest.fixture
def ended(client_of: Callable[[str], Client]) -> Client:
    """Somebody's browser, after a form was sent that came too late."""
    client = client_of("team_manager")
    sent = typed(client)
    end_sessions()
    answer = client.post("/teams/add/", sent)
    assert answer.headers["Location"] == "/account/login/?next=/carry-on/"
    return client


def test_what_was_typed_is_there_after_signing_in_and_is_sent_again(ended: Client) -> None:
    html = sign_in(ended, "team_manager@example.org", "/carry-on/").content.decode()
    assert "send it again" in html
    assert 'action="/teams/add/"' in html
    assert 'name="name" value="Team York &amp; &lt;Co&gt;"' in html
    assert html.count('name="regions"') == 2
    assert 'name="version" value="' in html
    assert "is saved" in ended.post("/teams/add/", typed(ended), follow=True).content.decode()


def test_nobody_else_sees_it(ended: Client, person: Callable[..., User]) -> None:
    person("inspector")
    html = sign_in(ended, "inspector@example.org", "/carry-on/").content.decode()
    assert "nothing to carry on with" in html
    assert "Team York" not in html


def test_it_is_let_go_of(ended: Client) -> None:
    sign_in(ended, "team_manager@example.org", "/carry-on/")
    ended.post("/carry-on/")
    assert "nothing to carry on with" in ended.get("/carry-on/").content.decode()


def test_nothing_is_kept_of_whoever_was_never_signed_in(db: None) -> None:
    client = Client()
    assert client.post("/teams/add/", TYPED).headers["Location"] == "/account/login/?next=/teams/add/"
    assert not Session.objects.exists()


def test_a_forged_form_is_refused_and_not_kept(client_of: Callable[[str], Client]) -> None:
    cookies = client_of("team_manager").cookies
    end_sessions()
    client = Client(enforce_csrf_checks=True)
    client.cookies = cookies
    assert client.post("/teams/add/", TYPED).status_code == 403


def test_a_huge_form_is_not_kept(client_of: Callable[[str], Client]) -> None:
    client = client_of("team_manager")
    end_sessions()
    answer = client.post("/teams/add/", {"name": "x" * 500_001})
    assert answer.headers["Location"] == "/account/login/?next=/teams/add/"


def test_a_session_ends_so_long_after_its_last_use(client_of: Callable[[str], Client], settings: Any) -> None:
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with time_machine.travel(AT, tick=False) as clock:
        client = client_of("inspector")
        for _ in range(3):
            clock.shift(age - timedelta(minutes=1))
            assert client.get("/glossary/").status_code == 200
        clock.shift(age + timedelta(seconds=1))
        assert client.get("/glossary/").status_code == 302


def test_the_end_is_written_down_once_in_ten_minutes(
    client_of: Callable[[str], Client], count_queries: Callable[..., int]
) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        client = client_of("inspector")
        first = count_queries(lambda: client.get("/glossary/"))
        clock.shift(timedelta(minutes=9))
        assert count_queries(lambda: client.get("/glossary/")) < first
        clock.shift(timedelta(minutes=2))
        assert count_queries(lambda: client.get("/glossary/")) == first


def test_the_page_warns_in_time_and_one_press_stays(client_of: Callable[[str], Client], settings: Any) -> None:
    client = client_of("inspector")
    html = client.get("/glossary/").content.decode()
    assert f'data-session-ends-in="{lasts()}" hidden' in html
    assert lasts() == settings.SESSION_COOKIE_AGE - 600
    assert client.post("/stay-signed-in/").json() == {"ends_in": lasts()}
    assert client.get("/stay-signed-in/").status_code == 405
