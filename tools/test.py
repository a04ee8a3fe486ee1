"""`make test`: every test in parts, each with a budget of seconds on two cores; over budget is a failure too."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

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
    Part("unit and database", 540, ("-n", "2", "tests", "-m", "not kills", *APART)),
    Part("Celery and servers with kills", 330, ("-n", "2", "tests", "-m", "kills", *APART)),
    Part("access matrix and leaks", 300, ("-n", "2", "tests/matrix"), ROOT / "tests/matrix"),
    Part("API", 90, ("-n", "2", "tests/api"), ROOT / "tests/api"),
    Part("browser and axe", 540, ("-n", "2", "--maxschedchunk", "1", "tests/browser"), ROOT / "tests/browser"),
)
LINT_SECONDS = 90
MEMORY = Path("/dev/shm")
ROOM = 3 * 2**30  # bytes; the servers' data take a third of it


def main() -> None:
    """Run every part, also after one has failed; the last line sums up as pytest does."""
    with place_of_data() as data:
        run_parts(data)


@contextmanager
def place_of_data() -> Iterator[dict[str, str]]:
    """The environment that puts the servers' data into memory, where there is room, and takes them away again.

    Each test that commits has a database made and dropped, a thousand files; some disks take a second for it.
    """
    free = shutil.disk_usage(MEMORY).free if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else 0
    if "DATA_DIR" in os.environ or min(free, psutil.virtual_memory().available // 2) < ROOM:
        yield {}
        return
    made = tempfile.mkdtemp(prefix="inspectorate-tests-", dir=MEMORY)
    Path(made).chmod(0o755)  # the servers run as nobody where we are root
    try:
        yield {"DATA_DIR": made}
    finally:
        shutil.rmtree(made, ignore_errors=True)


def run_parts(data: dict[str, str]) -> None:
    """Run every part and end with what they counted."""
    begun = time.monotonic()
    browser = find_chromium()
    faults: list[str] = []
    totals: Counter[str] = Counter()
    timed("lint and types", LINT_SECONDS, faults, lambda: run_plain([PYTHON, "-m", "tools.lint"]))
    for part in PARTS:
        if part.directory is None or part.directory.is_dir():
            timed(
                part.name,
                part.seconds,
                faults,
                partial(run_pytest, part, {"CHROMIUM": browser} | data, totals),
            )
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


def run_pytest(part: Part, given: dict[str, str], totals: Counter[str]) -> bool:
    """Run pytest, showing what it prints and adding up what its last line counts."""
    command: list[str | Path] = [PYTHON, "-m", "pytest", "-q", "--durations=5", *part.arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(**given), stdout=subprocess.PIPE, text=True, bufsize=1
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
