"""`make lint`: every check that reads the code without running it. All are run, then the faults are told together."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tools.place import ROOT, VENV, environment

BIN = VENV / "bin"
CHECKS: dict[str, list[str]] = {
    "mypy": [str(BIN / "mypy"), "."],
    "import contracts": [str(BIN / "lint-imports"), "--no-cache"],
    "ruff check": [str(BIN / "ruff"), "check", "--quiet", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "conventions": [str(BIN / "python"), "-m", "tools.conventions"],
}


def main() -> None:
    """Run the checks two at a time; end with 1 if one found a fault."""
    with ThreadPoolExecutor(2) as pool:
        passed = list(pool.map(check, CHECKS))
    sys.exit(0 if all(passed) else 1)


def check(name: str) -> bool:
    """Run one check; its output is shown when it found something."""
    begun = time.monotonic()
    more = {"SECRET_KEY": "for-lint-only", "DATABASE_URL": "", "REDIS_URL": ""}
    run = subprocess.run(CHECKS[name], cwd=ROOT, env=environment(**more), capture_output=True, text=True, check=False)
    verdict = "right" if run.returncode == 0 else "FAULTS"
    detail = "" if run.returncode == 0 else f"\n{run.stdout}{run.stderr}"
    print(f"  {name}: {verdict}, {time.monotonic() - begun:.1f} s{detail}", flush=True)
    return run.returncode == 0


if __name__ == "__main__":
    main()
