"""The invented register: the same for the same seed, believable, and never on top of another one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Max

from core.demo import VIEWER, demo_accounts_make
from core.models import User
from exchange.demo.copying import COLUMNS, demo_register_make
from exchange.demo.people import demo_people_place
from exchange.demo.register import Maker, Place
from exchange.demo.shape import BLOCK, KINDS, OWNER_SIZES, REGION
from inspections.models import HistoryMark, Inspection, Rating
from providers.models import (
    ApprovalInterval,
    Lineage,
    Membership,
    Organisation,
    Outbox,
    PersonInPost,
    Provider,
    StatusPeriod,
    TeamMember,
)

TODAY = date(2026, 9, 1)
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def made(providers: int = 300, seed: int = 2006) -> int:
    return demo_register_make(providers, seed=seed, today=TODAY, at=AT)


def content() -> dict[str, list[Any]]:
    """Every row of the tables that it fills."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in COLUMNS.values():
            listed = columns.split()
            order = ", ".join(str(place) for place in range(1, len(listed) + 1))
            cursor.execute(f"SELECT {', '.join(listed)} FROM {table} ORDER BY {order}")
            found[table] = cursor.fetchall()
    return found


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_register_and_another_seed_another() -> None:
    registers = []
    for seed in (1, 1, 2):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
        made(60, seed)
        registers.append(content())
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert registers[0] == registers[1]
    assert registers[0] != registers[2]


@pytest.mark.django_db
def test_it_holds_what_a_register_holds() -> None:
    assert made(1500) == 1500
    assert Provider.objects.count() == 1500
    assert set(Provider.objects.values_list("service_type_id", flat=True)) == {kind.code for kind in KINDS}
    assert Provider.objects.filter(team=None).count() == 0
    assert PersonInPost.objects.filter(post="manager", until_on=None).count() > 1200
    assert StatusPeriod.objects.filter(status="suspended", until_on=None).exists()
    assert StatusPeriod.objects.filter(status="resigned").exists()
    assert Lineage.objects.values("kind").distinct().count() >= 3
    assert ApprovalInterval.objects.filter(provider__service_type_id="secure_childrens_home").exists()
    assert Inspection.objects.filter(type="approval").exists()
    assert Provider.objects.filter(inspections=None).count() > 30
    assert Rating.objects.filter(in_force_from=None).exists()
    assert HistoryMark.objects.exists()


@pytest.mark.django_db
def test_ids_go_on_after_it_and_no_news_is_written() -> None:
    made(50)
    assert not Outbox.objects.exists()
    top = Provider.objects.aggregate(top=Max("id"))["top"]
    assert Provider.objects.create(urn="1000000", service_type_id="childrens_home").pk == top + 1


@pytest.mark.django_db
def test_a_register_that_is_not_empty_is_left_alone() -> None:
    Provider.objects.create(urn="1000000", service_type_id="childrens_home")
    with pytest.raises(CommandError, match="The register is not empty"):
        call_command("demo_register", providers=10)
    assert Provider.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{"providers": 0}, {"today": "soon"}])
def test_bad_options_get_one_line(options: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="give a"):
        call_command("demo_register", **options)


@pytest.mark.django_db
def test_the_demonstration_accounts_get_their_places_and_keep_them() -> None:
    demo_accounts_make()
    made(300)
    assert demo_people_place(TODAY) == 6
    assert demo_people_place(TODAY) == 0
    members = Membership.objects.filter(user__is_demo=True)
    assert {row.level for row in members} == {"owner", "contributor", "viewer"}
    (organisation,) = {row.organisation for row in members}
    assert organisation.providers.count() >= 3
    viewer = User.objects.get(email=VIEWER)
    assert Provider.objects.visible_to(viewer).count() == 1
    staff = TeamMember.objects.select_related("team")
    assert {row.user.role for row in staff} == {"inspector", "team_manager"}
    (team,) = {row.team for row in staff}
    for inspector in User.objects.filter(is_demo=True, role=User.Role.INSPECTOR):
        caseload = Provider.objects.looked_after_by(inspector, TODAY)
        assert caseload.exists()
        assert {provider.team for provider in caseload} == {team}


# ---- the shape, without a database


def chunks(providers: int, size: int = 4000) -> list[Any]:
    places = {region: Place([f"{region}-1", f"{region}-2"], 1) for region in REGION.values}
    first = {"organisations": 1, "providers": 1, "persons": 1, "inspections": 1}
    return list(Maker(seed=1, today=TODAY, places=places, first_ids=first, at=AT).chunks(providers, size))


def test_types_ratings_and_owners_are_shared_out_as_in_the_published_registers() -> None:
    (chunk,) = chunks(4000)
    kinds = Counter(row[3] for row in chunk.providers)
    assert 0.66 < kinds["childrens_home"] / 4000 < 0.74
    assert all(kinds[kind.code] for kind in KINDS)
    latest = {row[0]: row[4] for row in sorted(chunk.ratings, key=lambda row: row[5])}
    ratings = Counter(latest.values())
    shares = {rating: times / len(latest) for rating, times in ratings.items()}
    assert 0.62 < shares[3] < 0.76
    assert 0.12 < shares[2] < 0.22
    assert 0.08 < shares[4] < 0.18
    assert 0.002 < shares[1] < 0.04
    owners = Counter(Counter(row[4] for row in chunk.providers).values())
    assert 140 < max(owners) <= max(OWNER_SIZES)
    assert owners[1] > 300


def test_gaps_between_full_inspections_of_homes_follow_the_rating() -> None:
    (chunk,) = chunks(4000)
    homes = {row[0] for row in chunk.providers if row[3] == "childrens_home"}
    rating_of = {row[1]: row[4] for row in chunk.ratings}
    visits: dict[int, list[tuple[date, int | None]]] = {}
    for row in chunk.inspections:
        if row[1] in homes and row[2] == "key":
            visits.setdefault(row[1], []).append((row[3], rating_of.get(row[0])))
    gaps: dict[int | None, list[int]] = {}
    for told in visits.values():
        told.sort(key=lambda visit: visit[0])
        for (on, rating), (then, _) in pairwise(told):
            gaps.setdefault(rating, []).append((then - on).days)
    median = {rating: sorted(days)[len(days) // 2] for rating, days in gaps.items()}
    assert 360 < median[3] < 410
    assert 320 < median[2] < 370
    assert 90 < median[1] < 140


def test_nothing_happens_before_the_registration_after_the_end_or_in_the_future() -> None:
    (chunk,) = chunks(4000)
    registered = {row[0]: row[15] for row in chunk.providers}
    ended = {row[0]: row[2] for row in chunk.statuses if row[1] == "resigned"}
    for row in chunk.inspections:
        assert registered[row[1]] <= row[3] <= TODAY
        assert row[3] < ended.get(row[1], date.max)
        assert row[4] >= row[3]
        assert row[5] is None or row[3] < row[5] <= TODAY
        assert row[3].weekday() < 5


def test_names_of_organisations_and_urns_are_never_given_twice() -> None:
    made_chunks = chunks(BLOCK + 500, size=1000)
    assert [len(chunk.providers) for chunk in made_chunks] == [1000, 1000, 1000, 1000, 500]
    names = [row[1] for chunk in made_chunks for row in chunk.organisations]
    urns = [row[1] for chunk in made_chunks for row in chunk.providers]
    assert len(set(names)) == len(names)
    assert len(set(urns)) == len(urns) == BLOCK + 500


@pytest.mark.django_db
def test_a_council_has_one_service_of_a_kind() -> None:
    made(2000)
    council = Provider.objects.filter(
        service_type__in=["local_authority_fostering", "local_authority_adoption", "private_fostering_arrangements"]
    )
    alone = council.filter(predecessor_links=None, successor_links=None)
    places = list(alone.values_list("service_type", "local_authority"))
    assert len(places) > 150
    assert len(set(places)) == len(places)


@pytest.mark.django_db
def test_posts_and_statuses_keep_the_databases_own_rules() -> None:
    made(1000)
    twice = PersonInPost.objects.filter(until_on=None).values("provider", "post").annotate(times=Count("id"))
    assert not twice.filter(times__gt=1).exists()
    assert Organisation.objects.count() > 300
