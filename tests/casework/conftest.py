"""Noon on 1 September 2026, an inspector, and a home whose inspection of this year is still to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from core.models import User
from providers.models import Provider
from tests.casework.registers import NOON, make_run
from tests.factories import ProviderFactory, UserFactory


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def inspector(db: None) -> User:
    return UserFactory(name="Iris Inspector")


@pytest.fixture
def client(inspector: User) -> Client:
    """A browser in which the inspector is signed in."""
    client = Client()
    client.force_login(inspector)
    return client


@pytest.fixture
def home(db: None) -> Provider:
    """A good home: its inspection is wanted by 2 February 2027, in law by 31 March 2027."""
    home = ProviderFactory(urn="SC000001", name="Willow House", inspected_on=date(2026, 2, 2))
    make_run()
    return home
