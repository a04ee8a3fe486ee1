"""`make lock`: write constraints.txt, the versions of every package that pyproject.toml leads to."""

from __future__ import annotations

import re
from importlib import metadata

from tools.place import ROOT
from tools.setup import wanted_packages

NAME = re.compile(r"([A-Za-z0-9._-]+)(?:\[([^]]*)\])?")

OF_PYTHON = {"pip", "setuptools"}  # come with the environment


def main() -> None:
    """Follow the requirements of what is installed here from pyproject.toml on."""
    pinned: dict[str, str] = {}
    for requirement in wanted_packages():
        follow(requirement, pinned)
    lines = [f"{name}=={version}" for name, version in sorted(pinned.items())]
    (ROOT / "constraints.txt").write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} packages in constraints.txt")


def follow(requirement: str, pinned: dict[str, str]) -> None:
    """Pin a requirement and what it needs; what is for other systems is not installed and left out."""
    match = NAME.match(requirement)
    if match is None:
        raise SystemExit(f"Not a requirement: {requirement}")
    name, extras = match[1], match[2] or ""
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return
    if package.name in OF_PYTHON:
        return
    known = package.name.lower().replace("_", "-")
    seen = known in pinned
    pinned[known] = package.version
    if seen and not extras:
        return
    for needed in package.requires or []:
        words, _, condition = needed.partition(";")
        if "extra" not in condition or any(f'"{extra}"' in condition for extra in extras.split(",") if extra):
            follow(words, pinned)


if __name__ == "__main__":
    main()
