"""PostgreSQL and Redis from wheels, for places where no server is given.

A process that needs a server *holds* it (`postgres()`, `redis()`): the first holder starts it, the last one to go stops
it. Holding is a shared lock on a file, so a holder that is killed lets go like any other. The server is the child of a
*keeper*, a process in a session of its own that waits for the last holder; see `keeper.py`.

Knows no Django, so that the runner, the tests and the keeper can use it without settings.
"""

from __future__ import annotations

from inspectorate.embedded.holding import Hold
from inspectorate.embedded.places import EmbeddedError, Places, data_dir

__all__ = ["EmbeddedError", "Places", "data_dir", "leave", "postgres", "redis"]

DATABASE = "inspectorate"
USER = "inspectorate"

_holds: dict[tuple[str, str], Hold] = {}


def postgres() -> str:
    """The directory of PostgreSQL's socket, after starting the server when it is not running."""
    return _hold("postgres").address()


def redis() -> str:
    """The path of Redis's socket, after starting the server when it is not running."""
    return _hold("redis").address()


def leave() -> None:
    """Let go of every server this process holds; the last one to leave waits until the server has stopped."""
    while _holds:
        _holds.popitem()[1].leave()


def _hold(service: str) -> Hold:
    directory = data_dir()
    return _holds.setdefault((service, str(directory)), Hold(service, Places(directory)))
