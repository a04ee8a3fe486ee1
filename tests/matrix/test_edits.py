"""Every address with a form has decided whether it compares what stands with what was seen, and does so."""

from __future__ import annotations

import re

import pytest

from tests.matrix.edits import COMPARED, NOT_COMPARED
from tests.matrix.lines import LINES, PROVIDER
from tests.matrix.urlconf import addresses
from tests.matrix.world import OWN, World, undone

WRITES = {name for name, line in LINES.items() if line.posts}
SHOWN = sorted(name for name in WRITES if LINES[name].answer == 200 and not LINES[name].only_posts)
VERSION = re.compile(rb'<input type="hidden" name="version" value="[^"]+"')
ADD = "Decide in tests/matrix/edits.py whether it changes what stands: then its form is an EditForm; else say why not."


def test_every_address_that_writes_has_decided() -> None:
    assert COMPARED | NOT_COMPARED.keys() == WRITES, ADD
    assert COMPARED & NOT_COMPARED.keys() == set()
    assert WRITES - set(SHOWN) <= NOT_COMPARED.keys()


@pytest.mark.parametrize("name", SHOWN)
def test_a_form_carries_the_version_that_was_seen_where_that_is_compared(name: str, world: World) -> None:
    person = max(LINES[name].may - {PROVIDER}, default=PROVIDER)
    with undone():
        answer = world.client(person).get(addresses()[name].path(world.values(OWN)))
    assert answer.status_code == 200
    assert bool(VERSION.search(answer.content)) == (name in COMPARED)
