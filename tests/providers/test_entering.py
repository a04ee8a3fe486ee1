"""What people type about a service: kept in one form, or refused in a sentence."""

from __future__ import annotations

import pytest

from core.decisions import Refused
from providers.entering import proper_name, proper_postcode, proper_urn
from providers.models import LocalAuthority, Region, ServiceType, Team
from providers.proposing import proposed_region, proposed_team


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Willow\t House ", "Willow House"),
        ("Tŷ Bach & O’Neill’s “Nest” (no. 7)", "Tŷ Bach & O’Neill’s “Nest” (no. 7)"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("児童の家", "児童の家"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_spelling(typed: str, kept: str) -> None:
    assert proper_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [("Willow\x00House", "U+0000"), ("Wil\u200blow", "U+200B"), ("\u202eesuoH", "U+202E"), ("--- !!", "letter")],
)
def test_a_name_with_signs_that_nobody_sees_is_refused(typed: str, says: str) -> None:
    with pytest.raises(Refused, match=rf"{says.replace('+', '.')}") as refusal:
        proper_name(typed, "person")
    assert refusal.value.field == "person"


@pytest.mark.parametrize(
    ("typed", "kept"), [("n19gu", "N1 9GU"), (" SW1A  1AA", "SW1A 1AA"), ("ec1a1bb", "EC1A 1BB"), ("", "")]
)
def test_a_postcode_gets_its_space(typed: str, kept: str) -> None:
    assert proper_postcode(typed) == kept


@pytest.mark.parametrize(
    ("typed", "says"), [("ZZ9 9ZZ", "No postcode begins with ZZ"), ("N1", "full postcode"), ("N1 9CM", "full postcode")]
)
def test_a_postcode_that_cannot_be_is_refused(typed: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        proper_postcode(typed)


@pytest.mark.parametrize(("typed", "kept"), [("sc 012345", "SC012345"), ("2500123", "2500123")])
def test_a_urn_is_kept_in_capitals(typed: str, kept: str) -> None:
    assert proper_urn(typed) == kept


@pytest.mark.parametrize("typed", ["SC12345", "123456", "XY123456", "SC0123456"])
def test_a_urn_of_another_form_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="A URN is SC and 6 digits"):
        proper_urn(typed)


@pytest.mark.django_db
def test_the_authority_proposes_the_region_and_that_with_the_type_the_team() -> None:
    home, school = (ServiceType.objects.get(pk=code) for code in ("childrens_home", "boarding_school"))
    region = Region.objects.create(code="far_east", name="Far East")
    authority = LocalAuthority.objects.create(gss_code="E99999999", name="Farthing", region=region)
    assert proposed_region(authority) == region
    assert proposed_region(None) is None
    assert proposed_team(region, home) is None
    every, schools = Team.objects.create(name="A"), Team.objects.create(name="B")
    for team in (every, schools):
        team.regions.add(region)
    schools.service_types.add(school)
    assert proposed_team(region, home) == every
    assert proposed_team(region, school) == schools
    assert proposed_team(None, school) is None
