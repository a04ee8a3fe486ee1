"""A provider user's first page: their own services, and not a word of plans or visits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from casework.provider.frequency import frequency
from law.loader import shipped
from providers.models import Allocation, Correction, Provider
from tests.casework.registers import NOON, TODAY, make_run
from tests.factories import (
    InspectionFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonInPostFactory,
    ProviderFactory,
    RatingFactory,
    UserFactory,
    VisitAskedFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def services(client: Client) -> str:
    response = client.get(reverse("casework:services"))
    assert response.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


@pytest.fixture
def member_client() -> Client:
    owner = OrganisationFactory(name="Harbour Trust")
    ProviderFactory(urn="SC000001", name="Fairview", organisation=owner, inspected_on=date(2026, 2, 2))
    client = Client()
    client.force_login(MembershipFactory(organisation=owner).user)
    return client


def test_own_services_are_named_with_urn_type_and_rating(member_client: Client) -> None:
    html = services(member_client)
    for word in ("Fairview", "SC000001", "Children&#39;s home", "Harbour Trust", "Good"):
        assert word in html


def test_others_services_are_not_there(member_client: Client) -> None:
    ProviderFactory(urn="SC000002", name="Elsewhere")
    ProviderFactory(urn="SC000003", organisation=None)
    html = services(member_client)
    assert "SC000002" not in html
    assert "SC000003" not in html


def test_somebody_who_belongs_to_two_organisations_sees_each_service_once() -> None:
    first = MembershipFactory()
    MembershipFactory(user=first.user)
    ProviderFactory(urn="SC000001", organisation=first.organisation)
    client = Client()
    client.force_login(first.user)
    assert services(client).count('href="/services/SC000001/"') == 1


def test_a_rating_that_is_not_in_force_yet_is_not_told(member_client: Client) -> None:
    visit = InspectionFactory(provider__urn="SC000009", provider__organisation=None)
    visit.provider.organisation = OrganisationFactory._meta.model.objects.get(name="Harbour Trust")
    visit.provider.save()
    RatingFactory(inspection=visit, ordinal=1, label="unheard of", in_force_from=None)
    assert "nheard of" not in services(member_client)


def test_the_page_is_the_same_whatever_is_planned_or_asked_for(member_client: Client) -> None:
    before = services(member_client)
    home = InspectionFactory._meta.model.objects.get().provider
    VisitAskedFactory(provider=home, by_on=date(2026, 9, 20))
    make_run()
    assert services(member_client) == before


def test_nobody_has_a_service_yet() -> None:
    client = Client()
    client.force_login(UserFactory(role="provider"))
    assert "No service is registered" in services(client)


def test_staff_are_sent_to_the_list_instead() -> None:
    client = Client()
    client.force_login(UserFactory())
    response = client.get(reverse("casework:services"))
    assert response.status_code == 403
    assert "find every service in the list" in response.content.decode()


@pytest.mark.parametrize(("role", "first"), [("provider", "services"), ("inspector", "caseload")])
def test_each_begins_at_their_own_page(role: str, first: str) -> None:
    client = Client()
    client.force_login(UserFactory(role=role))
    assert client.get("/").url == reverse(f"casework:{first}")


SERVICE = "/services/SC000001/"


def test_the_page_of_a_service_says_what_is_known_and_how_often_the_law_wants_it_inspected(
    member_client: Client,
) -> None:
    home = Provider.objects.get(urn="SC000001")
    PersonInPostFactory(provider=home)
    PersonInPostFactory(provider=home, post="responsible_individual", until_on=date(2025, 1, 1))
    html = shown(member_client)
    for words in (
        "Good, since 2 February 2026",
        "Mary Seacole: manager since 6 January 2020",
        "Harbour Trust",
        "N1 9GU",
    ):
        assert words in html
    assert "responsible individual since" not in html
    assert "1 in each inspection year, a key inspection" in html
    assert "para 3.1.11, first bullet" in html
    assert "A rating of poor: 3 in each inspection year" in html
    assert "no rating brings fewer inspections than yours" in html
    assert "para 3.1.2; para 3.1.20" in html


def test_the_page_of_a_service_is_the_same_whatever_is_planned_or_asked_for(member_client: Client) -> None:
    before = shown(member_client)
    home = Provider.objects.get(urn="SC000001")
    VisitAskedFactory(provider=home, by_on=date(2026, 9, 20))
    make_run()
    assert shown(member_client) == before
    InspectionFactory(provider=home, type="random", started_on=date(2026, 8, 30), published_on=None)
    make_run(date(2026, 9, 2))
    assert shown(member_client) == before


@pytest.mark.parametrize(
    ("service_type", "rating", "raised", "lowered"),
    [
        ("childrens_home", 1, [], ["excellent", "good", "adequate"]),
        ("childrens_home", 3, ["poor", "adequate"], []),
        ("childrens_home", None, ["poor", "adequate"], []),
        ("independent_fostering_agency", 2, ["poor"], ["excellent", "good"]),
        ("private_fostering_arrangements", 1, [], []),
    ],
)
def test_what_raises_or_lowers_it_is_read_from_the_regime(
    service_type: str, rating: int | None, raised: list[str], lowered: list[str]
) -> None:
    found = frequency(shipped()["2006-option-1"].on(TODAY), service_type, rating)
    assert [said.about for said in found.raised] == raised
    assert [said.about for said in found.lowered] == lowered
    assert all(said.references for said in (*found.raised, *found.lowered, *found.also, *found.further))


def test_a_type_that_the_regime_does_not_name_has_no_rule() -> None:
    found = frequency(shipped()["2006-option-1"].on(TODAY), "secure_training_centre", 3)
    assert (found.minimum, found.planned, found.further) == (None, None, ())


def test_anothers_service_is_not_there(member_client: Client) -> None:
    ProviderFactory(urn="SC000002")
    for address in ("/services/SC000002/", "/services/SC000002/wrong/", "/services/SC999999/"):
        assert member_client.get(address).status_code == 404


def test_something_wrong_reaches_the_inspector_and_is_settled(member_client: Client) -> None:
    home, inspector = Provider.objects.get(urn="SC000001"), UserFactory(name="Iris Inspector")
    Allocation.objects.create(provider=home, inspector=inspector, from_on=date(2026, 1, 1))
    told = {"fact": "places", "what_is_right": "Seven since May."}
    assert "An inspector will look at it" in member_client.post(f"{SERVICE}wrong/", told, follow=True).content.decode()
    assert "Seven since May." in shown(member_client)
    staff = Client()
    staff.force_login(inspector)
    row = Correction.objects.get()
    for address in ("/my/", "/corrections/?inspector=me", "/corrections/"):
        assert f'href="/corrections/{row.pk}/"' in staff.get(address).content.decode()
    settled = {"outcome": "left_as_it_was", "why": "The certificate says six."}
    assert staff.post(f"/corrections/{row.pk}/", settled).url == "/providers/SC000001/"
    assert f'href="/corrections/{row.pk}/"' not in staff.get("/my/").content.decode()
    again = staff.post(f"/corrections/{row.pk}/", settled).content.decode()
    assert "Somebody has settled this already" in again
    html = shown(member_client)
    assert "Dealt with on 1 September 2026" in html
    assert "certificate" not in html
    timeline = staff.get("/providers/SC000001/timeline/").content.decode()
    assert "The provider says that this is wrong: number of places" in timeline
    assert "The certificate says six." in timeline


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"what_is_right": "Seven"}, "Select what is wrong"),
        ({"fact": "places", "what_is_right": " "}, "Say what is right, and since when"),
        ({"fact": "x", "what_is_right": "Seven"}, "Select a valid choice"),
        ({"fact": "places", "what_is_right": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_will_not_do_is_told_and_nothing_typed_is_lost(
    member_client: Client, sent: dict[str, str], fault: str
) -> None:
    html = member_client.post(f"{SERVICE}wrong/", sent).content.decode()
    assert fault in html
    assert sent["what_is_right"].strip() in html
    assert not Correction.objects.exists()


def test_the_same_is_not_told_twice(member_client: Client) -> None:
    told = {"fact": "places", "what_is_right": "Seven."}
    member_client.post(f"{SERVICE}wrong/", told)
    assert "You have told us this already" in member_client.post(f"{SERVICE}wrong/", told).content.decode()
    assert Correction.objects.count() == 1


def test_a_viewer_reads_and_does_not_write(member_client: Client) -> None:
    owner = OrganisationFactory._meta.model.objects.get(name="Harbour Trust")
    client = Client()
    client.force_login(MembershipFactory(organisation=owner, level="viewer").user)
    assert "Ask an owner of your organisation" in shown(client)
    assert client.get(f"{SERVICE}wrong/").status_code == 403


def test_a_correction_half_settled_is_refused_by_the_database(member_client: Client) -> None:
    row = Correction(provider=Provider.objects.get(), fact="name", what_is_right="x", told_at=NOON, outcome="put_right")
    row.told_by = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def shown(client: Client) -> str:
    response = client.get(SERVICE)
    assert response.status_code == 200
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r'(?s)<div class="govuk-notification-banner.*?</p>', "", html)


def test_fifty_services_take_the_queries_of_one(member_client: Client, page_budget: Callable[..., None]) -> None:
    owner = OrganisationFactory._meta.model.objects.get(name="Harbour Trust")
    page_budget(
        "casework:services",
        lambda: services(member_client),
        lambda: ProviderFactory.create_batch(49, organisation=owner, inspected_on=date(2026, 2, 2)),
    )


@pytest.mark.parametrize(("level", "may"), [("owner", True), ("contributor", True), ("viewer", False)])
def test_a_service_leads_to_notifying_for_whoever_may_and_to_what_was_sent_for_all(level: str, may: bool) -> None:
    service = ProviderFactory(urn="SC000001", inspected_on=date(2026, 2, 2))
    make_run()
    client = Client()
    client.force_login(MembershipFactory(organisation=service.organisation, level=level).user)
    html = client.get(reverse("casework:service", args=["SC000001"])).content.decode()
    assert (reverse("casework:own_record_add", args=["SC000001"]) in html) is may
    assert reverse("casework:own_records", args=["SC000001"]) in html


def test_whoever_may_not_settle_what_a_provider_says_reads_it_and_is_offered_no_more(member_client: Client) -> None:
    member_client.post(f"{SERVICE}wrong/", {"fact": "places", "what_is_right": "Seven."})
    for role, offered in (("policy_analyst", False), ("team_manager", True)):
        client = Client()
        client.force_login(UserFactory(role=role))
        html = client.get(reverse("casework:corrections")).content.decode()
        assert "Seven." in html
        assert (f'href="/corrections/{Correction.objects.get().pk}/"' in html) is offered
