"""What every test stands on: databases, guards, moved clocks, query budgets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import databases, guards, hypothesis_profiles  # noqa: F401 - chooses the profile

BUDGETS = Path(__file__).parent / "query_budget.json"
# The first minutes of the next inspection year (still 31 March in UTC), and the hours around both clock changes.
CLOCKS = {
    "today": None,
    "next inspection year": datetime(2027, 3, 31, 23, 10, tzinfo=UTC),
    "clocks go forward": datetime(2027, 3, 28, 0, 55, tzinfo=UTC),
    "clocks go back": datetime(2026, 10, 25, 0, 55, tzinfo=UTC),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes the query budgets down instead of checking them."""
    parser.addoption("--write-budgets", action="store_true", help="write tests/query_budget.json (run without -n)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests marked `clock` on four days."""
    if metafunc.definition.get_closest_marker("clock"):
        metafunc.parametrize("moved_clock", list(CLOCKS), indirect=True, scope="function")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A skipped test fails: what cannot run here must say what to install."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped. Tests are not skipped here: {report.longrepr}"


@pytest.fixture(autouse=True)
def moved_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Moves the clock for tests marked `clock`; the others keep today's."""
    instant = CLOCKS[getattr(request, "param", "today")]
    if instant is None:
        yield
        return
    with time_machine.travel(instant, tick=True):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """This worker's own database, cloned from the template (in place of pytest-django's)."""
    with django_db_blocker.unblock():
        name = databases.prepare(worker_id)
    yield
    with django_db_blocker.unblock():
        databases.remove(name)


@pytest.fixture(autouse=True)
def _writing_on_get(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the GETs of a test marked `writes_on_get` write."""
    token = guards.allowed.set(request.node.get_closest_marker("writes_on_get") is not None)
    yield
    guards.allowed.reset(token)


@pytest.fixture
def count_queries(db: None) -> Callable[[Callable[[], object]], int]:
    """Count the queries of a call."""

    def count(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count


@pytest.fixture
def page_budget(
    request: pytest.FixtureRequest, count_queries: Callable[[Callable[[], object]], int]
) -> Callable[[str, Callable[[], object], Callable[[], object]], None]:
    """`page_budget(name, fetch, grow)`: the page takes as many queries after `grow` (49 rows more) as before, and not
    more than tests/query_budget.json says. `fetch` is called once before, so that caches are filled.
    """

    def check(name: str, fetch: Callable[[], object], grow: Callable[[], object]) -> None:
        fetch()
        few = count_queries(fetch)
        grow()
        many = count_queries(fetch)
        assert many == few, f"{name}: {few} queries with one row, {many} with fifty"
        hold_to_budget(name, few, write=request.config.getoption("--write-budgets"))

    return check


def hold_to_budget(name: str, queries: int, *, write: bool) -> None:
    budgets = json.loads(BUDGETS.read_text()) if BUDGETS.exists() else {}
    if write:
        BUDGETS.write_text(json.dumps(budgets | {name: queries}, indent=2, sort_keys=True) + "\n")
        return
    assert name in budgets, f"{name} has no query budget: run pytest --write-budgets for this test"
    assert queries <= budgets[name], f"{name}: {queries} queries, its budget is {budgets[name]}"
