"""schemathesis against the document: whoever asks, and whatever, each answer is one that the document describes."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.cache import cache as shared
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks

from exchange.api.document import document
from tests.api.conftest import secret_of
from tests.matrix.lines import LINES, PROVIDER, SIGNED_IN, STAFF
from tests.matrix.urlconf import addresses
from tests.matrix.world import OWN, World, undone

EXAMPLES = 6
BY_SESSION, BY_TOKEN = "session", "token"
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
    checks.allow_header_conformance,
]


@cache
def schema() -> Any:
    load_all_checks()
    loaded = schemathesis.openapi.from_dict(document())
    loaded.app = get_wsgi_application()
    return loaded


def operations() -> list[Any]:
    return [found.ok() for found in schema().get_all_operations()]


def name_of(operation: Any) -> str:
    """The name of its address."""
    return next(name for name, one in addresses().items() if name.startswith("api:") and _path(one) == operation.path)


def _path(address: Any) -> str:
    path = f"/{address.route}"
    for argument in address.arguments:
        path = path.replace(f"<slug:{argument}>", f"{{{argument}}}").replace(f"<int:{argument}>", f"{{{argument}}}")
    return path


@pytest.fixture(autouse=True)
def _connection_is_kept() -> Iterator[None]:
    """As Django's own client does: what ends a request does not end the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@contextlib.contextmanager
def nobody_is_throttled() -> Iterator[None]:
    shared.clear()
    with undone():
        yield


def statuses(world: World, operation: Any, name: str, headers: dict[str, str], cookies: dict[str, str]) -> set[int]:
    """What an operation answered, asked as the document allows and as it does not; each answer is checked."""
    found: set[int] = set()
    real = {argument: str(world.values(OWN)[argument]) for argument in addresses()[name].arguments}

    def ask(case: Any) -> None:
        with nobody_is_throttled():
            found.add(case.call_and_validate(headers=headers, cookies=cookies, checks=CHECKS).status_code)

    @asked_often
    @given(case=operation.as_strategy())
    def ask_about_what_there_is(case: Any) -> None:
        case.path_parameters = real
        ask(case)

    @asked_often
    @given(case=operation.as_strategy() | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask_about_anything(case: Any) -> None:
        ask(case)

    ask_about_what_there_is()
    ask_about_anything()
    return found


def asked_often(test: Callable[..., None]) -> Callable[..., None]:
    """A few examples, the same each time."""
    few = hypothesis_settings(
        max_examples=EXAMPLES, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    return few(test)


@pytest.mark.parametrize("way", [BY_SESSION, BY_TOKEN])
@pytest.mark.parametrize("person", sorted(SIGNED_IN))
def test_every_answer_is_as_the_document_says(world: World, person: str, way: str) -> None:
    with undone():
        headers, cookies = {}, {}
        if way == BY_TOKEN:
            headers = {"Authorization": f"Bearer {secret_of(world, person)}"}
        else:
            cookies = {settings.SESSION_COOKIE_NAME: world.sessions[person]}
        answered = defaultdict(set)
        for operation in operations():
            name = name_of(operation)
            answered[name] = statuses(world, operation, name, headers, cookies)
    may = {name for name in answered if person in LINES[name].may}
    right = {name for name in answered if 200 in answered[name]}
    assert right <= may
    assert len(right & may) >= 0.9 * len(may), f"never answered 200: {may - right}"
    assert all(403 in answered[name] for name in set(answered) - may)
    if person in STAFF:
        assert len(right) >= 0.9 * len(operations())


def test_every_address_of_the_api_is_in_the_document() -> None:
    assert {name_of(operation) for operation in operations()} == {name for name in LINES if name.startswith("api:")}
    assert PROVIDER in SIGNED_IN
