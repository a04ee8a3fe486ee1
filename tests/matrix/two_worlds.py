"""Two worlds that differ in one asked visit alone, and all that people outside the inspectorate get in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any
from unittest.mock import patch

import time_machine
from django.core.cache import cache
from django.db import connection
from django.http.response import HttpResponseBase

from core.law import law_in_force
from core.models import Mail, User
from intelligence.catalogue import events
from scheduling import news
from scheduling.models import Obligation
from scheduling.services import visit_ask_in_plan
from tests.matrix.lines import LINES, PROVIDER
from tests.matrix.urlconf import Address, addresses
from tests.matrix.world import BELONG, MISSING, NOON, OTHER, OTHER_PROVIDER, OWN, TODAY, VISITOR, World, undone

OUTSIDE = (VISITOR, *BELONG)
QUERIES = ("", "?format=csv&page=2&sort=name&q=a")
MACHINES = ("/healthz", "/readyz", "/no/such/page", "/favicon.ico", "/robots.txt")
BY = date(2026, 9, 25)
REQUEST_ID = "the-same-in-both-worlds"
TOKENS = [
    re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*'),
    re.compile(rb"((?:csrftoken|sessionid)=)[^;]*"),
]
Seen = dict[str, bytes]


def seen(
    world: World, kind: str | None = None, *, names: Iterable[str] = LINES, people: Iterable[str] = OUTSIDE
) -> Seen:
    """What these people get everywhere, in the world as it is or in that with visits of a kind asked for as well.

    Time stands still and every sequence starts from the same value, so that nothing differs but by the visit.
    """
    with sequences_kept(), undone(), time_machine.travel(NOON, tick=False):
        if kind is not None:
            visits_ask(world, kind)
        found = made_afterwards(world)
        found |= failing(world)
        for person in people:
            for path in MACHINES:
                found[f"{person} get {path}"] = bytes_of(ask(world, person, "get", path))
            for name in names:
                for way in ways(name):
                    found[f"{person} {name} {' '.join(way)}"] = bytes_of(answer(world, person, addresses()[name], *way))
    return found


def ways(name: str) -> Iterator[tuple[str, str, str]]:
    """How an address is asked: method, whose object, query. One that refuses provider users is asked less."""
    address, line = addresses()[name], LINES[name]
    within = PROVIDER in line.may or address.is_open
    for whose in (OWN, OTHER, MISSING) if address.arguments and within else (OWN,):
        yield from (("get", whose, query) for query in (QUERIES if within else ("",)))
        if within and line.posts:
            yield "post", whose, ""


def answer(world: World, person: str, address: Address, method: str, whose: str, query: str) -> HttpResponseBase:
    """One request, whose writing is taken back."""
    with undone():
        return ask(world, person, method, address.path(world.values(whose)) + query)


def ask(world: World, person: str, method: str, path: str, data: dict[str, Any] | None = None) -> HttpResponseBase:
    """One request under an id that is the same in both worlds."""
    cache.clear()
    client = world.client(person)
    found: HttpResponseBase = getattr(client, method)(path, data or {}, headers={"X-Request-ID": REQUEST_ID})
    return found


def bytes_of(answer: HttpResponseBase) -> bytes:
    """The answer's status, headers, cookies and body, tokens masked."""
    body = b"".join(answer) if answer.streaming else getattr(answer, "content", b"")  # type: ignore[arg-type]
    headers = "\n".join(sorted(f"{name}: {value}" for name, value in answer.headers.items()))
    cookies = answer.cookies.output()
    return masked(f"{answer.status_code}\n{headers}\n{cookies}\n".encode() + body)


def masked(text: bytes) -> bytes:
    for token in TOKENS:
        text = token.sub(rb"\1-", text)
    return text


def made_afterwards(world: World) -> Seen:
    """What people outside make after the visit was asked for, with the mail that comes of it."""
    found: Seen = {}
    for person, whose in ((PROVIDER, OWN), (OTHER_PROVIDER, OTHER)):
        values = world.values(whose)
        path = addresses()["casework:person_invite"].path(values)
        form = {"email": f"new-{person[-3:]}@example.org", "level": "viewer", "scope": world.homes[whose].provider.pk}
        found[f"{person} invites"] = bytes_of(ask(world, person, "post", path, form))
        found |= told(world, person, values)
        reset = {"email": world.people[person].email}
        found[f"{person} forgot"] = bytes_of(ask(world, VISITOR, "post", "/account/password/reset/", reset))
    found |= {f"mail {number}": text for number, text in enumerate(mail_to_people_outside())}
    return found


def told(world: World, person: str, values: dict[str, Any]) -> Seen:
    """What somebody is answered who notifies the inspectorate, says that something is wrong, and reads both again.

    References are random by design; here they are drawn alike in both worlds.
    """
    found: Seen = {}
    notice = {"kind": "notification", "event": next(iter(events())), "severity": "serious", "text": "A window broke."}
    with patch("secrets.choice", side_effect=Random(person).choice):
        for name, form in (
            ("casework:own_record_add", notice),
            ("casework:own_record_add", notice | {"text": ""}),
            ("casework:service_wrong", {"fact": "places", "what_is_right": "Six places."}),
        ):
            path = addresses()[name].path(values)
            found[f"{person} tells {name} {len(found)}"] = bytes_of(ask(world, person, "post", path, form))
        for name in ("casework:own_records", "casework:service", "casework:services"):
            found[f"{person} reads {name} again"] = bytes_of(ask(world, person, "get", addresses()[name].path(values)))
    return found


def mail_to_people_outside() -> list[bytes]:
    """All of it, with its ids."""
    staff = User.objects.exclude(role=PROVIDER).values_list("email", flat=True)
    found = Mail.objects.exclude(to__in=staff).order_by("pk")
    return [f"{mail.pk} {mail.to} {mail.subject} {mail.created_at} {mail.text}".encode() for mail in found]


def failing(world: World) -> Seen:
    """The page of a fault whose own words tell of visits."""
    told = RuntimeError(f"{list(Obligation.objects.values_list('target', flat=True))}")
    with undone(), patch("core.views.home.groupby", side_effect=told):
        return {"a fault": bytes_of(ask(world, PROVIDER, "get", "/glossary/"))}


def visits_ask(world: World, kind: str) -> None:
    """A visit of this kind at each home, with the targets that it moves."""
    for home in world.homes.values():
        visit_ask_in_plan(
            home.provider, type=kind, by_on=BY, why="Somebody rang.", by=world.people["inspector"], at=NOON
        )
    homes = [home.provider.pk for home in world.homes.values()]
    assert news.news_plan(homes, law=law_in_force(), as_of=TODAY, at=NOON)


def targets(world: World, kind: str) -> tuple[set[Any], set[Any]]:
    """The targets of both homes' plans without and with a visit of this kind."""
    of_homes = Obligation.objects.filter(provider__in=[home.provider for home in world.homes.values()])
    columns = ("provider", "type", "target")
    with sequences_kept(), undone():
        before = set(of_homes.values_list(*columns))
        visits_ask(world, kind)
        return before, set(of_homes.all().values_list(*columns))


def differences(one: Seen, other: Seen) -> list[str]:
    """Where the two worlds are not the same to the byte."""
    return sorted(asked for asked in one.keys() | other.keys() if one.get(asked) != other.get(asked))


@contextmanager
def sequences_kept() -> Iterator[None]:
    """Put every sequence back to where it stood: taking back a transaction does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences")
        stood = cursor.fetchall()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, last in stood:
                cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])
