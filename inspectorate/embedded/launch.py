"""Becomes a server: `python -m inspectorate.embedded.launch UID GID PARENT SIGNAL PROGRAM ARGUMENTS…`.

A program of its own, because between fork and exec little is safe. It gives up root (PostgreSQL refuses to run as
root), asks the kernel to end it with SIGNAL when its PARENT dies, and executes PROGRAM.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
CAP_SETPCAP = 8
CAPABILITY_VERSION_3 = 0x20080522


def _prctl(*arguments: int) -> int:
    if not sys.platform.startswith("linux"):
        return -1
    return int(ctypes.CDLL(None, use_errno=True).prctl(*(ctypes.c_ulong(argument) for argument in arguments)))


def give_up_root(uid: int, gid: int, paths: list[Path]) -> None:
    """Become `uid`; keep the right to search directories only where a path could not be reached without it."""
    os.setgroups([])
    os.setgid(gid)
    _prctl(PR_SET_KEEPCAPS, 1)
    os.setuid(uid)
    if not all(os.access(path, os.X_OK) for path in paths):
        _keep_a_capability()


def _keep_a_capability() -> None:
    """Let the program pass directories that only root may enter (a checkout below /root, or a `mktemp -d`).

    `access(2)`, which PostgreSQL asks first, forgets capabilities of ordinary users unless a secure bit is set.
    """
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if not _set_capabilities(now=[capability, CAP_SETPCAP], passed_on=[capability]):
            continue
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
        _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)
        _set_capabilities(now=[capability], passed_on=[capability])
        return


def _set_capabilities(*, now: list[int], passed_on: list[int]) -> bool:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    have, pass_on = sum(1 << one for one in now), sum(1 << one for one in passed_on)
    sets = (ctypes.c_uint32 * 6)(have, have, pass_on, 0, 0, 0)
    return bool(ctypes.CDLL(None, use_errno=True).capset(header, sets) == 0)


def main(arguments: list[str]) -> None:
    """Give up root where told to, tie the life to the parent's, execute."""
    uid, gid, parent, ending = (int(argument) for argument in arguments[:4])
    program = arguments[4:]
    if uid and os.geteuid() == 0:
        give_up_root(uid, gid, [Path(program[0]), Path.cwd()])
    _prctl(PR_SET_PDEATHSIG, ending)  # after the change of user, which would clear it
    if parent and os.getppid() != parent:
        raise SystemExit("The keeper has gone.")
    os.execv(program[0], program)  # noqa: S606 - becoming the server is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
