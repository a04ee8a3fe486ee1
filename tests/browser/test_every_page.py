"""Every address of the URLconf in a browser, wide and narrow: with data, with errors in its form, and while empty.

Derived from the table of addresses (tests/matrix/lines.py): a page is looked at from its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route, expect

from core import errors
from exchange.models import ImportRun
from exchange.tokens import service_account_make
from providers.models import Absence, Outbox
from tests.browser.conftest import PATIENCE, bring_in, listen
from tests.browser.pages import WIDE, forms_that_can_fail, looked_at, send_wrongly
from tests.casework.registers import make_run
from tests.factories import MembershipFactory, ProviderFactory, TeamFactory, UserFactory
from tests.matrix.lines import ADMIN, LINES, PROVIDER, SENIOR, SIGNED_IN, Line
from tests.matrix.nothing import NOTHING
from tests.matrix.urlconf import addresses
from tests.matrix.world import NOON, OWN, TODAY, VISITOR, make_world, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
ROOMS = ("account", "core", "casework", "intelligence", "scheduling", "exchange")
# What these are about is not there while everything is empty.
NEED_SOMETHING = {
    "casework:approval_end",
    "casework:correction",
    "casework:leave",
    "casework:organisation_part",
    "casework:pair_set_aside",
    "casework:person",
    "casework:person_join",
    "casework:person_part",
    "casework:provider_part",
    "casework:own_record_add",
    "casework:own_records",
    "casework:service",
    "casework:service_wrong",
    "casework:take_back_visit",
    "casework:take_back_earlier",
    "casework:own_record",
    "intelligence:record",
    "intelligence:follows",
    "intelligence:record_join",
    "intelligence:record_part",
    "core:mail",
    "core:read_by",
    "core:regime_withdraw",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_view_recovery_codes",
}
NEVER_WRONG = {"casework:staff_team"}  # each of its choices, no team among them, is right
NOT_SHOWN = {
    # files
    "core:regime_text",
    "intelligence:record_file",
    "intelligence:note_file",
    "mfa_download_recovery_codes",
    # parts of pages, which ask for them
    "core:example_progress",
    "scheduling:progress",
    "exchange:progress",
} | {name for name in LINES if name.startswith("api:")}
Open = Callable[[str], Page]


def room_of(name: str) -> str:
    room, colon, _ = name.partition(":")
    return room if colon and "/" not in room else "account"


def reader(line: Line) -> str:
    """Who looks at a page: a senior manager where they may, else whoever may."""
    if line.visitor == 200:
        return VISITOR
    return SENIOR if SENIOR in line.may else min(line.may)


def shown(name: str, line: Line) -> bool:
    return (line.answer == 200 or line.visitor == 200) and not line.only_posts and name not in NOT_SHOWN


PAGES = {name: line for name, line in LINES.items() if shown(name, line)}
# Only without a second factor is one set up.
EMPTY_PAGES = {"mfa_activate_totp": LINES["mfa_activate_totp"]} | {
    name: line for name, line in PAGES.items() if name not in NEED_SOMETHING
}
AT_ONCE = 12  # pages of one test, so that two processes have as much to do each


def parts(pages: dict[str, Line]) -> list[Any]:
    """The names of these pages, a room's together, and not too many."""
    found = []
    for room in ROOMS:
        names = [name for name in pages if room_of(name) == room]
        found += [
            pytest.param(names[first : first + AT_ONCE], id=f"{room}-{first}")
            for first in range(0, len(names), AT_ONCE)
        ]
    return found


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Every test's noon is the same minute: the attempts to sign in that one of them made do not count for the next."""
    with time_machine.travel(NOON, tick=True):
        cache.clear()
        yield


@pytest.fixture
def open_as(browser: Browser, live_server: Any) -> Iterator[Callable[[dict[str, str]], Open]]:
    """`open_as(sessions)(person)`: that person's page, the same one each time."""
    pages: dict[str, Page] = {}
    faults: list[str] = []

    def of(sessions: dict[str, str]) -> Open:
        def page_of(person: str) -> Page:
            if person not in pages:
                context = browser.new_context(base_url=live_server.url, viewport=WIDE)  # type: ignore[arg-type]
                if person != VISITOR:
                    bring_in(context, sessions[person], live_server.url)
                pages[person] = context.new_page()
                pages[person].set_default_timeout(PATIENCE)
                listen(pages[person], faults)
            pages[person].set_viewport_size(WIDE)  # type: ignore[arg-type]
            return pages[person]

        return page_of

    yield of
    for page in pages.values():
        page.context.close()
    assert faults == []


@pytest.mark.parametrize("names", parts(PAGES))
def test_every_page_with_data_and_with_errors(open_as: Callable[..., Open], names: list[str]) -> None:
    world = make_world()
    open_page, found = open_as(world.sessions), {}
    for name in names:
        line = PAGES[name]
        page, path = open_page(reader(line)), addresses()[name].path(world.values(OWN))
        for query in ("", *line.also):
            found[path + query] = [*_answered(page, path + query), *looked_at(page, narrow_with_axe=not query)]
        if name not in NEVER_WRONG:
            found[f"{path} with errors"] = _with_errors(page, path)
    assert {path: faults for path, faults in found.items() if faults} == {}


def _answered(page: Page, path: str) -> list[str]:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    answer = page.goto(path)
    assert answer is not None
    return [] if answer.status in (200, 400) else [f"answered {answer.status}"]


def _with_errors(page: Page, path: str) -> list[str]:
    """Each form of the page sent wrongly says so in a summary; the page is looked at as it is then."""
    page.goto(path)
    found = []
    for number in range(forms_that_can_fail(page).count()):
        if number:
            page.goto(path)
        send_wrongly(forms_that_can_fail(page).nth(number))
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        if not page.title().startswith("Error: "):
            found.append("the title does not tell of the error")
        found += looked_at(page, narrow_with_axe=False)
    return found


@pytest.mark.parametrize("names", parts(EMPTY_PAGES))
def test_every_page_while_there_is_nothing(open_as: Callable[..., Open], names: list[str]) -> None:
    values, sessions = make_empty_world()
    open_page, found = open_as(sessions), {}
    for name in names:
        page, path = open_page(reader(EMPTY_PAGES[name])), addresses()[name].path(values)
        found[path] = [*_answered(page, path), *looked_at(page, narrow_with_axe=name not in PAGES)]
    assert {path: faults for path, faults in found.items() if faults} == {}


def make_empty_world() -> tuple[dict[str, Any], dict[str, str]]:
    """People, and of what an address needs one that has nothing: a provider not yet planned, a run of no provider."""
    people = {role: UserFactory(role=role) for role in SIGNED_IN}
    run = make_run(TODAY)
    provider = ProviderFactory(organisation=None, region_id=None)
    Outbox.objects.all().delete()
    imported = ImportRun.objects.create(file_name="register.csv", sha256="0" * 64, size=0, asked_at=NOON)
    account = service_account_make("M", what_for="To count.", answered_for_by="Z", by=people[ADMIN], at=NOON)
    membership = MembershipFactory(user=people[PROVIDER])
    away = {"user": people[SENIOR], "stand_in": people["inspector"], "from_on": TODAY, "until_on": TODAY}
    values = NOTHING | {
        "organisation_id": membership.organisation_id,
        "membership_id": membership.pk,
        "user_id": people[SENIOR].pk,
        "team_id": TeamFactory().pk,
        "absence_id": Absence.objects.create(**away).pk,
        "account_id": account.pk,
        "urn": provider.urn,
        "run_id": run.pk,
        "exchange:run_id": imported.pk,
        "regime_id": "2004-regulations",
    }
    return values, {role: sign_in(user) for role, user in people.items()}


@pytest.mark.parametrize("role", [PROVIDER, SENIOR])
def test_what_went_wrong_is_said_accessibly(open_as: Callable[..., Open], role: str) -> None:
    """The pages 403, 404, and those for a form without its token, for too many attempts and for a fault of ours."""
    _, sessions = make_empty_world()
    page, found = open_as(sessions)(role), {}
    drawn = {
        "/drawn/csrf/": errors.csrf_failed(RequestFactory().post("/")),
        "/drawn/429/": errors.too_many(RequestFactory().get("/")),
        "/drawn/500/": errors.failed(RequestFactory().get("/")),
    }
    page.route("**/drawn/**", lambda route: _answer(route, drawn))
    for path, status in {"/imports/types/add/": 403, "/no/such/page/": 404, **dict.fromkeys(drawn, None)}.items():
        answer = page.goto(path)
        assert answer is not None
        assert status in (None, answer.status)
        found[path] = looked_at(page)
    assert {path: faults for path, faults in found.items() if faults} == {}


def _answer(route: Route, drawn: dict[str, HttpResponse]) -> None:
    path = next(path for path in drawn if route.request.url.endswith(path))
    route.fulfill(status=200, content_type="text/html", body=drawn[path].content)


def test_no_page_is_left_out() -> None:
    left_out = {name for name in LINES if name not in PAGES and name not in EMPTY_PAGES and name not in NOT_SHOWN}
    assert all(LINES[name].answer in (302, 404) or LINES[name].only_posts for name in left_out), left_out
    assert {room_of(name) for name in LINES if not name.startswith("api:")} == set(ROOMS)
    for pages in (PAGES, EMPTY_PAGES):
        assert sorted(name for part in parts(pages) for name in part.values[0]) == sorted(pages)
