"""People of each role, and clients signed in as them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from core.models import User

AT = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """`person("inspector")`: somebody with that role; the same one when asked again."""

    def make(role: str, **fields: object) -> User:
        email = str(fields.pop("email", f"{role}@example.org"))
        found = User.objects.filter(email=email).first()
        return found or User.objects.create_user(email, "correct horse", role=role, name=role.title(), **fields)

    return make


@pytest.fixture
def client_of(person: Callable[..., User]) -> Callable[[str], Client]:
    """`client_of("inspector")`: a browser signed in with that role."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(person(role))
        return client

    return sign_in
