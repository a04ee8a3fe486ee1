"""The secret key of the embedded default: made once, kept with the data, never a constant of the code."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from inspectorate.embedded.places import give_like_parent, make_private, unwritable

LENGTH = 64


def kept_secret_key(directory: Path) -> str:
    """The key kept in `directory`, made at the first use; of two processes that make it at once, one wins.

    Raises `EmbeddedError` when the directory cannot be written.
    """
    path = directory / "secret_key"
    try:
        return path.read_text() if path.exists() else _made(directory, path)
    except OSError as error:
        raise unwritable(directory) from error


def _made(directory: Path, path: Path) -> str:
    make_private(directory)
    mine = directory / f"secret_key.{os.getpid()}"
    mine.touch(mode=0o600)
    mine.write_text(secrets.token_urlsafe(LENGTH))
    give_like_parent(mine)
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
    return path.read_text()
