"""Who belongs to an organisation or a service, what that lets them see, and how people are let in and out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.decisions import Refused
from core.models import Mail, User
from inspections.models import Inspection
from providers.models import Invitation, Membership, MembershipEvent, Organisation, Provider
from providers.permissions import can_manage_people, can_see_people, membership_level
from providers.rules import is_owned, owners_advice
from providers.services import (
    entry_give_back,
    invitation_accept,
    invitation_send,
    invitation_withdraw,
    membership_change,
    membership_remove,
)
from providers.services.membership import INVITATION_LASTS, invitation_by, token_of
from tests.factories import InspectionFactory, MembershipFactory, OrganisationFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
LEVEL = Membership.Level


@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory(name="Harbour Trust")


@pytest.fixture
def homes(organisation: Organisation) -> list[Provider]:
    return ProviderFactory.create_batch(2, organisation=organisation)


@pytest.fixture
def owner(organisation: Organisation) -> Membership:
    return MembershipFactory(organisation=organisation, user__name="Olga Owner")


def link(token: str) -> str:
    return f"https://example.org/invitations/{token}/"


def invite(organisation: Organisation, by: User, provider: Provider | None = None, **more: Any) -> Invitation:
    asked = {"email": "New@example.org", "level": LEVEL.VIEWER, "at": AT, **more}
    return invitation_send(organisation, provider, by=by, link=link, **asked)


# ---- the rules


@pytest.mark.parametrize(
    ("scope", "owners", "owned"),
    [
        (None, [], False),
        (None, [None], True),
        (None, [7], False),
        (7, [7], True),
        (7, [8], False),
        (7, [None], True),
    ],
)
def test_a_scope_is_owned_by_its_own_owner_or_by_one_of_everything(
    scope: int | None, owners: list[int | None], owned: bool
) -> None:
    assert is_owned(scope, owners) is owned


def test_two_owners_are_advised() -> None:
    assert "no owner" in owners_advice(0)
    assert "only one owner" in owners_advice(1)
    assert owners_advice(2) == ""


# ---- what a membership lets somebody see


def test_a_member_of_one_service_sees_that_one_and_its_organisation(homes: list[Provider]) -> None:
    user = MembershipFactory(organisation=homes[0].organisation, provider=homes[0], level=LEVEL.VIEWER).user
    InspectionFactory(provider=homes[0], published_on=date(2026, 6, 1))
    InspectionFactory(provider=homes[1], published_on=date(2026, 6, 1))
    ProviderFactory()
    assert list(Provider.objects.visible_to(user)) == [homes[0]]
    assert list(Organisation.objects.visible_to(user)) == [homes[0].organisation]
    assert [row.provider for row in Inspection.objects.visible_to(user)] == [homes[0]]


def test_who_belongs_twice_sees_each_service_once(homes: list[Provider], owner: Membership) -> None:
    MembershipFactory(user=owner.user, organisation=owner.organisation, provider=homes[0], level=LEVEL.VIEWER)
    assert list(Provider.objects.visible_to(owner.user).order_by("pk")) == homes
    assert list(Organisation.objects.visible_to(owner.user)) == [owner.organisation]


def test_the_highest_level_counts(homes: list[Provider]) -> None:
    whole = MembershipFactory(organisation=homes[0].organisation, level=LEVEL.VIEWER)
    MembershipFactory(user=whole.user, organisation=whole.organisation, provider=homes[0], level=LEVEL.CONTRIBUTOR)
    assert membership_level(whole.user, homes[0]) == LEVEL.CONTRIBUTOR
    assert membership_level(whole.user, homes[1]) == LEVEL.VIEWER
    assert membership_level(whole.user, ProviderFactory()) is None
    assert membership_level(UserFactory(), homes[0]) is None


def test_after_a_transfer_the_old_owners_people_are_out(homes: list[Provider], owner: Membership) -> None:
    of_one = MembershipFactory(organisation=owner.organisation, provider=homes[0]).user
    homes[0].organisation = OrganisationFactory()
    homes[0].save()
    assert membership_level(of_one, homes[0]) is None
    assert not Provider.objects.visible_to(of_one).exists()
    assert list(Provider.objects.visible_to(owner.user)) == [homes[1]]


def test_who_joins_the_inspectorate_keeps_no_level(homes: list[Provider], owner: Membership) -> None:
    owner.user.role = User.Role.INSPECTOR
    owner.user.save()
    assert membership_level(owner.user, homes[0]) is None
    assert not can_manage_people(owner.user, owner.organisation)


@pytest.mark.parametrize("of_one", [True, False])
def test_the_database_keeps_one_membership_of_each_scope(homes: list[Provider], of_one: bool) -> None:
    row = MembershipFactory(organisation=homes[0].organisation, provider=homes[0] if of_one else None)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(user=row.user, organisation=row.organisation, provider=row.provider)


# ---- inviting and accepting


def test_an_owner_invites_and_the_mail_holds_a_link_and_no_home(homes: list[Provider], owner: Membership) -> None:
    made = invite(owner.organisation, owner.user, homes[0])
    assert (made.email, made.expires_at) == ("new@example.org", AT + INVITATION_LASTS)
    mail = Mail.objects.get()
    assert (mail.to, mail.kind) == ("new@example.org", "invitation")
    assert f"https://example.org/invitations/{token_of(made)}/" in mail.text
    assert homes[0].name not in mail.subject + mail.text
    event = MembershipEvent.objects.get()
    assert (event.kind, event.whom, event.by, event.provider) == ("invited", "new@example.org", owner.user, homes[0])


def test_accepting_makes_the_account_and_the_membership_once(homes: list[Provider], owner: Membership) -> None:
    token = token_of(invite(owner.organisation, owner.user, homes[0], level=LEVEL.CONTRIBUTOR))
    made = invitation_accept(token, name=" Nia New ", password="battery staple 9", at=AT)
    assert (made.user.name, made.user.role, made.user.email) == ("Nia New", "provider", "new@example.org")
    assert made.user.check_password("battery staple 9")
    assert membership_level(made.user, homes[0]) == LEVEL.CONTRIBUTOR
    assert membership_level(made.user, homes[1]) is None
    assert invitation_by(token, AT) is None
    with pytest.raises(Refused, match="does not work any more"):
        invitation_accept(token, name="Again", password="battery staple 9", at=AT)


def test_who_has_an_account_accepts_signed_in(owner: Membership) -> None:
    other = MembershipFactory(user__email="new@example.org").user
    token = token_of(invite(owner.organisation, owner.user))
    with pytest.raises(Refused, match="sign in with it"):
        invitation_accept(token, name="X", password="battery staple 9", at=AT)
    with pytest.raises(Refused, match="for another address"):
        invitation_accept(token, by=UserFactory(role=User.Role.PROVIDER), at=AT)
    assert invitation_accept(token, by=other, at=AT).user == other


def test_staff_cannot_belong_to_a_provider(owner: Membership) -> None:
    staff = UserFactory(email="new@example.org")
    token = token_of(invite(owner.organisation, owner.user))
    with pytest.raises(Refused, match="staff cannot belong to a provider"):
        invitation_accept(token, by=staff, at=AT)


def test_a_link_ends_is_taken_back_and_cannot_be_made_up(owner: Membership) -> None:
    made = invite(owner.organisation, owner.user)
    token = token_of(made)
    assert invitation_by(token, AT + INVITATION_LASTS - timedelta(seconds=1)) == made
    assert invitation_by(token, AT + INVITATION_LASTS) is None
    assert invitation_by(f"{made.pk}:made-up", AT) is None
    assert invitation_by("nonsense", AT) is None
    invitation_withdraw(made, by=owner.user, at=AT)
    assert invitation_by(token, AT) is None
    with pytest.raises(Refused, match="taken back already"):
        invitation_withdraw(made, by=owner.user, at=AT)


def test_nobody_is_invited_twice(owner: Membership) -> None:
    invite(owner.organisation, owner.user)
    with pytest.raises(Refused, match="invited already"):
        invite(owner.organisation, owner.user)
    with pytest.raises(Refused, match=r"belongs to Harbour Trust .every service. already"):
        invite(owner.organisation, owner.user, email=owner.user.email.upper())


def test_an_owner_of_one_service_lets_people_into_that_one_alone(homes: list[Provider], owner: Membership) -> None:
    of_one = MembershipFactory(organisation=owner.organisation, provider=homes[0]).user
    assert invite(owner.organisation, of_one, homes[0]).provider == homes[0]
    for provider in (homes[1], None):
        with pytest.raises(Refused, match=r"Only an owner of .* Ask Olga Owner\."):
            invite(owner.organisation, of_one, provider, email="else@example.org")


def test_another_organisations_service_is_refused(owner: Membership) -> None:
    with pytest.raises(Refused, match="not carried on by Harbour Trust"):
        invite(owner.organisation, owner.user, ProviderFactory())


@pytest.mark.parametrize("level", [LEVEL.CONTRIBUTOR, LEVEL.VIEWER])
def test_others_may_not_and_are_told_whom_to_ask(owner: Membership, level: str) -> None:
    user = MembershipFactory(organisation=owner.organisation, level=level).user
    with pytest.raises(Refused, match=r"Ask Olga Owner\."):
        invite(owner.organisation, user)
    assert "Ask Olga Owner." in can_see_people(user, owner.organisation).reason
    with pytest.raises(Refused, match="Only an owner"):
        membership_remove(owner, by=user, at=AT)


# ---- changing and removing


def change(row: Membership, by: User, level: str, provider: Provider | None = None) -> Membership:
    return membership_change(row, level=level, provider=provider, by=by, at=AT)


def test_an_owner_changes_level_and_scope(homes: list[Provider], owner: Membership) -> None:
    row = MembershipFactory(organisation=owner.organisation, level=LEVEL.VIEWER)
    change(row, owner.user, LEVEL.CONTRIBUTOR, homes[1])
    assert membership_level(row.user, homes[1]) == LEVEL.CONTRIBUTOR
    assert membership_level(row.user, homes[0]) is None


def test_a_scope_that_the_person_has_already_is_refused(homes: list[Provider], owner: Membership) -> None:
    row = MembershipFactory(organisation=owner.organisation, level=LEVEL.VIEWER)
    MembershipFactory(user=row.user, organisation=owner.organisation, provider=homes[0], level=LEVEL.VIEWER)
    with pytest.raises(Refused, match="belongs to this service already"):
        change(row, owner.user, LEVEL.VIEWER, homes[0])


def last_owner(act: Callable[[], object]) -> None:
    with pytest.raises(Refused, match=r"is the last owner of .* ask an administrator of the inspectorate"):
        act()


def test_the_last_owner_is_neither_removed_nor_lowered_nor_narrowed(homes: list[Provider], owner: Membership) -> None:
    MembershipFactory(organisation=owner.organisation, user__is_active=False)
    MembershipFactory(organisation=owner.organisation, provider=homes[0])
    last_owner(lambda: membership_remove(owner, by=owner.user, at=AT))
    last_owner(lambda: change(owner, owner.user, LEVEL.VIEWER))
    last_owner(lambda: change(owner, owner.user, LEVEL.OWNER, homes[0]))
    MembershipFactory(organisation=owner.organisation)
    membership_remove(owner, by=owner.user, at=AT)
    assert not Membership.objects.filter(pk=owner.pk).exists()
    assert MembershipEvent.objects.get(kind="removed").whom == "Olga Owner"


def test_the_last_owner_of_a_service_stays_unless_somebody_owns_everything(homes: list[Provider]) -> None:
    of_one = MembershipFactory(organisation=homes[0].organisation, provider=homes[0])
    last_owner(lambda: membership_remove(of_one, by=of_one.user, at=AT))
    whole = MembershipFactory(organisation=homes[0].organisation)
    membership_remove(of_one, by=whole.user, at=AT)


def test_who_was_removed_a_moment_ago_is_told_so(owner: Membership) -> None:
    row = MembershipFactory(organisation=owner.organisation)
    membership_remove(row, by=owner.user, at=AT)
    with pytest.raises(Refused, match="removed by somebody else"):
        membership_remove(row, by=owner.user, at=AT)


# ---- given back


def give_back(
    organisation: Organisation, by: User, provider: Provider | None = None, why: str = "Known."
) -> Invitation:
    return entry_give_back(organisation, provider, email="new@example.org", why=why, by=by, at=AT, link=link)


def test_what_nobody_can_enter_is_given_back_by_an_administrator(homes: list[Provider]) -> None:
    admin = UserFactory(role=User.Role.ADMINISTRATOR)
    organisation = homes[0].organisation
    MembershipFactory(organisation=organisation, user__is_active=False)
    MembershipFactory(organisation=organisation, level=LEVEL.VIEWER)
    made = give_back(organisation, admin)
    assert made.level == LEVEL.OWNER
    event = MembershipEvent.objects.get()
    assert (event.kind, event.why, event.by) == ("given_back", "Known.", admin)
    with pytest.raises(Refused, match="Give the reason"):
        give_back(organisation, admin, why=" ")
    with pytest.raises(Refused, match="Only an administrator"):
        give_back(organisation, UserFactory())
    invitation_withdraw(made, by=admin, at=AT)


def test_what_an_owner_can_enter_is_not_given_back(homes: list[Provider]) -> None:
    admin = UserFactory(role=User.Role.ADMINISTRATOR)
    MembershipFactory(organisation=homes[0].organisation, provider=homes[0])
    with pytest.raises(Refused, match="An owner can let people in"):
        give_back(homes[0].organisation, admin, homes[0])
    assert give_back(homes[0].organisation, admin, homes[1]).provider == homes[1]
    assert list(Organisation.objects.without_owner()) == [homes[0].organisation]


def test_an_invitation_is_never_accepted_and_taken_back(owner: Membership) -> None:
    made = invite(owner.organisation, owner.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=made.pk).update(accepted_at=AT, accepted_by=owner.user, withdrawn_at=AT)
    assert re.fullmatch(r"\d+:[\w-]+", token_of(made))
