"""What ruff cannot say: functions of 45 lines and files of 400 at most, and no clock away from the edge.

Migrations are left out: they are written once and never read again.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.place import ROOT

FUNCTION_LINES = 45
FILE_LINES = 400
KINDS = {".py", ".html", ".mjs", ".scss"}
GENERATED = {"node_modules", "static_root", "assets", "migrations"}
EDGES = {"views", "views.py", "tasks.py", "commands", "tests", "tools"}
CLOCKS = {"localdate", "localtime"}  # with an instant they convert, without one they read the clock


def main() -> None:
    """Print every fault; end with 1 if there is one."""
    faults = [fault for path in sources() for fault in faults_of(path)]
    print("\n".join(faults) or "Sizes and clocks: all right")
    sys.exit(1 if faults else 0)


def sources() -> Iterator[Path]:
    """The files of the repository that people write by hand."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in KINDS and path.is_file() and not GENERATED & set(Path(name).parts):
            yield path


def faults_of(path: Path) -> Iterator[str]:
    """What is wrong with one file."""
    text = path.read_text()
    name = path.relative_to(ROOT)
    if (lines := text.count("\n")) > FILE_LINES:
        yield f"{name}: {lines} lines, {FILE_LINES} are the most"
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from too_long(name, node)
            elif isinstance(node, ast.Call) and not EDGES & set(name.parts):
                yield from reads_clock(name, node)


def too_long(name: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Whether a function has too many lines."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if length > FUNCTION_LINES:
        yield f"{name}:{node.lineno}: {node.name} has {length} lines, {FUNCTION_LINES} are the most"


def reads_clock(name: Path, node: ast.Call) -> Iterator[str]:
    """Whether a call reads the clock where `at` or `as_of` should come in from the edge."""
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called in CLOCKS and not node.args and not node.keywords:
        yield f"{name}:{node.lineno}: {called}() reads the clock; time enters at the edge as `at` or `as_of`"


if __name__ == "__main__":
    main()
