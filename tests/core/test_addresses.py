"""The address of a page by its name is the one that Django gives, for every page of the URLconf."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test.utils import override_script_prefix
from django.urls import NoReverseMatch, reverse

from core.addresses import address
from tests.matrix.urlconf import addresses

NAMED = sorted(name for name, each in addresses().items() if name == each.name and "/" not in name)
GIVEN = ("SC123456", "7", 7, -1, "per_year/2026/1", "//evil", "a b%ä?#", "", UUID(int=7))


def told(give: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    try:
        return give(*args, **kwargs)
    except NoReverseMatch:
        return "no such address"


@pytest.mark.parametrize("name", NAMED)
def test_the_address_of_every_page_is_the_one_that_django_gives(name: str) -> None:
    for args in itertools.product(GIVEN, repeat=len(addresses()[name].arguments)):
        assert told(address, name, *args) == told(reverse, name, args=args)


def test_names_and_arguments_that_are_not_there_are_refused() -> None:
    for name, args in (("core:no_such_page", ()), ("no_such_room:page", ()), ("core:glossary", (1,))):
        with pytest.raises(NoReverseMatch):
            address(name, *args)


def test_arguments_may_be_named() -> None:
    assert address("casework:provider", urn="SC123456") == reverse("casework:provider", args=["SC123456"])


def test_it_stands_below_the_prefix_of_the_script() -> None:
    with override_script_prefix("/app/"):
        assert address("casework:provider", "SC123456") == "/app/providers/SC123456/"
