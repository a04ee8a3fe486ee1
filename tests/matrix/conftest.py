"""One world for all tests of a process; each request's writing is taken back, so that the next finds it unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests import databases
from tests.matrix.world import NOON, World, make_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, at noon of its day, gone again at the end. It is committed: a run has to be."""
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=True):
        yield make_world()
        databases.afresh()
