"""A small register that has everything the manager's page counts, as it is on 1 September 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

from core.law import law_in_force
from core.models import User
from inspections.models import HistoryMark, Inspection, Rating, VisitAsked
from providers.models import Provider, StatusPeriod, Team
from scheduling.models import PlanRun
from scheduling.runs import run_start, run_work

TODAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 11, 0, tzinfo=UTC)
LONG_AGO = date(2010, 5, 1)

# type, rating of the last key inspection (0: none), its day, and what else is the matter
SITUATIONS = (
    ("childrens_home", 3, date(2026, 5, 10), ""),
    ("childrens_home", 3, date(2026, 2, 2), ""),
    ("childrens_home", 1, date(2026, 6, 20), ""),
    ("childrens_home", 2, date(2026, 4, 5), ""),
    ("childrens_home", 3, date(2024, 6, 1), "missed"),
    ("childrens_home", 3, date(2023, 6, 1), "missed"),
    ("childrens_home", 3, date(2026, 7, 1), "not known"),
    ("childrens_home", 0, None, "never"),
    ("childrens_home", 3, date(2025, 11, 1), "suspended"),
    ("childrens_home", 3, date(2024, 11, 1), "gone"),
    ("secure_childrens_home", 4, date(2026, 7, 1), ""),
    ("independent_fostering_agency", 3, date(2024, 10, 15), ""),
    ("independent_fostering_agency", 3, date(2022, 10, 15), "overdue"),
    ("independent_fostering_agency", 1, date(2025, 10, 15), ""),
    ("boarding_school", 3, date(2024, 3, 3), "policy"),
    ("voluntary_adoption_agency", 0, None, "never"),
)
REGIONS = ("london", "north_east", None)


def person(role: str = User.Role.SENIOR_MANAGER) -> User:
    """Somebody of that role."""
    return User.objects.create_user(f"{role}{User.objects.count()}@example.org", role=role, name=f"Sam {role}")


def fill_register() -> None:
    """Every situation in two regions and without one, each with a team of its own."""
    teams = {code: Team.objects.create(name=f"Team of {code}") for code in REGIONS if code}
    for place, region in enumerate(REGIONS):
        for number, situation in enumerate(SITUATIONS):
            add_provider(f"SC{place * 100 + number:06d}", *situation, region=region, team=teams.get(region or ""))


def add_provider(
    urn: str,
    service_type: str = "childrens_home",
    rating: int = 3,
    inspected_on: date | None = date(2026, 5, 10),
    matter: str = "",
    *,
    region: str | None = "london",
    team: Team | None = None,
) -> Provider:
    """One provider in one of the situations."""
    provider = Provider.objects.create(
        urn=urn,
        name=f"Service {urn}",
        service_type_id=service_type,
        region_id=region,
        team=team,
        registered_on=LONG_AGO,
    )
    if inspected_on:
        add_inspection(provider, inspected_on, rating)
    if matter == "suspended":
        StatusPeriod.objects.create(provider=provider, status="suspended", from_on=date(2026, 1, 1))
    if matter == "gone":
        StatusPeriod.objects.create(provider=provider, status="gone", from_on=date(2026, 2, 1))
    if matter == "not known":
        HistoryMark.objects.create(provider=provider, register_on=date(2026, 7, 31), complete_from=inspected_on)
    return provider


def add_inspection(provider: Provider, on: date, rating: int = 3) -> Inspection:
    """A key inspection and the rating it gave."""
    made = Inspection.objects.create(provider=provider, type="key", started_on=on)
    Rating.objects.create(
        provider=provider,
        inspection=made,
        scale="csci",
        label=("poor", "adequate", "good", "excellent")[rating - 1],
        ordinal=rating,
        awarded_on=on,
        in_force_from=on,
    )
    return made


def ask_visit(provider: Provider, by_on: date, asked_on: date) -> VisitAsked:
    """A monitoring visit that somebody asks for, on its own."""
    return VisitAsked.objects.create(
        provider=provider,
        type="monitoring",
        asked_on=asked_on,
        by_on=by_on,
        basis=VisitAsked.Basis.DISCRETION,
        why="A neighbour wrote.",
        asked_at=datetime(asked_on.year, asked_on.month, asked_on.day, 9, tzinfo=UTC),
    )


def make_run(as_of: date = TODAY, at: datetime | None = None) -> PlanRun:
    """A committed nightly run for a day, at two in the morning unless `at` says otherwise."""
    at = at or datetime(as_of.year, as_of.month, as_of.day, 2, 0, tzinfo=UTC)
    run = run_start(as_of, PlanRun.Kind.NIGHTLY, law=law_in_force(), at=at)
    run_work(run.pk, clock=lambda: at)
    run.refresh_from_db()
    assert run.state == PlanRun.State.COMMITTED
    return run
