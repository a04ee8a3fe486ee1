"""People of each role, and clients signed in as them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from core.models import User


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """`person("inspector")`: somebody with that role; the same one when asked again."""

    def make(role: str) -> User:
        email = f"{role}@example.org"
        return User.objects.filter(email=email).first() or User.objects.create_user(email, role=role, name=role.title())

    return make


@pytest.fixture
def client_of(person: Callable[[str], User]) -> Callable[[str], Client]:
    """`client_of("inspector")`: a browser signed in with that role."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(person(role))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path) -> Iterator[None]:
    """Files that are uploaded go to a place of the test's own."""
    with override_settings(MEDIA_ROOT=tmp_path / "uploads"):
        yield
