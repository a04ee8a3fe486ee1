"""One world for all tests of a process; each request's writing is taken back, so that the next finds it unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from xdist.scheduler import LoadScopeScheduling

from tests import databases
from tests.matrix.world import NOON, World, make_world


class OneByOne(LoadScopeScheduling):
    """Each test goes to the process that is free, but for the comparisons of two worlds, which share what they read of
    the first: they go to one.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "two worlds" if "test_non_interference" in nodeid else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    """How the matrix is shared out among processes. (pytest-xdist's own groups are not seen by pytest 9.2.)"""
    return OneByOne(config, log)


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, at noon of its day, gone again at the end. It is committed: a run has to be."""
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=True):
        world = make_world()
        world.read()
        yield world
        databases.afresh()
