"""A real browser on a real server: signed in as whoever a test wants, without a script where it wants none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from core.models import User
from tests.browser.pages import NARROW, WIDE

# Playwright's event loop runs in this thread; what a test asks the database for is asked here as well.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 15_000  # milliseconds: the machine may be busy

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium (or that of CHROMIUM), as root too."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium, "Install Chromium, or name it in CHROMIUM."
    return {**browser_type_launch_args, "executable_path": chromium, "args": SWITCHES}


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """`visit(user, path, script=True, narrow=False)`: that person's browser (None: nobody's), open on that page. What
    the browser complains about makes the test fail.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(user: User | None, path: str, *, script: bool = True, narrow: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport=NARROW if narrow else WIDE, java_script_enabled=script
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            bring_in(context, client.cookies["sessionid"].value, live_server.url)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        listen(page, faults)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def bring_in(context: BrowserContext, session: str, url: str) -> None:
    """Let whoever uses this browser be signed in with a session."""
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def listen(page: Page, faults: list[str]) -> None:
    """Note what the browser complains about: scripts that fail, files that are missing, what the policy forbids.

    That a page itself was answered with an error is for the test to judge.
    """

    asked: set[str] = set()

    def note(message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource") and message.location.get("url") in asked
        if message.type == "error" and not refused:
            faults.append(f"{page.url}: {message.text}")

    page.on("request", lambda request: asked.add(request.url) if request.is_navigation_request() else None)
    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
