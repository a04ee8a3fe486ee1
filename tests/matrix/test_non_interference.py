"""People outside get the same bytes whether or not an unannounced visit was asked for that they must not know of.

Every address of the URLconf, in several ways, the pages of faults, what machines ask, mail, and the ids of what is made
afterwards: in two worlds that differ in the visit alone. The planted holes show that each of these is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse

from core import services
from inspections.models import InspectionType, VisitAsked
from providers.models import Invitation
from tests.matrix.lines import LINES, PROVIDER
from tests.matrix.two_worlds import OUTSIDE, Seen, differences, seen, targets
from tests.matrix.urlconf import addresses
from tests.matrix.world import OTHER_PROVIDER, World

KINDS = (InspectionType.KEY, InspectionType.RANDOM, InspectionType.MONITORING, InspectionType.THEMED)
FEW = {"names": ("casework:services", "casework:organisation_people"), "people": (PROVIDER,)}


@pytest.fixture(scope="module")
def without(world: World) -> Seen:
    """What people outside get while no visit is asked for."""
    return seen(world)


@pytest.mark.parametrize("kind", KINDS)
def test_people_outside_get_the_same_bytes_whether_a_visit_is_asked_for_or_not(
    world: World, without: Seen, kind: str
) -> None:
    assert differences(without, seen(world, kind)) == []


def test_the_same_world_twice_is_the_same(world: World) -> None:
    assert differences(seen(world, **FEW), seen(world, **FEW)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_visit_is_really_in_the_plan(world: World, kind: str) -> None:
    before, after = targets(world, kind)
    assert before != after


def test_every_address_is_asked_by_everybody_outside(without: Seen) -> None:
    asked = {tuple(key.split(" get ")[0].rsplit(" ", 1)) for key in without if " get " in key}
    everywhere = {(person, name) for person in OUTSIDE for name in addresses()}
    assert everywhere <= asked
    assert set(addresses()) == set(LINES)
    mail = b" ".join(text for key, text in without.items() if key.startswith("mail "))
    assert b"You are invited" in mail
    assert b"Set a new password" in mail
    for person in (PROVIDER, OTHER_PROVIDER):
        taken = [text for key, text in without.items() if key.startswith(f"{person} tells ")]
        assert [text[:3] for text in taken] == [b"302", b"200", b"302"]
        again = without[f"{person} reads casework:own_records again"]
        assert again.startswith(b"200")
        assert b"otification" in again
    assert without["a fault"].startswith(b"500")


# ---- planted holes: each is found


class Hole:
    """A middleware that lets something about visits out, as a fault of the product would."""

    plant: Callable[[HttpRequest, HttpResponse, int], None]

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the hole in it."""
        answer = self.get_response(request)
        type(self).plant(request, answer, VisitAsked.objects.count())
        return answer


def in_a_page(request: HttpRequest, answer: HttpResponse, visits: int) -> None:
    if request.path == "/services/" and answer.status_code == 200:
        answer.content += f"<!-- {visits} -->".encode()


def in_a_header(request: HttpRequest, answer: HttpResponse, visits: int) -> None:
    answer.headers["ETag"] = f'"{visits}"'


def in_a_cookie(request: HttpRequest, answer: HttpResponse, visits: int) -> None:
    answer.set_cookie("seen", str(visits))


def in_an_error_page(request: HttpRequest, answer: HttpResponse, visits: int) -> None:
    if answer.status_code == 404:
        answer.content += b"x" * visits


def in_the_page_of_a_fault(request: HttpRequest, answer: HttpResponse, visits: int) -> None:
    if answer.status_code == 500:
        answer.content += str(visits).encode()


def in_an_export(request: HttpRequest, answer: HttpResponse, visits: int) -> None:
    if request.GET.get("format") == "csv":
        answer.content += b"\n" * visits


def in_a_status(request: HttpRequest, answer: HttpResponse, visits: int) -> None:
    if request.path == "/services/":
        answer.status_code = 200 + visits


HOLES = [in_a_page, in_a_header, in_a_cookie, in_an_error_page, in_the_page_of_a_fault, in_an_export, in_a_status]


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.__name__)
def test_a_hole_is_found(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, hole: Any) -> None:
    monkeypatch.setattr(Hole, "plant", staticmethod(hole), raising=False)
    settings.MIDDLEWARE = [f"{__name__}.Hole", *settings.MIDDLEWARE]
    assert differences(seen(world, **FEW), seen(world, "monitoring", **FEW))


@pytest.mark.parametrize("part", ["subject", "text", "to"])
def test_a_hole_in_a_mail_is_found(world: World, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    written = services.mail_write

    def leaky(to: str, **given: Any) -> Any:
        visits = VisitAsked.objects.count()
        if part == "to":
            return written(f"{visits}.{to}", **given)
        return written(to, **given | {part: f"{given[part]} {visits}"})

    monkeypatch.setattr(services, "mail_write", leaky)
    found = differences(seen(world, **FEW), seen(world, "monitoring", **FEW))
    assert any(where.startswith("mail ") for where in found)


@pytest.fixture
def _ids_shared_with_visits() -> Iterator[None]:
    def take(instance: Invitation, **_: Any) -> None:
        if instance.pk is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT nextval(pg_get_serial_sequence('inspections_visitasked', 'id'))")
                instance.pk = cursor.fetchone()[0] + 1_000_000

    pre_save.connect(take, sender=Invitation)
    yield
    pre_save.disconnect(take, sender=Invitation)


@pytest.mark.usefixtures("_ids_shared_with_visits")
def test_an_id_that_counts_visits_too_is_found(world: World) -> None:
    assert differences(seen(world, **FEW), seen(world, "monitoring", **FEW))
