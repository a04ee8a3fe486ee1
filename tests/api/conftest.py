"""The world of the access matrix, and machines that read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from exchange.models import Token
from exchange.tokens import scopes_open_to, token_make
from tests.matrix.conftest import world
from tests.matrix.world import NOON, World

__all__ = ["world"]
Ask = Callable[..., Any]
V1 = "/api/v1/"


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    """How often somebody asked is forgotten."""
    cache.clear()


def secret_of(world: World, person: str, scopes: list[str] | None = None, days: int = 30) -> str:
    """A token of this person, of all scopes that they can have unless told otherwise."""
    user = world.people[person]
    wanted = [str(scope) for scope in scopes_open_to(user)] if scopes is None else scopes
    return token_make(user, name="Test", scopes=wanted, days=days, by=user, at=NOON).secret


def bearer(secret: str) -> dict[str, str]:
    """The header of a token, for Django's client."""
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def scopes() -> list[str]:
    """All there are."""
    return [str(scope) for scope in Token.Scope]
