"""The keeper: starts one server, starts it again when it dies, and stops it when the last holder has gone.

Run as a program, in a session of its own so that Ctrl-C in a terminal does not reach the server. It waits for an
exclusive lock on the file that holders lock together, so it needs no list of who is there and cannot be misled by one
that was killed. If the keeper itself is killed, the kernel ends the server (see `launch.py`).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path

from inspectorate.embedded.holding import open_lock, try_lock
from inspectorate.embedded.places import EmbeddedError, Places, give_like_parent
from inspectorate.embedded.servers import SERVERS, Server

GONE = "the last holder has gone"
DIED = "the server has died"
TOLD = "told to stop"
QUICK_SECONDS = 10
QUICK_DEATHS = 3


class Keeper:
    """One service under one data directory."""

    def __init__(self, service: str, places: Places) -> None:
        self.service = service
        self.places = places
        self.server: Server = SERVERS[service](places)
        self.events: queue.SimpleQueue[str] = queue.SimpleQueue()

    def start(self) -> None:
        """Start the server and say where it listens. Raises `EmbeddedError`."""
        self.server.clear_leftovers()
        address = self.server.start()
        self._watch(self._wait_for_death)
        ready = self.places.ready(self.service)
        written = ready.with_suffix(".new")
        written.write_text(json.dumps({"address": address}))
        give_like_parent(written)
        written.replace(ready)

    def keep(self) -> None:
        """Keep the server until the last holder has gone."""
        self._watch(self._wait_for_holders)
        signal.signal(signal.SIGTERM, lambda *_: self.events.put(TOLD))
        deaths: list[float] = []
        while self.events.get() == DIED:
            self.places.ready(self.service).unlink(missing_ok=True)
            deaths = [at for at in deaths if at > time.monotonic() - QUICK_SECONDS] + [time.monotonic()]
            if len(deaths) >= QUICK_DEATHS:
                return
            self.start()

    def stop(self) -> None:
        """Stop the server and leave nothing of it behind but its data."""
        self.places.ready(self.service).unlink(missing_ok=True)
        self.server.stop()

    def _watch(self, wait: object) -> None:
        threading.Thread(target=wait, daemon=True).start()  # type: ignore[arg-type]

    def _wait_for_death(self) -> None:
        self.server.wait()
        self.events.put(DIED)

    def _wait_for_holders(self) -> None:
        # Never closed: the lock is kept until the process ends, so that newcomers wait for the end.
        fcntl.flock(open_lock(self.places.lock(self.service, "holders")), fcntl.LOCK_EX)
        self.events.put(GONE)


def main(service: str, data: str, report: int) -> None:
    """Keep `service` under `data`, after writing `ready` or what is wrong to the descriptor `report`."""
    if os.fork():  # the one who started us need not wait for our end
        os._exit(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.umask(0o077)
    places = Places(Path(data))
    alone = open_lock(places.lock(service, "keeper"))
    if not try_lock(alone, fcntl.LOCK_EX):
        _say(report, "ready")  # another keeper was first; the one who asked will find it
        return
    keeper = Keeper(service, places)
    try:
        keeper.start()
        _say(report, "ready")
        keeper.keep()
    except EmbeddedError as error:
        _say(report, str(error))
    finally:
        keeper.stop()
        os.close(alone)


def _say(report: int, words: str) -> None:
    with contextlib.suppress(OSError):  # said before, or nobody listens any more
        os.write(report, words.encode())
        os.close(report)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
