"""Planted secrets: nothing that a provider user or the public gets holds a date, a name or an address of them.

Every address is asked in several ways by each of them, and body, headers, cookies and mail are searched. The words that
were asked for come back in some answers, so what is asked for is never itself a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape

import pytest
from django.core.cache import cache as django_cache
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from core import services
from core.models import Mail
from tests.matrix.lines import LINES, PROVIDER
from tests.matrix.two_worlds import failing, made_afterwards
from tests.matrix.urlconf import addresses
from tests.matrix.world import (
    BELONG,
    CONTRIBUTOR,
    MISSING,
    OTHER,
    OTHER_PROVIDER,
    OWN,
    VIEWER,
    VISITOR,
    World,
    undone,
    written,
)

OUTSIDE = (VISITOR, *BELONG)
QUERIES = ("", "?format=csv", "?sort=gap&page=2&after=x", "?day=2026-09-01&since=1&on=2026-08-31")
METHODS = ("get", "head", "options", "post", "put", "delete")
HEADERS = ({}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_ACCEPT": "application/json"})
TAGS = re.compile(r"<[^>]*>")
SPACES = re.compile(r"\s+")


def text_of(answer: HttpResponseBase) -> str:
    """All that the answer says: its body without tags and entities, the body as it is, headers and cookies."""
    body = b"".join(answer) if answer.streaming else getattr(answer, "content", b"")
    raw = body.decode(errors="replace")
    plain = unescape(TAGS.sub(" ", raw)) if "<" in raw or "&" in raw else ""
    headers = [f"{name}: {value}" for name, value in answer.headers.items()]
    return SPACES.sub(" ", " ".join([raw, plain, *headers, answer.cookies.output()])).casefold()


def found_in(text: str, secrets: dict[str, list[str]]) -> list[str]:
    """Which secrets the text holds, in whatever way they are written."""
    return [what for what, forms in secrets.items() if any(_sought(form) in text for form in forms)]


@cache
def _sought(form: str) -> str:
    return SPACES.sub(" ", form).casefold()


def asked_fully(name: str, person: str) -> bool:
    """Whether this person may get something there that differs by how it is asked."""
    return (PROVIDER in LINES[name].may or addresses()[name].is_open) and person not in (CONTRIBUTOR, VIEWER)


def ways(path: str, fully: bool) -> list[tuple[str, str, dict[str, str]]]:
    """How a path is asked: method, path with its query, headers."""
    if not fully:
        return [("get", path, {}), ("get", f"{path}?format=csv", HEADERS[-1]), ("post", path, {})]
    gets = [("get", path + query, HEADERS[0]) for query in QUERIES]
    others = [("get", path, extra) for extra in HEADERS[1:]]
    return [*gets, *others, *((method, path, {}) for method in METHODS[1:])]


def answers(world: World, name: str, person: str) -> Iterator[tuple[str, HttpResponseBase]]:
    """What this person gets from an address, asked in every way."""
    address = addresses()[name]
    for whose in (OWN, OTHER, MISSING) if address.arguments else (MISSING,):
        path = address.path(world.values(whose))
        for method, asked, extra in ways(path, asked_fully(name, person)):
            django_cache.clear()
            with undone():
                answer = getattr(world.client(person), method)(asked, **extra)
                yield f"{method} {asked}", answer
                if method == "get" and asked == path and not extra and 300 <= answer.status_code < 400:
                    yield f"following {asked}", world.client(person).get(asked, follow=True)


@pytest.mark.parametrize("person", OUTSIDE)
@pytest.mark.parametrize("name", sorted(LINES))
def test_no_answer_to_people_outside_tells_a_secret(world: World, name: str, person: str) -> None:
    secrets, told = world.secrets(person), {}
    for asked, answer in answers(world, name, person):
        if kinds := found_in(text_of(answer), secrets):
            told[asked] = kinds
    assert told == {}


def test_mail_to_people_outside_tells_no_secret(world: World) -> None:
    for person in (PROVIDER, OTHER_PROVIDER):
        with undone():
            before = set(Mail.objects.values_list("pk", flat=True))
            world.client(VISITOR).post("/account/password/reset/", {"email": world.people[person].email})
            (mail,) = Mail.objects.exclude(pk__in=before)
            assert found_in(f"{mail.subject} {mail.text}".casefold(), world.secrets(person)) == []


def test_mail_that_people_outside_bring_about_and_the_page_of_a_fault_tell_no_secret(world: World) -> None:
    with undone():
        made = made_afterwards(world) | failing(world)
    assert any(name.startswith("mail ") for name in made)
    for name, text in made.items():
        person = next((one for one in (OTHER_PROVIDER, PROVIDER) if name.startswith(f"{one} ")), VISITOR)
        assert found_in(text_of(HttpResponse(text)), world.secrets(person)) == [], name


def test_no_subject_names_a_home_or_a_day_whoever_gets_the_mail(world: World) -> None:
    with undone():
        made_afterwards(world)
        subjects = " ".join(Mail.objects.values_list("subject", flat=True))
    assert found_in(subjects.casefold(), world.secrets(VISITOR)) == []


@pytest.mark.parametrize("hole", ["Visit on 17 November 2026", "About Marmalade House"])
def test_a_secret_in_a_mail_is_found(world: World, monkeypatch: pytest.MonkeyPatch, hole: str) -> None:
    written = services.mail_write
    monkeypatch.setattr(
        services, "mail_write", lambda to, **given: written(to, **given | {"text": f"{given['text']} {hole}"})
    )
    with undone():
        made = made_afterwards(world)
    mail = " ".join(text.decode() for name, text in made.items() if name.startswith("mail "))
    assert found_in(text_of(HttpResponse(mail)), world.secrets(PROVIDER))


def test_the_public_addresses_of_machines_tell_no_secret(world: World) -> None:
    for path in ("/healthz", "/readyz", "/static/inspectorate.css", "/no/such/page", "/favicon.ico", "/robots.txt"):
        answer = world.client(VISITOR).get(path)
        assert found_in(text_of(answer), world.secrets(VISITOR)) == [], path


def test_a_provider_user_sees_the_own_home_so_that_the_search_has_something_to_find(world: World) -> None:
    text = text_of(world.client(PROVIDER).get("/services/"))
    assert world.homes[OWN].provider.name.casefold() in text
    assert found_in(text, world.secrets(OTHER_PROVIDER)) == ["own home"]


@pytest.mark.parametrize("whose", [OWN, OTHER])
def test_the_secrets_are_really_there(world: World, whose: str) -> None:
    """On the inspectorate's own page of the home the dates, names and words are found, in the same way of searching."""
    pages = [f"/providers/{world.homes[whose].provider.urn}/", "/providers/", f"/runs/{world.run.pk}/"]
    text = " ".join(text_of(world.client("senior_manager").get(page)) for page in pages)
    kinds = found_in(text, world.secrets(VISITOR))
    home = world.homes[whose]
    assert f"{whose} home" in kinds
    assert "a word of the inspectorate's" in kinds
    for day in (home.asked.by_on, home.decision.by_on, date(2027, 3, 31)):
        assert f"{whose} home's {day}" in kinds


@pytest.mark.parametrize(
    "hole",
    [
        "<p>Visit by <b>17</b>&nbsp;November 2026</p>",
        "due,2026-11-17",
        "17/11/2026",
        "20261117T090000",
        "<a title='17 Nov 2026'>soon</a>",
    ],
)
def test_a_date_is_found_however_it_is_written(world: World, hole: str) -> None:
    assert found_in(text_of(HttpResponse(hole)), world.secrets(PROVIDER)) == [f"own home's {date(2026, 11, 17)}"]


def test_a_secret_in_a_header_or_a_cookie_is_found(world: World) -> None:
    header, cookie = HttpResponse(headers={"X-Next": "/see/Marmalade House"}), HttpResponse()
    cookie.set_cookie("seen", "Zebedee inspector")
    assert found_in(text_of(header), world.secrets(PROVIDER)) == ["another's home"]
    assert found_in(text_of(cookie), world.secrets(PROVIDER)) == ["a word of the inspectorate's"]


def test_every_written_form_of_a_day_is_looked_for() -> None:
    assert {"7 January 2027", "07 Jan 2027", "2027-01-07", "07/01/2027", "7/1/2027"} <= set(written(date(2027, 1, 7)))
