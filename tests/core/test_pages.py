"""The layout and the gallery of components."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.fixture
def inspector(client_of: Callable[[str], Client]) -> Client:
    return client_of("inspector")


def test_the_layout_can_be_skipped_named_and_left(inspector: Client) -> None:
    html = inspector.get("/glossary/").content.decode()
    assert '<html lang="en-GB"' in html
    assert "<title>Glossary – Inspectorate</title>" in html
    assert 'href="#main-content" class="govuk-skip-link"' in html
    assert '<main class="govuk-main-wrapper" id="main-content">' in html
    assert "Sign out</button>" in html


def test_the_answer_forbids_scripts_of_others(inspector: Client) -> None:
    policy = inspector.get("/glossary/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_gallery_shows_every_component(inspector: Client) -> None:
    html = inspector.get("/components/?page=3&area=london").content.decode()
    for block in (
        "moj-timeline",
        "moj-filter",
        "moj-sub-navigation",
        "kit-chart",
        "kit-progress",
        "govuk-pagination",
        "kit-figure",
    ):
        assert f'class="{block}' in html, block


def test_the_gallerys_form_sums_its_errors_up(inspector: Client) -> None:
    html = inspector.post("/components/", {"name": "", "on-day": "3"}).content.decode()
    assert "<title>Error: Components" in html
    assert "There is a problem" in html
    assert '<a href="#id_on-day">The date must include a month and a year</a>' in html


def test_a_column_is_sorted_one_way_then_the_other(inspector: Client) -> None:
    assert 'href="?sort=name"' in inspector.get("/components/?page=3").content.decode()
    html = inspector.get("/components/?sort=name").content.decode()
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-name"' in html


def test_the_part_that_is_asked_for_again_stands_alone(inspector: Client) -> None:
    html = inspector.get("/components/progress/").content.decode()
    assert "<html" not in html
    assert "1,200 of 4,000" in html


def test_a_message_is_shown_once_as_a_banner(client_of: Callable[[str], Client]) -> None:
    client = client_of("inspector")
    client.post("/account/logout/")
    first = client.get("/account/login/").content.decode()
    assert "You have signed out." in first
    assert 'class="govuk-notification-banner govuk-notification-banner--success"' in first
    assert "You have signed out." not in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("path", ["/components/", "/components/progress/"])
def test_the_gallery_is_for_staff(client_of: Callable[[str], Client], path: str) -> None:
    assert client_of("provider").get(path).status_code == 403
