"""By what names are compared, in Python and in the database alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from providers import alike
from providers.models import Organisation, Person, Provider

ORGANISATIONS = [
    ("The Harbour Care Co. Ltd", "harbourcare"),
    ("Harbour Care (Limited)", "harbourcare"),
    ("HARBOUR-CARE", "harbourcare"),
    ("Harbour & Quay LLP", "harbourandquay"),
    ("Harbour and Quay, Ltd.", "harbourandquay"),
    ("Coop Homes", "coophomes"),
    ("Limited", "limited"),
    ("Théo's Homes C.I.C", "theoshomescic"),
    ("", ""),
]
PEOPLE = [
    ("Dr. Mary Seacole", "maryseacole"),
    ("MARY SEACOLE", "maryseacole"),
    ("Mary-Jane O\u2019Neill", "maryjaneoneill"),
    ("Mrs Ünal Çelik", "unalcelik"),
    ("Drew Barr", "drewbarr"),
    ("Mr", "mr"),
]


@pytest.mark.parametrize(("name", "key"), ORGANISATIONS)
def test_organisations_are_compared_without_legal_form_and_signs(name: str, key: str) -> None:
    assert alike.bare_organisation_key(name) == key


@pytest.mark.parametrize(("name", "key"), PEOPLE)
def test_people_are_compared_without_title_and_signs(name: str, key: str) -> None:
    assert alike.person_key(name) == key


def test_a_slip_in_a_vowel_leaves_the_skeleton() -> None:
    one, other = (alike.skeleton(alike.bare_organisation_key(name)) for name in ("Harbour Care", "Harbuor Caer Ltd"))
    assert one == other == "hrbrcr"
    assert one != alike.skeleton(alike.bare_organisation_key("Harbour Cave"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "function"),
    [
        (Person, alike.person_key),
        (Organisation, lambda name: alike.skeleton(alike.bare_organisation_key(name))),
        (Provider, alike.service_key),
    ],
)
def test_the_database_keeps_the_keys_of_the_rules(model: Any, function: Callable[[str], str]) -> None:
    names = [name for name, _ in ORGANISATIONS + PEOPLE] + ["A`b;c:d/e\u2013f", "Ltd Co", "mr  X", "The The Ltd Ltd"]
    for number, name in enumerate(names):
        more = {"urn": f"SC{number:06}", "service_type_id": "childrens_home"} if model is Provider else {}
        model.objects.create(name=name, **more)
    found = dict(model.objects.values_list("name", "name_key"))
    assert found == {name: function(name) for name in names}


@pytest.mark.parametrize(
    ("kind", "day", "same"),
    [("complaint", 1, True), ("complaint", 2, True), ("complaint", 3, False), ("concern", 1, False)],
)
def test_records_of_one_kind_on_one_day_or_the_next_may_be_one(kind: str, day: int, same: bool) -> None:
    assert alike.same_report("complaint", date(2026, 9, 1), kind, date(2026, 9, day)) is same
    assert alike.same_report(kind, date(2026, 9, day), "complaint", date(2026, 9, 1)) is same
