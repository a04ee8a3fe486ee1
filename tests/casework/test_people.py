"""The pages on which a provider's owners let people in, and the link of an invitation."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Mail, User
from providers.models import Invitation, Membership, Organisation, Provider
from providers.permissions import membership_level
from tests.casework.provider_pages import opened
from tests.factories import MembershipFactory, OrganisationFactory, PersonInPostFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
LEVEL = Membership.Level
NEW = {"name": "Nia New", "password1": "battery staple 9", "password2": "battery staple 9"}


@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory(name="Harbour Trust")


@pytest.fixture
def home(organisation: Organisation) -> Provider:
    return ProviderFactory(name="Fairview", organisation=organisation)


@pytest.fixture
def owner(organisation: Organisation) -> Membership:
    return MembershipFactory(organisation=organisation, user__name="Olga Owner")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, name: str, *arguments: object) -> str:
    return client.get(reverse(f"casework:{name}", args=arguments), follow=True).content.decode()


def post(client: Client, name: str, *arguments: object, **data: object) -> str:
    path = reverse(f"casework:{name}", args=arguments)
    return client.post(path, opened(client, path) | data, follow=True).content.decode()


def link_in(mail: Mail) -> str:
    found = re.search(r"http://testserver(\S+)", mail.text)
    assert found is not None
    return found[1]


def test_an_owner_sees_who_belongs_who_is_invited_and_the_advice(home: Provider, owner: Membership) -> None:
    MembershipFactory(organisation=owner.organisation, provider=home, level=LEVEL.VIEWER, user__name="Vera Viewer")
    html = page(client_of(owner.user), "people")
    for words in (
        "People of Harbour Trust",
        "Olga Owner",
        "Vera Viewer",
        "Fairview",
        "only one owner",
        "advise at least two",
    ):
        assert words in html
    MembershipFactory(organisation=owner.organisation)
    assert "advise at least two" not in page(client_of(owner.user), "people")


def test_the_page_says_which_services_have_no_responsible_individual(home: Provider, owner: Membership) -> None:
    assert "1 service without one today" in page(client_of(owner.user), "people")
    PersonInPostFactory(provider=home, post="responsible_individual")
    assert "Each service has its named responsible individual" in page(client_of(owner.user), "people")


def test_from_the_invitation_to_the_first_page(home: Provider, owner: Membership) -> None:
    asked = {"email": "nia@example.org", "level": LEVEL.CONTRIBUTOR, "scope": home.pk}
    said = post(client_of(owner.user), "person_invite", owner.organisation_id, **asked)
    assert "nia@example.org is invited" in said
    link, client = link_in(Mail.objects.get()), Client()
    opened = client.get(link).content.decode()
    assert "contributor at Harbour Trust" in opened
    assert "Fairview" not in opened
    assert "Your account is made" in client.post(link, NEW, follow=True).content.decode()
    client.post("/account/login/", {"login": "nia@example.org", "password": "battery staple 9"})
    assert "Fairview" in page(client, "services")
    assert membership_level(User.objects.get(email="nia@example.org"), home) == LEVEL.CONTRIBUTOR
    assert "This link does not work" in Client().get(link).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Enter your name"),
        ({"password2": "other staple 9"}, "The two passwords are different"),
        ({"password1": "12345678", "password2": "12345678"}, "entirely numeric"),
    ],
)
def test_a_wrong_acceptance_says_what_to_do_and_makes_nobody(
    home: Provider, owner: Membership, change: dict[str, Any], words: str
) -> None:
    asked = {"email": "nia@example.org", "level": LEVEL.VIEWER, "scope": "every"}
    post(client_of(owner.user), "person_invite", owner.organisation_id, **asked)
    answer = Client().post(link_in(Mail.objects.get()), NEW | change).content.decode()
    assert words in answer
    assert "There is a problem" in answer
    assert not User.objects.filter(email="nia@example.org").exists()


def test_who_has_an_account_is_led_to_sign_in_and_back(home: Provider, owner: Membership) -> None:
    other = UserFactory(role="provider", email="other@example.org")
    asked = {"email": "other@example.org", "level": LEVEL.VIEWER, "scope": "every"}
    post(client_of(owner.user), "person_invite", owner.organisation_id, **asked)
    link = link_in(Mail.objects.get())
    assert f"/account/login/?next={quote(link)}" in Client().get(link).content.decode()
    assert "Sign out, then open the link again" in client_of(owner.user).get(link).content.decode()
    assert "for another address" in client_of(owner.user).post(link).content.decode()
    assert "You belong to Harbour Trust now" in client_of(other).post(link, follow=True).content.decode()


def test_a_wrong_invitation_keeps_what_was_typed(home: Provider, owner: Membership) -> None:
    html = post(client_of(owner.user), "person_invite", owner.organisation_id, email="nia@", level="owner", scope=1)
    for words in ("There is a problem", "Enter an e-mail address such as", 'value="nia@"', 'href="#id_email"'):
        assert words in html
    assert not Invitation.objects.exists()


def test_an_owner_changes_and_removes_and_takes_back(home: Provider, owner: Membership) -> None:
    client, where = client_of(owner.user), owner.organisation_id
    row = MembershipFactory(organisation=owner.organisation, level=LEVEL.VIEWER, user__name="Vera Viewer")
    said = post(client, "person_change", where, row.pk, level="contributor", scope=home.pk)
    assert "What Vera Viewer may do is changed" in said
    assert membership_level(row.user, home) == LEVEL.CONTRIBUTOR
    assert "will no longer see it" in page(client, "person_remove", where, row.pk)
    assert "Vera Viewer does not belong any more" in post(client, "person_remove", where, row.pk)
    post(client, "person_invite", where, email="x@example.org", level="viewer", scope="every")
    made = Invitation.objects.get()
    assert "its link works no more" in post(client, "invitation_withdraw", where, made.pk)
    assert "taken back already" in post(client, "invitation_withdraw", where, made.pk)


def test_the_last_owner_stays_and_the_page_says_who_can_help(home: Provider, owner: Membership) -> None:
    html = post(client_of(owner.user), "person_remove", owner.organisation_id, owner.pk)
    assert "is the last owner of Harbour Trust" in html
    assert "ask an administrator of the inspectorate" in html


def test_an_owner_of_one_service_finds_the_others_people_out_of_reach(home: Provider, owner: Membership) -> None:
    other = ProviderFactory(name="Seaview", organisation=owner.organisation)
    of_other = MembershipFactory(organisation=owner.organisation, provider=other, user__name="Sid Seaview")
    client = client_of(MembershipFactory(organisation=owner.organisation, provider=home).user)
    html = page(client, "people")
    assert "Olga Owner" in html
    assert "Sid Seaview" not in html
    assert "Seaview" not in html
    for row in (owner, of_other):
        path = reverse("casework:person_change", args=[owner.organisation_id, row.pk])
        assert client.get(path).status_code == 404
    assert "Seaview" not in page(client, "person_invite", owner.organisation_id)
    assert "Every service of" not in page(client, "person_invite", owner.organisation_id)


@pytest.mark.parametrize("level", [LEVEL.CONTRIBUTOR, LEVEL.VIEWER])
def test_others_are_told_whom_to_ask(owner: Membership, level: str) -> None:
    client = client_of(MembershipFactory(organisation=owner.organisation, level=level).user)
    assert "Ask Olga Owner." in page(client, "people")
    assert "Ask Olga Owner." in page(client, "person_invite", owner.organisation_id)


def test_an_administrator_gives_back_what_nobody_can_enter(home: Provider) -> None:
    client = client_of(UserFactory(role="administrator", name="Ada Admin"))
    assert "Harbour Trust" in page(client, "nobody_enters")
    asked = {"email": "nia@example.org", "scope": "every", "why": "She is on the companies' register."}
    assert "invited as an owner" in post(client, "give_back", home.organisation_id, **asked)
    new = Client()
    new.post(link_in(Mail.objects.get()), NEW)
    new.post("/account/login/", {"login": "nia@example.org", "password": "battery staple 9"})
    html = page(new, "people")
    assert "She is on the companies" in html
    assert "the inspectorate" in html
    assert "Ada Admin" not in html
    assert "Harbour Trust" not in page(client, "nobody_enters")
    assert "An owner can let people in here" in post(client, "give_back", home.organisation_id, **asked)


def test_who_belongs_to_two_organisations_chooses(owner: Membership) -> None:
    MembershipFactory(user=owner.user, organisation__name="Second Trust")
    html = page(client_of(owner.user), "people")
    assert "Second Trust" in html
    assert "Harbour Trust" in html
    assert "Ask one of its owners" in page(client_of(UserFactory(role="provider")), "people")


def test_whoever_may_not_see_the_people_of_the_one_organisation_is_told_whom_to_ask(owner: Membership) -> None:
    viewer = MembershipFactory(organisation=owner.organisation, level=LEVEL.VIEWER).user
    response = client_of(viewer).get(reverse("casework:people"))
    assert response.status_code == 200
    assert "Ask Olga Owner" in response.content.decode()
    assert client_of(owner.user).get(reverse("casework:people")).status_code == 302
