"""Pages of long lists."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from core.models import JobRun
from core.paging import counted_page, keyset_page, query
from tests.core.conftest import AT

TOTALS = [5, None, 3, 3, None, 9, 3, 1, None, 5, 7]


def asks(address: str = "/") -> HttpRequest:
    return RequestFactory().get(address)


@pytest.fixture
def rows(db: None) -> list[JobRun]:
    return JobRun.objects.bulk_create(
        [JobRun(kind=f"k{n % 4}", total=total, asked_at=AT) for n, total in enumerate(TOTALS)]
    )


def walk(key: str, *, descending: bool, per_page: int) -> tuple[list[list[int]], list[list[int]]]:
    """The ids of every page from the first to the last, and of every page on the way back."""
    forth, address = [], "/"
    while True:
        page = keyset_page(JobRun.objects.all(), asks(address), key, descending=descending, per_page=per_page)
        forth.append([row.pk for row in page.rows])
        if not page.after:
            break
        address = f"/?after={page.after}"
    back = [forth[-1]]
    while page.before:
        page = keyset_page(
            JobRun.objects.all(), asks(f"/?before={page.before}"), key, descending=descending, per_page=per_page
        )
        back.insert(0, [row.pk for row in page.rows])
    return forth, back


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("per_page", [1, 2, 3, 5, 11, 50])
@pytest.mark.parametrize("key", ["total", "kind", "id"])
def test_forth_and_back_every_row_comes_once_and_in_order(
    rows: list[JobRun], key: str, per_page: int, descending: bool
) -> None:
    forth, back = walk(key, descending=descending, per_page=per_page)
    known = sorted((row for row in rows if getattr(row, key) is not None), key=lambda row: row.pk)
    known.sort(key=lambda row: getattr(row, key), reverse=descending)
    empty = [row.pk for row in rows if getattr(row, key) is None]
    assert [pk for page in forth for pk in page] == [row.pk for row in known] + empty
    assert back == forth


def test_the_first_page_has_nothing_before_and_the_last_nothing_after(rows: list[JobRun]) -> None:
    first = keyset_page(JobRun.objects.all(), asks(), "total", per_page=6)
    assert (bool(first.before), bool(first.after)) == (False, True)
    last = keyset_page(JobRun.objects.all(), asks(f"/?after={first.after}"), "total", per_page=6)
    assert (bool(last.before), bool(last.after)) == (True, False)


@pytest.mark.parametrize(
    "cursor", ["%21%21", "e30", "WzEsIm4iXQ", "WyJub25zZW5zZSIsIDFd", "W1tdLCAxXQ", "WzFd", "W251bGwsIHRydWVd"]
)
def test_a_cursor_that_was_tampered_with_gives_the_first_page(rows: list[JobRun], cursor: str) -> None:
    first = keyset_page(JobRun.objects.all(), asks(), "total", per_page=3)
    for name in ("after", "before"):
        page = keyset_page(JobRun.objects.all(), asks(f"/?{name}={cursor}"), "total", per_page=3)
        assert [row.pk for row in page.rows] == [row.pk for row in first.rows]


def test_a_page_takes_one_query_at_any_depth(rows: list[JobRun], count_queries: Callable[..., int]) -> None:
    first = keyset_page(JobRun.objects.all(), asks(), "total", per_page=3)
    deep = asks(f"/?after={first.after}")
    assert count_queries(lambda: keyset_page(JobRun.objects.all(), deep, "total", per_page=3)) == 1


def test_a_counted_page_that_does_not_exist_gives_the_nearest() -> None:
    assert counted_page(range(95), asks("/?page=99")).number == 2
    assert counted_page(range(95), asks("/?page=x")).number == 1
    assert list(counted_page([], asks())) == []


def test_a_query_string_is_changed_in_place() -> None:
    request = asks("/?sort=name&page=3&type=a&type=b")
    assert query(request, page=None, sort="-name") == "?sort=-name&type=a&type=b"
    assert query(request, type=["c"], page="", sort=None) == "?type=c"
    assert query(asks("/?page=2"), page=None) == "?"
