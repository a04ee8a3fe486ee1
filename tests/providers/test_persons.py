"""People in post joined and parted: what moves, what comes back, and what the name goes on meaning."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.decisions import Refused
from core.models import User
from providers.models import Person, PersonInPost, PersonJoining
from providers.services import pair_bring_back, pair_set_aside, people_join, people_part, person_appoint
from tests.factories import PersonInPostFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
Given = dict[str, Any]


@pytest.fixture
def given() -> Given:
    return {"why": "One date of birth.", "by": UserFactory(role=User.Role.TEAM_MANAGER), "at": AT}


def state() -> list[Any]:
    return [sorted(map(str, rows.values_list())) for rows in (Person.objects, PersonInPost.objects)]


def person(name: str) -> Person:
    return Person.objects.create(name=name)


def test_two_people_are_joined_and_parted_again_exactly(given: Given) -> None:
    kept, twice, older = person("Mary Seacole"), person("M Seacole"), person("Mary Grant")
    first, second = ProviderFactory(), ProviderFactory()
    PersonInPostFactory(provider=first, person=kept, from_on=date(2020, 1, 1), until_on=date(2021, 1, 1))
    PersonInPostFactory(provider=second, person=twice)
    people_join(twice, older, **given)
    before = state()
    joining = people_join(kept, twice, **given)
    assert second.people_in_post.get().person == kept
    assert set(Person.objects.standing()) == {kept}
    assert set(Person.objects.filter(name__in=("M Seacole", "Mary Grant")).meant()) == {kept.pk}
    assert sorted(joining.rows.values_list("table", flat=True)) == ["person", "post"]
    line = second.timeline.get()
    assert (line.summary, line.why, line.by) == (
        "Mary Seacole and M Seacole in post are one person, written down twice",
        given["why"],
        given["by"],
    )
    assert not first.timeline.exists()
    people_part(joining, **given)
    assert state() == before
    assert second.timeline.latest("id").kind == "person_parted"
    joining.refresh_from_db()
    assert (joining.parted_by, joining.parted_why) == (given["by"], given["why"])


def test_a_post_that_went_to_somebody_else_since_stays_there(given: Given) -> None:
    kept, twice, third = person("A"), person("B"), person("C")
    held = PersonInPostFactory(person=twice)
    joining = people_join(kept, twice, **given)
    PersonInPost.objects.filter(pk=held.pk).update(person=third)
    people_part(joining, **given)
    held.refresh_from_db()
    assert held.person == third
    assert held.provider.timeline.count() == 1


def test_the_old_name_appoints_the_one_who_was_kept(given: Given) -> None:
    kept, twice = person("Mary Seacole"), person("M. Seacole")
    home = ProviderFactory()
    PersonInPostFactory(provider=home, person=twice, until_on=date(2025, 1, 1))
    people_join(kept, twice, **given)
    other = ProviderFactory(organisation=home.organisation)
    held = person_appoint(other, "m. seacole", "manager", from_on=date(2026, 1, 1), by=given["by"], at=AT)
    assert held.person == kept
    assert Person.objects.count() == 2


def test_who_cannot_be_joined_or_parted_is_refused(given: Given) -> None:
    kept, twice, third = person("A"), person("A"), person("C")
    with pytest.raises(Refused, match="Choose another person"):
        people_join(kept, kept, **given)
    with pytest.raises(Refused, match="Give the reason"):
        people_join(kept, twice, **(given | {"why": " "}))
    joining = people_join(kept, twice, **given)
    with pytest.raises(Refused, match="was joined into another person"):
        people_join(third, twice, **given)
    outer = people_join(third, kept, **given)
    with pytest.raises(Refused, match="was joined into another"):
        people_part(joining, **given)
    people_part(outer, **given)
    people_part(joining, **given)
    with pytest.raises(Refused, match="parted already"):
        people_part(joining, **given)
    with pytest.raises(Refused, match="Only a manager"):
        people_join(kept, twice, **(given | {"by": UserFactory()}))
    assert PersonJoining.objects.count() == 2


def test_a_pair_is_set_aside_once_and_brought_back(given: Given) -> None:
    one, other = person("A"), person("A")
    pair = pair_set_aside("person", other.pk, one.pk, **given)
    assert (pair.first_id, pair.second_id) == (one.pk, other.pk)
    with pytest.raises(Refused, match="set these two aside already"):
        pair_set_aside("person", one.pk, other.pk, **given)
    with pytest.raises(Refused, match="Choose two"):
        pair_set_aside("person", one.pk, one.pk, **given)
    pair_bring_back(pair, by=given["by"], at=AT)
    with pytest.raises(Refused, match="brought these two back already"):
        pair_bring_back(pair, by=given["by"], at=AT)
    pair_set_aside("person", one.pk, other.pk, **given)
    with pytest.raises(Refused, match="Only a manager"):
        pair_set_aside("provider", one.pk, other.pk, **(given | {"by": UserFactory()}))
