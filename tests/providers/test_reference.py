"""Reference data: service types, regions, teams and local authorities, with the published words for them."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.reference import known_reference
from law.loader import shipped
from providers.models import AuthorityWord, LocalAuthority, Region, ServiceType, ServiceTypeWord, Team
from providers.reference import load_reference
from providers.wording import fold, organisation_key

pytestmark = pytest.mark.django_db

# Every wording of the published registers of 2015 to 2021 and the type that it means.
PUBLISHED = {
    "Children's home": "childrens_home",
    "Children's Home": "childrens_home",
    "Children\u2019s home": "childrens_home",
    "Residential special school (registered as a children's home)": "childrens_home",
    "Residential special school (>295 days/year)": "childrens_home",
    "Secure children's home": "secure_childrens_home",
    "Residential Special School": "residential_special_school",
    "Independent Fostering agency": "independent_fostering_agency",
    "Residential Family Centre": "residential_family_centre",
    "Voluntary Adoption Agency": "voluntary_adoption_agency",
    "Adoption support agency": "adoption_support_agency",
    "Boarding School": "boarding_school",
    "Further Education College with Residential Accommodation": "further_education_college",
    "Residential Holiday Scheme for Disabled Children": "residential_holiday_scheme",
    "Secure Training Centre": "secure_training_centre",
}


@pytest.mark.parametrize(("word", "code"), PUBLISHED.items())
def test_every_published_wording_means_its_type(word: str, code: str) -> None:
    assert ServiceTypeWord.objects.get(word=fold(word)).service_type_id == code


def test_court_services_are_not_a_known_type() -> None:
    assert not ServiceTypeWord.objects.filter(word="cafcass").exists()


def test_the_types_that_regimes_name_are_all_there() -> None:
    named = {code for regime in shipped().values() for code in regime.on(date(2026, 9, 1)).rules}
    assert named <= set(ServiceType.objects.values_list("code", flat=True))
    assert ServiceType.objects.count() == 14


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Southend on Sea", "E06000033"),
        ("Bournemouth, Christchurch & Poole", "E06000058"),
        ("Bournemouth", "E06000028"),
        ("Bristol", "E06000023"),
        ("Kingston upon Hull", "E06000010"),
        ("Durham", "E06000047"),
        ("St Helens", "E08000013"),
        ("Newcastle upon Tyne", "E08000021"),
    ],
)
def test_authorities_are_known_by_the_names_of_registers(word: str, code: str) -> None:
    assert AuthorityWord.objects.get(word=fold(word)).authority_id == code


def test_an_authority_is_the_one_that_stood_on_the_day() -> None:
    reference = known_reference()
    code = reference.vocabulary.authorities[fold("North Yorkshire")]
    assert reference.authority_on(code, date(2021, 3, 31)) == "E10000023"
    assert reference.authority_on(code, date(2023, 4, 1)) == "E06000065"
    dorset = reference.vocabulary.authorities[fold("Dorset")]
    assert reference.authority_on(dorset, date(2015, 3, 31)) == "E10000009"


def test_each_authority_has_a_region_and_successors_are_authorities() -> None:
    assert LocalAuthority.objects.count() == 365
    assert LocalAuthority.objects.get(name="Derbyshire").region_id == "east_midlands"
    assert LocalAuthority.objects.get(gss_code="E06000028").replaced_by_id == "E06000058"


def test_each_government_region_has_one_team_and_the_region_of_two_none() -> None:
    teams = {region.pk: region.teams.count() for region in Region.objects.all()}
    assert teams.pop("north_east_yorkshire_and_the_humber") == 0
    assert set(teams.values()) == {1}
    assert Team.objects.count() == 9


def test_loading_again_changes_nothing_that_people_changed() -> None:
    ServiceType.objects.filter(code="boarding_school").update(name="Boarding school or academy")
    Team.objects.filter(name="London").delete()
    load_reference()
    assert ServiceType.objects.get(code="boarding_school").name == "Boarding school or academy"
    assert Team.objects.count() == 8


def test_wording_is_compared_without_signs_but_keeps_more_than() -> None:
    assert fold("  Children\u2019s  HOME ") == "childrens home"
    assert fold("A & B") == "a and b"
    assert fold("(>295 days/year)") == ">295 days year"


def test_ltd_and_limited_are_one_organisation_and_the_bare_name_another() -> None:
    assert organisation_key("Elm Care Ltd") == organisation_key("ELM CARE LIMITED")
    assert organisation_key("Elm Care") != organisation_key("Elm Care Limited")
