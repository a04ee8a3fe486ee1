"""Finds the browser for the browser tests, or installs one. Never gives up silently."""

from __future__ import annotations

import os
import shutil
import subprocess

from tools.place import PYTHON, ROOT, Failed, environment

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as start\n"
    "with start() as playwright: print(playwright.chromium.executable_path)"
)


def find_chromium() -> str:
    """The path of a browser: CHROMIUM, the one on PATH, else one installed now. Raises `Failed` saying what to do."""
    return found() or installed_from_debian() or installed_by_playwright() or fail()


def found() -> str | None:
    """The one that is named or on PATH."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next(filter(None, (shutil.which(name, path=environment()["PATH"]) for name in NAMES)), None)


def installed_from_debian() -> str | None:
    """Debian's package, where we may install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get", path=environment()["PATH"]):
        return None
    print("Installing Debian's chromium for the browser tests …", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run_quietly(["apt-get", "update", "-qq"], 300, **quiet)
    run_quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], 600, **quiet)
    return found()


def installed_by_playwright() -> str | None:
    """Playwright's own, which it may have already, where its server can be reached."""
    path = playwright_path()
    if path and not os.path.exists(path):  # noqa: PTH110 - a name printed by a program
        print("Installing Playwright's chromium for the browser tests …", flush=True)
        run_quietly([str(PYTHON), "-m", "playwright", "install", "chromium"], 300)
    return path if path and os.path.exists(path) else None  # noqa: PTH110


def playwright_path() -> str | None:
    """Where Playwright's browser is or would be."""
    run = subprocess.run(
        [PYTHON, "-c", ASK_PLAYWRIGHT], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    return run.stdout.strip() or None


def run_quietly(command: list[str], seconds: int, **more: str) -> None:
    """Run a command that may fail: whether it helped is seen afterwards."""
    try:
        subprocess.run(command, env=environment(**more), check=False, capture_output=True, timeout=seconds)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}")


def fail() -> str:
    """Say what to install."""
    raise Failed(
        "The browser tests need Chromium: install it (Debian: apt-get install chromium), or name one in CHROMIUM."
    )
