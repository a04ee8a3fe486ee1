"""`make test`: every test in parts, each with a budget of seconds on two cores; over budget is a failure too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools.chromium import find_chromium
from tools.place import PYTHON, ROOT, Failed, environment

COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
APART = tuple(f"--ignore=tests/{name}" for name in ("matrix", "api", "browser"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the tests: directories below tests/ or a marker, and its budget in seconds."""

    name: str
    seconds: int
    arguments: tuple[str, ...]
    directory: Path | None = None


PARTS = (
    Part("unit and database", 420, ("-n", "2", "tests", "-m", "not kills", *APART)),
    Part("Celery and servers with kills", 240, ("-n", "2", "tests", "-m", "kills", *APART)),
    Part("access matrix and leaks", 180, ("-n", "2", "tests/matrix"), ROOT / "tests/matrix"),
    Part("API", 120, ("-n", "2", "tests/api"), ROOT / "tests/api"),
    Part("browser and axe", 360, ("-n", "2", "tests/browser"), ROOT / "tests/browser"),
)
LINT_SECONDS = 120


def main() -> None:
    """Run every part, also after one has failed; the last line sums up as pytest does."""
    begun = time.monotonic()
    browser = find_chromium()
    faults: list[str] = []
    totals: Counter[str] = Counter()
    timed("lint and types", LINT_SECONDS, faults, lambda: run_plain([PYTHON, "-m", "tools.lint"]))
    for part in PARTS:
        if part.directory is None or part.directory.is_dir():
            timed(part.name, part.seconds, faults, partial(run_pytest, part, browser, totals))
    print()
    for fault in faults:
        print(f"FAILED {fault}")
    outside = len(faults) if not totals["failed"] and not totals["error"] else 0
    totals["failed"] += outside
    words = [f"{totals[kind]} {kind}" for kind in ("failed", "passed", "error", "skipped") if totals[kind]]
    print(f"===== {', '.join(words)} in {time.monotonic() - begun:.2f}s =====", flush=True)
    sys.exit(1 if faults else 0)


def timed(name: str, seconds: int, faults: list[str], run: object) -> None:
    """Run a part, print its time, and note what is wrong with it."""
    print(f"\n=== {name} (at most {seconds} s)", flush=True)
    begun = time.monotonic()
    passed = run()  # type: ignore[operator]
    took = time.monotonic() - begun
    print(f"=== {name}: {took:.0f} s of {seconds}", flush=True)
    if not passed:
        faults.append(f"{name}: see above")
    if took > seconds and "NO_BUDGET" not in os.environ:
        faults.append(f"{name}: took {took:.0f} s, its budget is {seconds} s")


def run_plain(command: list[str | Path]) -> bool:
    """Run a program; whether it ended well."""
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode == 0


def run_pytest(part: Part, browser: str, totals: Counter[str]) -> bool:
    """Run pytest, showing what it prints and adding up what its last line counts."""
    command: list[str | Path] = [PYTHON, "-m", "pytest", "-q", "--durations=5", *part.arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(CHROMIUM=browser), stdout=subprocess.PIPE, text=True, bufsize=1
    )
    if process.stdout is None:
        raise Failed("pytest cannot be read.")
    last = ""
    for line in process.stdout:
        print(line, end="", flush=True)
        last = line if line.strip() else last
    for number, kind in COUNTED.findall(last):
        totals["error" if kind == "errors" else kind] += int(number)
    return process.wait() == 0


if __name__ == "__main__":
    main()
