"""Asks a ClamAV daemon whether a file holds something harmful: its INSTREAM command over TCP or a Unix socket."""

from __future__ import annotations

import socket
import struct
from urllib.parse import urlsplit

SECONDS = 30.0
CHUNK = 64 * 1024
PORT = 3310


class UnreachableError(OSError):
    """The daemon did not answer, or not with a verdict: nothing is known about the file."""


def harmful(url: str, content: bytes) -> str:
    """The name of what was found in the content; empty when nothing was.

    `url`: `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`. Raises `UnreachableError`.
    """
    try:
        with _connect(url) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(part)) + part)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise UnreachableError(str(error)) from error
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer == "stream: OK":
        return ""
    raise UnreachableError(f"clamd answered {answer!r}")


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((parts.hostname or "localhost", parts.port or PORT), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    found = b""
    while not found.endswith(b"\0") and len(found) < 4096:
        part = line.recv(1024)
        if not part:
            break
        found += part
    return found.rstrip(b"\0\n").decode("utf-8", "replace")
