"""The pages for what went wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from core import errors
from core.decisions import Refused
from inspectorate import urls

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


def refuses(request: HttpRequest) -> HttpResponse:
    raise Refused("The law asks for it (para 3.1.11): a <plan> cannot go below.")


def denies(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("SC012345 at 1 Secret Street")


urlpatterns = [*urls.urlpatterns, path("refuses/", refuses), path("denies/", denies), path("breaks/", breaks)]
pytestmark = pytest.mark.urls(__name__)


def test_a_refusal_is_a_page_with_its_reason(client_of: Callable[[str], Client]) -> None:
    answer = client_of("inspector").get("/refuses/")
    assert answer.status_code == 403
    assert "The law asks for it (para 3.1.11): a &lt;plan&gt; cannot go below." in answer.content.decode()


def test_a_refusal_without_a_reason_says_whom_to_ask(client_of: Callable[[str], Client]) -> None:
    answer = client_of("inspector").get("/denies/")
    assert answer.status_code == 403
    assert errors.NOT_ALLOWED in answer.content.decode()


def test_a_page_that_is_not_there_tells_nothing(client_of: Callable[[str], Client]) -> None:
    for client in (Client(), client_of("provider")):
        answer = client.get("/provider/SC999999/")
        assert answer.status_code == 404
        assert "SC999999" not in answer.content.decode()


def test_a_fault_of_ours_shows_a_reference_and_no_detail(client_of: Callable[[str], Client]) -> None:
    client = client_of("inspector")
    client.raise_request_exception = False
    answer = client.get("/breaks/", headers={"X-Request-ID": "abcdef1234567890"})
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "abcdef1234567890" in page
    assert "Secret" not in page


def test_the_page_for_a_fault_needs_no_database() -> None:
    """Without the `db` fixture a query would fail here."""
    assert errors.failed(RequestFactory().get("/")).status_code == 500


def test_a_form_without_its_token_says_what_to_do(client_of: Callable[[str], Client]) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": "a@example.org"})
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()


def test_too_many_attempts_have_a_page() -> None:
    answer = errors.too_many(RequestFactory().get("/"))
    assert answer.status_code == 429
    assert "Wait five minutes" in answer.content.decode()


def test_a_provider_user_is_told_that_a_page_is_the_inspectorates(client_of: Callable[[str], Client]) -> None:
    answer = client_of("provider").get("/regimes/")
    assert answer.status_code == 403
    assert "for the inspectorate&#39;s staff" in answer.content.decode()
