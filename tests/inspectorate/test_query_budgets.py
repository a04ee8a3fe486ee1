"""Every page takes as many queries with fifty rows of everything as with one, and not more than its budget.

Derived from the table of addresses, so a new page is in it from its first day. Where a page needs more queries, for a
good reason: `pytest tests/inspectorate/test_query_budgets.py --write-budgets`, and commit tests/query_budget.json too.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import SavedSearch
from core.law import law_in_force
from core.models import RecordRead, User
from exchange.models import ImportRun
from exchange.tokens import service_account_make, token_make
from intelligence.models import Alert, AlertSent, ReviewAsked
from providers.models import (
    Absence,
    Allocation,
    Correction,
    Lineage,
    Organisation,
    Outbox,
    Provider,
    StaffEvent,
    TeamMember,
)
from scheduling.models import BroughtForward, PlanFailure, PlanRun
from scheduling.runs import run_start, run_work
from tests.conftest import BUDGETS, hold_to_budget
from tests.factories import (
    ContactNoteFactory,
    InspectionFactory,
    JudgementFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonInPostFactory,
    ProviderFactory,
    RecordFactory,
    StatusPeriodFactory,
    TeamFactory,
    TimelineEventFactory,
    TriggerFactory,
    UserFactory,
    VisitAskedFactory,
)
from tests.matrix.imports import add_import_rows
from tests.matrix.lines import LINES, PROVIDER, SENIOR
from tests.matrix.past import add_more_pairs
from tests.matrix.urlconf import addresses
from tests.matrix.world import (
    NOON,
    OWN,
    TODAY,
    World,
    make_adopted,
    make_choice,
    make_invitation,
    make_mail,
    make_world,
)

MORE = range(1, 50)
PAGES = sorted(
    name for name, line in LINES.items() if line.answer == 200 and not line.only_posts and not addresses()[name].is_open
)


def queries(world: World, name: str) -> int:
    """How many queries a page takes, its caches filled. A senior manager reads it, or whoever may."""
    may = LINES[name].may
    client, path = world.client(SENIOR if SENIOR in may else min(may)), addresses()[name].path(world.values(OWN))
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
        assert b"".join(answer) if answer.streaming else answer.content
    return len(captured)


def grow(world: World) -> None:
    """Fifty of everything that a page may list: homes like the own one, and of all that hangs on that one."""
    home, senior = world.homes[OWN].provider, world.people[SENIOR]
    for number in MORE:
        add_provider(number, home, world.people[PROVIDER])
        add_history(number, home, world)
        add_staff(number, home, world)
        make_choice(TODAY + timedelta(days=300 + number), senior)
        make_mail(world.people["inspector"])
        make_adopted(f"adopted-more-{number}", senior)
        Allocation.objects.create(provider=Provider.objects.latest("id"), inspector=senior, from_on=TODAY)
        SavedSearch.objects.create(owner=senior, name=f"{number}", query="state=due", saved_at=NOON)
        ImportRun.objects.create(file_name=f"{number}.csv", sha256="0" * 64, size=1, asked_at=NOON, by=senior)
        make_past_run(number)
        add_machines(number, world)
        add_more_pairs(number, home, world.homes[OWN].record, senior, NOON)
    add_import_rows(world.imported, home, range(2, 51))
    world.run = run_start(TODAY, PlanRun.Kind.MANUAL, law=law_in_force(), at=NOON, by=senior)
    run_work(world.run.pk, clock=lambda: NOON)
    failed = Provider.objects.exclude(pk=home.pk)[:50]
    PlanFailure.objects.bulk_create(PlanFailure(run=world.run, provider=one, reason="ValueError: x") for one in failed)
    Outbox.objects.all().delete()


def add_staff(number: int, home: Provider, world: World) -> None:
    """One more inspector of the team, away for a day, and one more decision about the one who is looked at."""
    more = UserFactory(role="inspector", name=f"Ines {number}")
    TeamMember.objects.create(team=home.team, user=more)
    TeamFactory()
    inspector = world.people["inspector"]
    day = TODAY + timedelta(days=number)
    Absence.objects.create(user=more, stand_in=inspector, from_on=day, until_on=day)
    StaffEvent.objects.create(user=inspector, kind="team", by=more, at=NOON)


def add_provider(number: int, home: Provider, owner: User) -> None:
    """One more service of the same organisation, inspected and with a visit asked for."""
    more = ProviderFactory(
        urn=f"SC0002{number:02d}",
        organisation=home.organisation,
        team=home.team,
        inspected_on=home.registered_on.replace(year=2024),
    )
    VisitAskedFactory(provider=more)
    PersonInPostFactory(provider=more)
    make_invitation(MembershipFactory(organisation=home.organisation, provider=more), more, 100 + number)
    OrganisationFactory()
    Correction.objects.create(provider=home, fact="name", what_is_right=f"{number}", told_at=NOON, told_by=owner)


def add_history(number: int, home: Provider, world: World) -> None:
    """One more of all that hangs on the home."""
    day = home.registered_on + timedelta(days=10 * number)
    JudgementFactory(inspection=InspectionFactory(provider=home, started_on=day, rated=2))
    old = ProviderFactory(urn=f"SC0003{number:02d}", organisation=Organisation.objects.create(name=f"Old {number}"))
    Lineage.objects.create(kind="merge", predecessor=old, successor=home, on=day)
    PersonInPostFactory(provider=home, from_on=day, until_on=day)
    StatusPeriodFactory(provider=home, from_on=day, until_on=day)
    RecordRead.objects.create(kind="provider", key=home.urn, path="/", by=world.people["inspector"], at=NOON)
    owner = world.people[PROVIDER]
    RecordFactory(provider=home, entered_by=world.people["inspector"], filed=True)
    RecordFactory(provider=home, organisation=home.organisation, entered_by=owner)
    world.homes[OWN].record.attachments.add(RecordFactory(entered_by=owner, filed=True).attachments.get())
    trigger = TriggerFactory(provider=home)
    ReviewAsked.objects.create(provider=home, trigger=trigger, asked_on=TODAY, by_on=TODAY + timedelta(days=number))
    alert = Alert.objects.create(record=RecordFactory(provider=home, severity="immediate"), raised_at=NOON)
    AlertSent.objects.bulk_create(AlertSent(alert=alert, to=user, at=NOON) for user in world.people.values())
    AlertSent.objects.create(alert=world.homes[OWN].record.alert, to=UserFactory(), at=NOON)
    note = ContactNoteFactory(provider=home, entered_by=UserFactory())
    note.attachments.set(world.homes[OWN].note.attachments.all())
    TimelineEventFactory(provider=home, on=day, by=world.people["inspector"])
    VisitAskedFactory(provider=home, by_on=TODAY + timedelta(days=90 + number))
    BroughtForward.objects.create(
        provider=home,
        item="per_year/2026/1",
        by_on=day,
        why="Hurry.",
        decided_on=day,
        decided_at=NOON,
        decided_by=world.people["inspector"],
        withdrawn_on=day,
        withdrawn_by=world.people["inspector"],
    )


def add_machines(number: int, world: World) -> None:
    """One more service account, and one more token of it, of the first one and of the reader."""
    admin, senior = world.people["administrator"], world.people[SENIOR]
    account = service_account_make(f"M{number}", what_for="To count.", answered_for_by="Z", by=admin, at=NOON)
    for holder, by in ((account.user, admin), (world.account.user, admin), (senior, senior)):
        token_make(holder, name="Another", scopes=["read:law"], days=1, by=by, at=NOON)


def make_past_run(number: int) -> None:
    """One more run of long ago."""
    PlanRun.objects.create(
        as_of=TODAY - timedelta(days=100 + number),
        kind=PlanRun.Kind.NIGHTLY,
        state=PlanRun.State.COMMITTED,
        started_at=NOON - timedelta(days=100 + number),
        committed_at=NOON - timedelta(days=100 + number),
    )


@pytest.mark.django_db(transaction=True)
def test_no_page_takes_more_queries_with_more_rows_nor_more_than_its_budget(request: pytest.FixtureRequest) -> None:
    write, faults = request.config.getoption("--write-budgets"), []
    with time_machine.travel(NOON, tick=True):
        world = make_world()
        few = {name: queries(world, name) for name in PAGES}
        grow(world)
        many = {name: queries(world, name) for name in PAGES}
    for name in PAGES:
        if many[name] != few[name]:
            faults.append(f"{name}: {few[name]} queries with one row, {many[name]} with fifty")
        try:
            hold_to_budget(f"every page: {name}", few[name], write=write)
        except AssertionError as fault:
            faults.append(str(fault))
    assert faults == []


def test_no_budget_is_of_a_page_that_is_gone() -> None:
    kept = {name.removeprefix("every page: ") for name in json.loads(BUDGETS.read_text()) if name.startswith("every")}
    assert kept == set(PAGES)
