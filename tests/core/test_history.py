"""Field history: nothing is changed without an author and a reason, and what was there before can be read back."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from core.changes import NONE, Change, Changes
from core.history import all_tracked, author
from core.models import User
from providers.models import Person, PersonInPost, Provider, Region, StatusPeriod, TeamMember
from providers.services import (
    organisation_rename,
    person_leave,
    provider_end,
    staff_role_change,
    staff_team_set,
    team_save,
)
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PersonInPostFactory,
    ProviderFactory,
    StatusPeriodFactory,
    TeamFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
ROOMS = sorted(path.parent.name for path in settings.BASE_DIR.glob("*/apps.py"))


@pytest.fixture
def nobody() -> Iterator[None]:
    """Takes back what lets tests write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
    return


def services() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of a module of services that says who does it."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".services" not in module.name and module.name != "exchange.tokens":
                continue
            for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                of_here = function.__module__ == module.name and not name.startswith("_")
                if of_here and "by" in inspect.signature(function).parameters:
                    yield f"{module.name}.{name}", function


# Services of rooms that change nothing that is tracked, or that open their own transaction with `author(…)`.
WITHOUT = {
    "casework.search.services": "a saved search is its owner's own",
    "core.services": "regimes, their choice and mail are never changed but by columns of their own that say who",
    "exchange.services.register_import": "says the register's day as the reason",
    "exchange.services.run_for": "writes nothing",
    "inspections.services.visit_withdraw_repeated": "is called by a service, in its transaction",
    "providers.services.joining.joining_end": "is called by services, in their transaction",
    "providers.services.telling.told": "is called by services, in their transaction",
    "scheduling.services": "plans keep their own changes, and decisions about them who and why",
}


def test_every_service_says_who_and_why() -> None:
    found = dict(services())
    silent = [
        name
        for name, function in found.items()
        if not hasattr(function, "authored") and not any(name.startswith(known) for known in WITHOUT)
    ]
    assert silent == []
    assert len(found) > 40
    for known in WITHOUT:
        assert any(name.startswith(known) for name in found), f"{known} is not there any more"


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("model", sorted(all_tracked(), key=lambda one: one._meta.label), ids=lambda one: one.__name__)
def test_a_row_of_any_tracked_table_is_not_changed_without_an_author(model: type[models.Model]) -> None:
    tracked = all_tracked()[model]
    table = tracked.history._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
            " AND pg_get_functiondef(tgfoid) LIKE %s",
            [model._meta.db_table, f'%INSERT INTO "{table}"%'],
        )
        assert cursor.fetchone()[0] == 2, "changed and removed rows both have their trigger"
    context = tracked.history._meta.get_field("pgh_context")
    assert not context.null
    assert any(one.name.endswith("_change_has_author") for one in tracked.history._meta.constraints)


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize(
    "change",
    [
        lambda home: Provider.objects.filter(pk=home.pk).update(name="Elm House"),
        lambda home: Provider.objects.bulk_update([home], ["name"]),
        lambda home: StatusPeriod.objects.filter(provider=home).delete(),
        lambda home: sql("UPDATE providers_provider SET name = 'Elm House'"),
        lambda home: sql("DELETE FROM providers_statusperiod"),
    ],
    ids=["update", "bulk_update", "delete", "SQL update", "SQL delete"],
)
def test_no_way_of_changing_a_row_goes_without_an_author(change: Callable[[Provider], Any]) -> None:
    home = ProviderFactory(name="Oak House")
    StatusPeriodFactory(provider=home)
    home.name = "Elm House"
    with pytest.raises(IntegrityError, match="pgh_context"), transaction.atomic():
        change(home)


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("why", ["", "   "])
def test_an_author_without_a_reason_is_none(why: str) -> None:
    home = ProviderFactory()
    with pytest.raises(IntegrityError, match="provider_change_has_author"), author(UserFactory(), why):
        Provider.objects.filter(pk=home.pk).update(name="Elm House")


@pytest.mark.usefixtures("nobody")
def test_an_author_is_one_until_the_end_and_not_longer() -> None:
    home, one, other = ProviderFactory(), UserFactory(name="Ann"), UserFactory(name="Ben")
    with author(one, "the outer reason"):
        with author(other, "the inner reason"):
            Provider.objects.filter(pk=home.pk).update(name="Elm House")
        Provider.objects.filter(pk=home.pk).update(name="Ash House")
    assert [(change.who, change.why) for change in Changes(home)] == [
        ("Ann", "the outer reason"),
        ("Ben", "the inner reason"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.objects.filter(pk=home.pk).update(name="Yew House")


@pytest.mark.usefixtures("nobody")
def test_an_author_whose_work_is_taken_back_is_forgotten() -> None:
    home = ProviderFactory()
    with author(UserFactory(), "a rehearsal"):
        Provider.objects.filter(pk=home.pk).update(name="Elm House")
        transaction.set_rollback(True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.objects.filter(pk=home.pk).update(name="Yew House")
    assert len(Changes(home)) == 0


@pytest.mark.parametrize("change", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
def test_history_itself_is_never_changed(change: str) -> None:
    Provider.objects.filter(pk=ProviderFactory().pk).update(name="Elm House")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        sql(change.format("providers_providerhistory"))


def told(changes: Changes) -> list[tuple[Any, ...]]:
    return [(one.what, one.did, [tuple(line) for line in one.lines]) for one in changes]


@pytest.mark.usefixtures("nobody")
def test_each_change_of_a_field_is_read_back_with_what_came_after() -> None:
    analyst = UserFactory(role=User.Role.SENIOR_MANAGER, name="Sena Senior")
    organisation = OrganisationFactory(name="Oak Care")
    for name in ("Elm Care", "Ash Care"):
        organisation_rename(organisation, name, why=f"It is called {name}", by=analyst, at=AT)
    changes = list(Changes(organisation))
    assert [each.lines[0] for each in changes] == [("name", "Elm Care", "Ash Care"), ("name", "Oak Care", "Elm Care")]
    assert {each.who for each in changes} == {"Sena Senior"}
    assert [each.why for each in changes] == ["It is called Ash Care", "It is called Elm Care"]


@pytest.mark.usefixtures("nobody")
def test_a_provider_s_changes_have_those_of_what_belongs_to_it() -> None:
    manager = UserFactory(role=User.Role.SENIOR_MANAGER)
    home = ProviderFactory(name="Oak House")
    held = PersonInPostFactory(
        provider=home, person=Person.objects.create(name="Mona Manager"), from_on=date(2025, 1, 1)
    )
    StatusPeriodFactory(provider=home, status="suspended", from_on=date(2026, 5, 1), until_on=None)
    person_leave(held, last_on=date(2026, 4, 2), why="She wrote to us", by=manager, at=AT)
    provider_end(home, on=date(2026, 6, 1), why="It closes", by=manager, at=AT)
    post = f"person in post: Mona Manager, {PersonInPost.Post(held.post).label}"
    assert told(Changes(home)) == [
        ("status period: suspended", "changed", [("until on", NONE, "31 May 2026")]),
        (post, "changed", [("until on", NONE, "2 April 2026")]),
    ]


@pytest.mark.usefixtures("nobody")
def test_what_was_removed_is_still_told() -> None:
    administrator = UserFactory(role=User.Role.ADMINISTRATOR)
    one, other = TeamFactory(name="North"), TeamFactory(name="South")
    person = UserFactory(role=User.Role.INSPECTOR)
    TeamMember.objects.create(team=one, user=person)
    staff_team_set(person, other, by=administrator, at=AT)
    staff_role_change(person, User.Role.TEAM_MANAGER, why="She leads", on=AT.date(), by=administrator, at=AT)
    assert told(Changes(person)) == [
        ("", "changed", [("role", "inspector", "team manager")]),
        ("team member: North", "removed", [("team", "North", NONE), ("user", str(person), NONE)]),
    ]


@pytest.mark.usefixtures("nobody")
def test_what_a_team_looks_after_comes_and_goes() -> None:
    administrator, team = UserFactory(role=User.Role.ADMINISTRATOR), TeamFactory(name="North")
    one, other = Region.objects.order_by("name")[:2]
    for regions in ([one], [other]):
        team_save(team, name="North", regions=regions, service_types=[], by=administrator)
    assert sorted(told(Changes(team))) == sorted(
        [(f"region: {one}", "added", []), (f"region: {one}", "removed", []), (f"region: {other}", "added", [])]
    )


def test_a_row_that_a_change_names_may_be_gone() -> None:
    membership = MembershipFactory()
    organisation, user = membership.organisation, membership.user
    membership.delete()
    name = user.pk
    User.objects.filter(pk=user.pk).delete()
    (change,) = Changes(organisation)
    assert change.what == f"membership: no longer there ({name}), owner"


def test_a_page_of_changes_is_as_many_queries_for_many(count_queries: Callable[[Callable[[], object]], int]) -> None:
    home = ProviderFactory(organisation=OrganisationFactory())

    def change(times: int) -> None:
        for _ in range(times):
            Provider.objects.filter(pk=home.pk).update(organisation=OrganisationFactory())

    change(2)
    few = count_queries(lambda: Changes(home)[0:25])
    change(40)
    assert count_queries(lambda: Changes(home)[0:25]) == few == 2
    assert len(Changes(home)) == 42
    assert isinstance(Changes(home)[41], Change)
    assert len(Changes(home)[25:50]) == 17


def test_tables_of_the_register_are_tracked() -> None:
    names = {model.__name__ for model in all_tracked()}
    assert {"Provider", "Organisation", "Person", "PersonInPost", "StatusPeriod", "Lineage", "Membership"} <= names
    assert {"User", "Team", "TeamMember", "Allocation", "Inspection", "Rating", "Judgement", "Record"} <= names
