"""Every address × every person × one's own object, another's and none: who is let in, and that nobody else is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse

from tests.guards import MAY_BE_WRITTEN, WRITING
from tests.matrix.lines import LINES, PROVIDER, STAFF, Line
from tests.matrix.urlconf import Address, addresses
from tests.matrix.world import BELONG, MISSING, OTHER, OWN, PEOPLE, VISITOR, World, undone

NAMES = sorted(addresses())
CLOSED = sorted(name for name in NAMES if not addresses()[name].is_open)
SIGN_IN = "/account/login/?next="
ADD = 'has no line in tests/matrix/lines.py. Add "{name}": Line(may=…) there: which roles may open {route}?'
CSRF_PAGE = b"<title>The form was not sent"
ALLOWED_TO_WRITE = MAY_BE_WRITTEN | {"core_user"}  # the day of the last sign-in


def relations(address: Address) -> tuple[str, ...]:
    """Whose objects an address is asked for; an address without arguments has none."""
    return (OWN, OTHER, MISSING) if address.arguments else (MISSING,)


def role_of(person: str) -> str:
    return PROVIDER if person in BELONG else person


def is_own(person: str, whose: str) -> bool:
    return person not in BELONG or whose == BELONG[person][0]


def has_level(line: Line, person: str) -> bool:
    """Whether somebody belongs as the line asks of provider users; of others it asks nothing."""
    return person not in BELONG or BELONG[person][1] in line.levels


def is_let_in(line: Line, address: Address, person: str, whose: str) -> bool:
    """Whether somebody who is signed in may, and the object is there for them."""
    if role_of(person) not in line.may:
        return False
    if not has_level(line, person):
        return False
    return address.is_open or not address.arguments or (whose != MISSING and (not line.own or is_own(person, whose)))


def expected(line: Line, address: Address, person: str, whose: str, to_get: int) -> set[int]:
    """What the answer may be, `to_get` for those let in. Staff may be told first that there is no such thing."""
    if person == VISITOR:
        return {302 if line.visitor is None else line.visitor}
    if role_of(person) not in line.may:
        return {403, 404} if whose == MISSING and address.arguments and person in STAFF else {403}
    if not has_level(line, person):
        return {line.below} if whose == OWN or not address.arguments else {404}
    return {to_get} if is_let_in(line, address, person, whose) else {404}


def cases(name: str) -> Iterator[tuple[str, str]]:
    return itertools.product(PEOPLE, relations(addresses()[name]))


@contextmanager
def watched() -> Iterator[list[str]]:
    """The tables that are written inside, apart from the session's."""
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        written.extend(table for table in WRITING.findall(sql) if table.lower() not in ALLOWED_TO_WRITE)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def ask(world: World, name: str, person: str, whose: str, method: str = "get", **options: Any) -> HttpResponse:
    """One request, whose writing is taken back; how often sign-in pages were asked is forgotten."""
    cache.clear()
    with undone():
        path = addresses()[name].path(world.values(whose))
        return getattr(world.client(person, **options), method)(path)


@pytest.mark.parametrize("name", NAMES)
def test_every_address_has_its_line(name: str) -> None:
    assert name in LINES, f"{name} {ADD.format(name=name, route=addresses()[name].route)}"


def test_every_line_has_its_address() -> None:
    assert set(LINES) - set(NAMES) == set(), "lines of addresses that are gone: take them out of tests/matrix/lines.py"


def test_open_are_the_addresses_whose_line_says_so() -> None:
    marked = {name for name in NAMES if addresses()[name].is_open}
    assert marked == {name for name, line in LINES.items() if line.visitor not in (None, 401)}


def test_no_view_is_without_protection_against_forged_forms() -> None:
    """What reads only needs none."""
    exempt = [name for name in NAMES if getattr(addresses()[name].view, "csrf_exempt", False)]
    assert [name for name in exempt if addresses()[name].view.cls.http_method_names != ["get", "head"]] == []
    assert {name.partition(":")[0] for name in exempt} == {"api"}


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_get_is_answered_as_the_line_says(world: World, name: str) -> None:
    line, address, wrong = LINES[name], addresses()[name], {}
    for person, whose in cases(name):
        answer = ask(world, name, person, whose)
        right = {405} if line.only_posts and person != VISITOR else expected(line, address, person, whose, line.answer)
        sent_to_sign_in = answer.headers.get("Location", "").startswith(SIGN_IN)
        if answer.status_code not in right or (person == VISITOR and line.visitor is None and not sent_to_sign_in):
            wrong[person, whose] = f"{answer.status_code} where {right} is right"
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_post_is_refused_without_the_role_and_writes_nothing_then(world: World, name: str) -> None:
    line, address, wrong = LINES[name], addresses()[name], {}
    for person, whose in cases(name):
        with watched() as written:
            status = ask(world, name, person, whose, "post").status_code
        if line.posts and (person == VISITOR) <= address.is_open and is_let_in(line, address, person, whose):
            fault = "" if status in (200, 302) else f"{status} for whoever may post"
        else:
            right = expected(line, address, person, whose, line.answer) | ({405} if not line.posts else set())
            if line.only_posts and role_of(person) in line.may and not has_level(line, person):
                right |= {302}  # sent back to the page it came from, with the reason
            fault = f"wrote {written}" if written else "" if status in right else f"{status} where {right} is right"
        if fault:
            wrong[person, whose] = fault
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(name for name, line in LINES.items() if line.posts))
def test_a_form_without_its_token_is_refused(world: World, name: str) -> None:
    line, address = LINES[name], addresses()[name]
    for person in PEOPLE:
        if role_of(person) not in line.may:
            continue
        with watched() as written:
            answer = ask(world, name, person, OWN, "post", enforce_csrf_checks=True)
        assert (answer.status_code, written) == (403, []), f"{person} at {address.route}"
        assert CSRF_PAGE in answer.content


# Any two of a kind may be one, wherever they are.
OF_ANY_TWO = {"casework:pair_set_aside", "casework:person_join"}


@pytest.mark.parametrize("name", [n for n in CLOSED if len(addresses()[n].arguments) > 1 and n not in OF_ANY_TWO])
def test_an_object_is_found_under_its_own_provider_alone(world: World, name: str) -> None:
    address, method = addresses()[name], "post" if LINES[name].only_posts else "get"
    for first in address.arguments:
        mixed = world.values(OWN) | {first: world.values(OTHER)[first]}
        for person in sorted(STAFF & LINES[name].may):
            with undone():
                answer = getattr(world.client(person), method)(address.path(mixed))
            assert answer.status_code == 404, f"{person} with another {first}"


@pytest.mark.parametrize("name", sorted(name for name in CLOSED if addresses()[name].arguments))
def test_who_is_refused_cannot_tell_what_there_is(world: World, name: str) -> None:
    for person in BELONG:
        if role_of(person) in LINES[name].may:
            continue
        bodies = {ask(world, name, person, whose).content for whose in relations(addresses()[name])}
        assert len({_without_token(body) for body in bodies}) == 1


def _without_token(body: bytes) -> bytes:
    """As it is but for the secret of each form, which is another at every request."""
    return re.sub(rb'(name="csrfmiddlewaretoken" value=)"[^"]*"', rb"\1", body)


def test_the_size_of_the_matrix(world: World) -> None:
    """Addresses × people × relations: none is left out."""
    asked = sum(1 for name in LINES for _ in cases(name))
    with_object = sum(1 for name in LINES if addresses()[name].arguments)
    assert asked == len(PEOPLE) * (3 * with_object + len(LINES) - with_object)
    assert VISITOR in PEOPLE
    assert len(PEOPLE) == 10
