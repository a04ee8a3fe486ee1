"""Where things are, and the environment in which the product's programs run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN = ROOT / ".run"
NOT_PASSED_ON = frozenset({"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"})
USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Failed(SystemExit):
    """Ends a runner with one sentence on standard error."""


def environment(**more: str) -> dict[str, str]:
    """This process's environment with the virtual environment's programs first, and `more`.

    Which settings apply is for each program to say: those of the tests must not reach a set-up that a test starts. And
    whatever is compiled is kept: each worker, server and test process would compile the libraries again, for seconds.
    """
    path = os.environ.get("PATH") or USUAL_PATH
    return {
        **{name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON},
        "PATH": f"{VENV / 'bin'}{os.pathsep}{path}",
        "VIRTUAL_ENV": str(VENV),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """A hash of files (names and content) and words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def step(what: str, command: list[str | Path], **more: str) -> None:
    """Run one step of a set-up quietly; its output is shown when it fails. Raises `Failed`."""
    print(f"{what} …", end=" ", flush=True)
    begun = time.monotonic()
    run = subprocess.run(command, cwd=ROOT, env=environment(**more), check=False, capture_output=True, text=True)
    if run.returncode:
        print("failed")
        sys.stdout.write(run.stdout)
        sys.stderr.write(run.stderr)
        raise Failed(f"{what}: the command above failed.")
    print(f"{time.monotonic() - begun:.1f} s", flush=True)
