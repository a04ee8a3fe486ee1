"""Who looks after which provider: shared out, handed over in one step, and acted for while somebody is away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.decisions import Refused
from core.models import User
from providers.looking_after import acting_for, inspector_of
from providers.models import Absence, Allocation, Provider
from providers.services import absence_end, absence_record, caseload_hand_over, providers_allocate
from tests.factories import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DAY = date(2026, 9, 1)
LATER = date(2026, 10, 1)


@pytest.fixture
def manager() -> User:
    return UserFactory(role=User.Role.TEAM_MANAGER, name="Mona Manager")


@pytest.fixture
def ines() -> User:
    return UserFactory(name="Ines Inspector")


@pytest.fixture
def otto() -> User:
    return UserFactory(name="Otto Other")


@pytest.fixture
def homes() -> list[Provider]:
    return ProviderFactory.create_batch(3)


@pytest.fixture
def given(manager: User) -> dict[str, Any]:
    return {"note": "The share-out of September.", "by": manager, "at": AT}


def days(provider: Provider) -> list[tuple[str, date, date | None]]:
    rows = Allocation.objects.filter(provider=provider).order_by("from_on")
    return [(row.inspector.name, row.from_on, row.until_on) for row in rows]


def told(provider: Provider) -> list[tuple[str, str, str]]:
    return [(event.kind, event.summary, event.why) for event in provider.timeline.order_by("id")]


def test_providers_are_given_to_an_inspector(homes: list[Provider], ines: User, given: dict[str, Any]) -> None:
    assert providers_allocate(homes[:2], ines, from_on=DAY, **given) == 2
    assert [inspector_of(home, DAY) for home in homes] == [ines, ines, None]
    assert inspector_of(homes[0], date(2026, 8, 31)) is None
    assert told(homes[0]) == [("allocated", "Looked after by Ines Inspector", "The share-out of September.")]
    assert list(Provider.objects.nobodys(DAY)) == [homes[2]]


def test_who_has_it_already_keeps_it_without_a_word(homes: list[Provider], ines: User, given: dict[str, Any]) -> None:
    providers_allocate(homes[:1], ines, from_on=DAY, **given)
    assert providers_allocate(homes[:2], ines, from_on=LATER, **given) == 1
    assert days(homes[0]) == [("Ines Inspector", DAY, None)]
    assert len(told(homes[0])) == 1


def test_another_takes_over_from_a_day_on(homes: list[Provider], ines: User, otto: User, given: dict[str, Any]) -> None:
    providers_allocate(homes, ines, from_on=DAY, **given)
    providers_allocate(homes[:1], otto, from_on=LATER, **given)
    assert days(homes[0]) == [("Ines Inspector", DAY, date(2026, 9, 30)), ("Otto Other", LATER, None)]
    providers_allocate(homes[:1], ines, from_on=DAY, **given)
    assert days(homes[0]) == [("Ines Inspector", DAY, None)]


def test_a_whole_caseload_is_handed_over_with_a_note_on_each(
    homes: list[Provider], ines: User, otto: User, given: dict[str, Any]
) -> None:
    providers_allocate(homes, ines, from_on=DAY, **given)
    assert caseload_hand_over(ines, otto, on=LATER, **(given | {"note": "Ines moves to York."})) == 3
    for home in homes:
        assert inspector_of(home, date(2026, 9, 30)) == ines
        assert inspector_of(home, LATER) == otto
        assert told(home)[-1] == ("handed_over", "Handed over from Ines Inspector to Otto Other", "Ines moves to York.")


def test_a_part_of_a_caseload_is_handed_over(
    homes: list[Provider], ines: User, otto: User, given: dict[str, Any]
) -> None:
    providers_allocate(homes, ines, from_on=DAY, **given)
    assert caseload_hand_over(ines, otto, on=LATER, only=homes[:1], **given) == 1
    assert [inspector_of(home, LATER) for home in homes] == [otto, ines, ines]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"note": "  "}, "Give the reason"),
        ({"taking": "ines"}, "another inspector than the one"),
        ({"taking": "analyst"}, "is no inspector who can take providers"),
        ({"on": date(2026, 8, 1)}, "looks after no provider on 2026-08-01"),
    ],
)
def test_what_cannot_be_handed_over_is_refused(
    homes: list[Provider], ines: User, otto: User, given: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    people = {"ines": ines, "otto": otto, "analyst": UserFactory(role=User.Role.POLICY_ANALYST)}
    providers_allocate(homes, ines, from_on=DAY, **given)
    asked = {"on": LATER, **given, **change}
    with pytest.raises(Refused, match=words):
        caseload_hand_over(ines, people[asked.pop("taking", "otto")], **asked)


def test_an_inspector_does_not_share_out(homes: list[Provider], ines: User, given: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="Only a manager or an administrator may share providers out"):
        providers_allocate(homes, ines, from_on=DAY, **(given | {"by": ines}))
    with pytest.raises(Refused, match="Only a manager or an administrator may share providers out"):
        caseload_hand_over(ines, ines, on=DAY, **(given | {"by": ines}))


def test_two_inspectors_at_once_are_refused_by_the_database(homes: list[Provider], ines: User, otto: User) -> None:
    Allocation.objects.create(provider=homes[0], inspector=ines, from_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.create(provider=homes[0], inspector=otto, from_on=LATER)


# ---- absence


def away(user: User, stand_in: User, by: User, from_on: date = DAY, until_on: date = date(2026, 9, 14)) -> Absence:
    return absence_record(user, stand_in, from_on=from_on, until_on=until_on, by=by, at=AT)


def test_who_stands_in_acts_and_sees_the_caseload(
    homes: list[Provider], ines: User, otto: User, given: dict[str, Any]
) -> None:
    providers_allocate(homes[:2], ines, from_on=DAY, **given)
    away(ines, otto, by=ines)
    assert acting_for(homes[0], date(2026, 9, 14)) == otto
    assert acting_for(homes[0], date(2026, 9, 15)) == ines
    assert acting_for(homes[2], DAY) is None
    assert set(Provider.objects.looked_after_by(otto, DAY)) == set(homes[:2])
    assert set(Provider.objects.looked_after_by(ines, DAY)) == set(homes[:2])
    assert not Provider.objects.looked_after_by(otto, date(2026, 9, 15)).exists()


def test_who_stands_in_for_a_stand_in_acts(
    homes: list[Provider], ines: User, otto: User, given: dict[str, Any]
) -> None:
    third = UserFactory(name="Theo Third")
    providers_allocate(homes, ines, from_on=DAY, **given)
    away(ines, otto, by=ines)
    away(otto, third, by=otto)
    assert acting_for(homes[0], DAY) == third


def test_in_a_circle_the_inspector_acts(homes: list[Provider], ines: User, otto: User, given: dict[str, Any]) -> None:
    providers_allocate(homes, ines, from_on=DAY, **given)
    away(ines, otto, by=ines)
    away(otto, ines, by=otto)
    assert acting_for(homes[0], DAY) == ines


def test_an_absence_is_written_down_once_and_in_order(ines: User, otto: User, manager: User) -> None:
    away(ines, otto, by=manager)
    with pytest.raises(Refused, match="written down already"):
        away(ines, otto, by=ines, from_on=date(2026, 9, 14), until_on=date(2026, 9, 20))
    with pytest.raises(Refused, match="The last day is before the first day"):
        away(otto, ines, by=manager, until_on=date(2026, 8, 1))
    with pytest.raises(Refused, match="Nobody stands in for themselves"):
        away(otto, otto, by=manager)
    with pytest.raises(Refused, match="Only a manager or an administrator"):
        away(otto, ines, by=ines)


def test_an_absence_ends_earlier_or_is_taken_back(ines: User, otto: User) -> None:
    absence = away(ines, otto, by=ines)
    absence_end(absence, last_on=date(2026, 9, 3), by=ines, at=AT)
    absence.refresh_from_db()
    assert absence.until_on == date(2026, 9, 3)
    with pytest.raises(Refused, match="The absence ends on 2026-09-03"):
        absence_end(absence, last_on=date(2026, 9, 4), by=ines, at=AT)
    absence_end(absence, last_on=date(2026, 8, 31), by=ines, at=AT)
    assert not Absence.objects.exists()
