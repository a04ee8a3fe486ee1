"""`make setup` leaves alone what is made already, and makes again what is not whole."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.inspectorate.holders import ROOT
from tools import chromium, conventions, setup
from tools.place import Failed


def test_a_second_set_up_takes_less_than_a_second_and_says_nothing() -> None:
    command = [sys.executable, "-m", "tools.setup"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    begun = time.monotonic()
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert time.monotonic() - begun < 1
    assert run.stdout == ""


def test_a_part_is_made_once_for_what_it_is_made_from(tmp_path: Path) -> None:
    made: list[str] = []
    for wanted in ("one", "one", "two", "two", "one"):
        setup.unless_made(tmp_path / "stamp", wanted, lambda wanted=wanted: made.append(wanted))  # type: ignore[misc]
    assert made == ["one", "two", "one"]


def test_a_part_whose_making_failed_is_made_again(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError

    made: list[int] = []
    setup.unless_made(tmp_path / "stamp", "one", lambda: made.append(1))
    with pytest.raises(RuntimeError):
        setup.unless_made(tmp_path / "stamp", "two", fail)
    setup.unless_made(tmp_path / "stamp", "one", lambda: made.append(2))
    assert made == [1, 2]


def test_without_npm_the_node_of_the_wheel_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name, path: None)
    npm, more = setup.node_programs()
    run = subprocess.run([*npm, "--version"], capture_output=True, text=True, check=True, env=more)
    assert run.stdout.strip()[0].isdigit()


def test_without_a_browser_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("found", "installed_from_debian", "installed_by_playwright"):
        monkeypatch.setattr(chromium, name, lambda: None)
    with pytest.raises(Failed, match="install it"):
        chromium.find_chromium()


def test_what_is_too_long_or_reads_the_clock_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conventions, "ROOT", tmp_path)
    path = tmp_path / "rules.py"
    path.write_text("def long():\n" + "    pass\n" * 45 + "\nday = localdate()\nother = localdate(at)\n")
    faults = list(conventions.faults_of(path))
    assert len(faults) == 2
    assert "long has 46 lines" in faults[0]
    assert "rules.py:48" in faults[1]
