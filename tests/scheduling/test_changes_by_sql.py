"""Rows of the register changed behind the product's back, or dated ahead: the plans follow all the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from inspections.models import HistoryMark, Inspection, Rating, VisitAsked
from providers.models import ApprovalInterval, Outbox, PastType, Provider, StatusPeriod
from scheduling.models import BroughtForward
from tests.scheduling import stored
from tests.scheduling.register import NOON, link, someone

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
KEY_ON = date(2026, 2, 2)


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def service(number: int, kind: str = "childrens_home", **more: object) -> Provider:
    return Provider.objects.create(urn=f"SC{number:06d}", service_type_id=kind, registered_on=date(2010, 5, 1), **more)


def rated(provider: Provider, ordinal: int, on: date, since: date | None) -> None:
    Rating.objects.create(
        provider=provider, scale="csci", label="x", ordinal=ordinal, awarded_on=on, in_force_from=since
    )


def homes() -> list[Provider]:
    """Eight homes of every rating, each with a key inspection, a visit asked for and a decision."""
    made = [service(number) for number in range(8)]
    for number, home in enumerate(made):
        Inspection.objects.create(provider=home, type="key", started_on=KEY_ON + timedelta(days=number))
        rated(home, 1 + number % 4, KEY_ON, KEY_ON)
        given = {"type": "monitoring", "basis": "trigger", "why": "x", "asked_at": NOON}
        VisitAsked.objects.create(provider=home, asked_on=TODAY, by_on=day(20), **given)
        BroughtForward.objects.create(
            provider=home,
            item="per_year/2026/1",
            by_on=day(30),
            why="x",
            decided_on=TODAY,
            decided_at=NOON,
            decided_by=someone(),
        )
    return made


# What is said to the database; h0 … h7 stand for the homes, d-20 and the like for a day from today.
STATUS = "INSERT INTO providers_statusperiod (provider_id, status, from_on, until_on, why, source) VALUES "
LINEAGE = 'INSERT INTO providers_lineage (predecessor_id, successor_id, "on", kind) VALUES '
STATEMENTS = (
    "UPDATE inspections_rating SET ordinal = 1",
    "UPDATE inspections_rating SET in_force_from = NULL",
    "UPDATE inspections_rating SET in_force_from = {d1}",
    "DELETE FROM inspections_rating WHERE provider_id = {h2}",
    "UPDATE inspections_inspection SET result = 'aborted' WHERE provider_id = {h0}",
    "UPDATE inspections_inspection SET result = 'no_judgement', provider_id = {h1} WHERE provider_id = {h0}",
    "DELETE FROM inspections_inspection WHERE provider_id = {h1}",
    "UPDATE inspections_visitasked SET statutory = true, by_on = {d2} WHERE provider_id = {h0}",
    "UPDATE inspections_visitasked SET provider_id = {h1} WHERE provider_id = {h0}",
    "UPDATE inspections_visitasked SET withdrawn_on = {d0} WHERE provider_id = {h1}",
    "DELETE FROM inspections_visitasked WHERE provider_id = {h2}",
    "UPDATE scheduling_broughtforward SET by_on = {d3} WHERE provider_id = {h3}",
    "DELETE FROM scheduling_broughtforward WHERE provider_id = {h4}",
    STATUS + "({h3}, 'suspended', {d-20}, NULL, '', '')",
    STATUS + "({h4}, 'dormant', {d-20}, {d0}, '', '')",
    STATUS + "({h5}, 'gone', {d-40}, NULL, '', '')",
    "UPDATE providers_statusperiod SET until_on = {d-1} WHERE status = 'gone'",
    "UPDATE providers_statusperiod SET provider_id = {h6} WHERE status = 'gone'",
    "DELETE FROM providers_statusperiod WHERE status = 'gone'",
    "UPDATE providers_provider SET service_type_id = 'secure_childrens_home' WHERE id = {h7}",
    "INSERT INTO providers_approvalinterval (provider_id, months, from_on) VALUES ({h7}, 6, {d3})",
    "UPDATE providers_approvalinterval SET from_on = {d-300}",
    "INSERT INTO providers_pasttype (provider_id, service_type_id, from_on, until_on, source)"
    " VALUES ({h7}, 'boarding_school', {d-300}, {d2}, '')",
    "UPDATE providers_pasttype SET provider_id = {h6}",
    "DELETE FROM providers_pasttype",
    "INSERT INTO inspections_historymark (provider_id, register_on, complete_from) VALUES ({h7}, {d0}, {d0})",
    "DELETE FROM inspections_historymark",
    "UPDATE providers_provider SET registered_on = NULL",
    LINEAGE + "({h0}, {h1}, {d-1}, 'merge')",
    LINEAGE + "({h2}, {h1}, {d-1}, 'merge'), ({h3}, {h1}, {d-1}, 'merge')",
    "UPDATE providers_lineage SET successor_id = {h4} WHERE predecessor_id = {h3}",
    "UPDATE providers_lineage SET predecessor_id = {h5} WHERE predecessor_id = {h2}",
    "DELETE FROM providers_lineage WHERE predecessor_id = {h0}",
    "UPDATE providers_provider SET team_id = NULL, region_id = 'london'",
)


def test_every_row_changed_by_hand_is_news_and_the_plans_follow() -> None:
    names = {f"h{number}": str(home.pk) for number, home in enumerate(homes())}
    names |= {f"d{ahead}": f"'{day(ahead)}'" for ahead in (-300, -40, -20, -1, 0, 1, 2, 3)}
    stored.night(TODAY)
    for statement in STATEMENTS:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**names))
            assert cursor.rowcount, statement
        assert Outbox.objects.exists(), statement
        stored.sweep(TODAY)
        assert stored.said() == stored.expected(TODAY), statement
        assert stored.todays() == (stored.counted(TODAY), stored.foreseen()), statement
    for ahead in range(1, 5):
        stored.night(day(ahead))
        assert stored.said() == stored.expected(day(ahead))


def test_what_is_dated_ahead_comes_about_night_by_night_without_news() -> None:
    """Intervals that follow each other, an end taken back, three that merge on two days, types for some days only."""
    secure, paused, school, successor = service(1, "secure_childrens_home"), service(2), service(3), service(4)
    Inspection.objects.create(provider=secure, type="key", started_on=KEY_ON)
    rated(secure, 3, KEY_ON, KEY_ON)
    rated(secure, 1, day(2), day(4))
    for start, end, months in ((-400, 5, 6), (6, 8, 3), (12, None, 12)):
        until = None if end is None else day(end)
        ApprovalInterval.objects.create(provider=secure, months=months, from_on=day(start), until_on=until)
    for status, start, end in (("suspended", 1, 3), ("gone", 5, 7), ("dormant", 9, None)):
        until = None if end is None else day(end)
        StatusPeriod.objects.create(provider=paused, status=status, from_on=day(start), until_on=until)
    for register, known_from in ((3, -10), (10, -500)):
        HistoryMark.objects.create(provider=school, register_on=day(register), complete_from=day(known_from))
    for kind, start, end in (("boarding_school", -5, 2), ("independent_fostering_agency", 6, 7)):
        PastType.objects.create(provider=school, service_type_id=kind, from_on=day(start), until_on=day(end))
    link(successor, [school, paused], day(4))
    link(successor, [secure], day(6))
    for ahead in range(16):
        stored.night(day(ahead))
        assert stored.said() == stored.expected(day(ahead)), ahead
        assert stored.todays() == (stored.counted(day(ahead)), stored.foreseen()), ahead
