"""The guards of conftest.py stop what they are for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from jinja2 import UndefinedError

import tests.conftest
from core.models import BankHoliday, User
from tests.guards import ReadOnlyGetMiddleware, WroteOnGetError

Page = Callable[[Callable[[HttpRequest], object], str], HttpResponse]


@pytest.fixture
def answer(db: None) -> Page:
    """Answer a request of a method by a view, below the guard."""

    def by(view: Callable[[HttpRequest], object], method: str) -> HttpResponse:
        def respond(request: HttpRequest) -> HttpResponse:
            view(request)
            return HttpResponse()

        return ReadOnlyGetMiddleware(respond)(RequestFactory().generic(method, "/"))

    return by


def write(request: HttpRequest) -> None:
    BankHoliday.objects.create(on="1999-12-31", title="Millennium")


def test_a_get_that_writes_fails(answer: Page) -> None:
    with pytest.raises(WroteOnGetError, match="core_bankholiday"):
        answer(write, "GET")


def test_a_post_writes(answer: Page) -> None:
    answer(write, "POST")
    assert BankHoliday.objects.filter(on="1999-12-31").exists()


@pytest.mark.writes_on_get
def test_a_marked_test_may_write(answer: Page) -> None:
    answer(write, "GET")
    assert BankHoliday.objects.filter(on="1999-12-31").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_user SET name = ''",
        "WITH gone AS (DELETE FROM core_user RETURNING 1) SELECT * FROM gone",
        "TRUNCATE core_user CASCADE",
        "COPY core_user (name) FROM STDIN",
        "SELECT 1; insert into core_user (name) VALUES ('')",
    ],
)
def test_every_way_of_writing_is_seen(answer: Page, sql: str) -> None:
    with pytest.raises(WroteOnGetError):
        answer(lambda _: connection.cursor().execute(sql), "GET")


def test_reading_locking_and_the_session_are_let_through(answer: Page) -> None:
    def read(request: HttpRequest) -> None:
        list(User.objects.select_for_update(no_key=True))
        list(User.objects.select_for_update())
        connection.cursor().execute("DELETE FROM django_session")

    answer(read, "GET")


def test_a_name_that_is_not_in_the_context_fails() -> None:
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ nobody_gave_this }}").render({})


@pytest.mark.clock
def test_a_clock_test_runs_on_four_days(request: pytest.FixtureRequest) -> None:
    instant = tests.conftest.CLOCKS[request.node.callspec.params["moved_clock"]]
    assert instant is None or abs((datetime.now(UTC) - instant).total_seconds()) < 60


def test_a_page_whose_queries_grow_with_its_rows_is_over_budget(
    page_budget: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    budgets = tmp_path / "budgets.json"
    budgets.write_text(json.dumps({"a page": 1}))
    monkeypatch.setattr(tests.conftest, "BUDGETS", budgets)
    rows = [1]

    def fetch(per_row: int = 0) -> None:
        for _ in range(1 + per_row * len(rows)):
            User.objects.exists()

    def grow() -> None:
        rows.extend([1] * 49)

    page_budget("a page", fetch, grow)
    with pytest.raises(AssertionError, match="queries with one row"):
        page_budget("a page", lambda: fetch(1), grow)
    with pytest.raises(AssertionError, match="has no query budget"):
        page_budget("another page", fetch, grow)
    budgets.write_text(json.dumps({"a page": 0}))
    with pytest.raises(AssertionError, match="its budget is 0"):
        page_budget("a page", fetch, grow)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next_and_reference_data_stay(turn: int, service_types: Any) -> None:
    assert not User.objects.exists()
    assert service_types.objects.exists()
    service_types.objects.all().delete()
    User.objects.create_user("one@example.org", role="inspector")


@pytest.fixture
def service_types() -> Any:
    """A table that a data migration fills."""
    from providers.models import ServiceType

    return ServiceType
