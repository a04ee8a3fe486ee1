"""Tokens and service accounts: who may make them, what is kept of them, and their pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from core.decisions import Refused
from core.models import User
from exchange.models import ServiceAccount, Token
from exchange.tasks import write_token_uses
from exchange.tokens import (
    last_used,
    service_account_end,
    service_account_make,
    token_make,
    token_of,
    token_used,
    token_withdraw,
)
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
PersonOf = Callable[[str], User]
ClientOf = Callable[[str], Client]
READ = ["read:plans"]


def made(user: User, days: int = 30) -> Token:
    return token_make(user, name="Copy", scopes=READ, days=days, by=user, at=AT).token


# ---- services


def test_only_the_hash_of_a_secret_is_kept(person: PersonOf) -> None:
    user = person("inspector")
    given = token_make(user, name=" Copy ", scopes=["read:plans", "read:law"], days=30, by=user, at=AT)
    kept = Token.objects.get()
    assert kept.hash == sha256(given.secret.encode()).hexdigest()
    assert given.secret not in str(vars(kept))
    assert (kept.name, kept.start, kept.scopes) == ("Copy", given.secret[:9], ["read:law", "read:plans"])
    assert kept.expires_at == AT + timedelta(days=30)
    assert len(given.secret) > 45


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "what the token is for"),
        ({"scopes": []}, "at least one"),
        ({"scopes": ["write:all"]}, "cannot read that"),
        ({"days": 0}, "a day at least"),
        ({"days": 366}, "365 days at most"),
    ],
)
def test_what_a_token_cannot_be_is_said(person: PersonOf, wrong: dict[str, object], sentence: str) -> None:
    user = person("inspector")
    with pytest.raises(Refused, match=sentence):
        token_make(user, **({"name": "Copy", "scopes": READ, "days": 30} | wrong), by=user, at=AT)
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"expires_at": AT + timedelta(days=367)}, {"expires_at": AT}, {"scopes": []}],
)
def test_the_database_holds_to_a_year_and_a_scope(person: PersonOf, wrong: dict[str, object]) -> None:
    token = made(person("inspector"))
    with pytest.raises(IntegrityError):
        Token.objects.filter(pk=token.pk).update(**wrong)


def test_an_owner_has_tokens_for_the_register_and_others_of_a_provider_none(person: PersonOf) -> None:
    user = person("provider")
    membership = MembershipFactory(user=user, level="viewer")
    register = {"name": "Copy", "scopes": ["read:register"], "days": 30, "by": user, "at": AT}
    with pytest.raises(Refused, match="Only an owner"):
        token_make(user, **register)
    membership.level = "owner"
    membership.save()
    assert token_make(user, **register).token.scopes == ["read:register"]
    with pytest.raises(Refused, match="its owner may not"):
        token_make(user, **(register | {"scopes": READ}))


def test_nobody_makes_or_withdraws_the_token_of_another_person(person: PersonOf) -> None:
    token = made(person("inspector"))
    with pytest.raises(Refused, match="their own"):
        token_make(person("inspector"), name="x", scopes=READ, days=1, by=person("administrator"), at=AT)
    with pytest.raises(Refused, match="somebody else's"):
        token_withdraw(token.pk, by=person("senior_manager"), at=AT)
    with pytest.raises(Refused, match="no such token"):
        token_withdraw(0, by=person("senior_manager"), at=AT)
    assert token_withdraw(token.pk, by=person("administrator"), at=AT).withdrawn_by == person("administrator")


def test_a_withdrawn_token_keeps_who_withdrew_it_first(person: PersonOf) -> None:
    token = made(person("inspector"))
    token_withdraw(token.pk, by=person("inspector"), at=AT)
    again = token_withdraw(token.pk, by=person("administrator"), at=AT + timedelta(days=1))
    assert (again.withdrawn_at, again.withdrawn_by) == (AT, person("inspector"))


def test_a_service_account_has_no_password_and_cannot_sign_in(person: PersonOf, client: Client) -> None:
    account = service_account_make(
        "Statistics robot", what_for="Counts.", answered_for_by="Ada", by=person("administrator"), at=AT
    )
    assert not account.user.has_usable_password()
    assert account.user.role == User.Role.POLICY_ANALYST
    assert account.user.email.endswith(".invalid")
    client.post(reverse("account_login"), {"login": account.user.email, "password": ""})
    assert "_auth_user_id" not in client.session


def test_only_an_administrator_keeps_service_accounts(person: PersonOf) -> None:
    for role in ("inspector", "senior_manager", "policy_analyst", "provider"):
        with pytest.raises(Refused, match="administrator"):
            service_account_make("x", what_for="x", answered_for_by="x", by=person(role), at=AT)
    assert not ServiceAccount.objects.exists()


def test_an_ended_account_has_no_token_left_and_gets_none(person: PersonOf) -> None:
    admin = person("administrator")
    account = service_account_make("Robot", what_for="Counts.", answered_for_by="Ada", by=admin, at=AT)
    given = token_make(account.user, name="x", scopes=READ, days=1, by=admin, at=AT)
    assert token_of(given.secret, AT) is not None
    service_account_end(account.pk, by=admin, at=AT)
    account.user.refresh_from_db()
    assert token_of(given.secret, AT) is None
    assert not account.user.is_active
    with pytest.raises(Refused, match="has ended"):
        token_make(account.user, name="x", scopes=READ, days=1, by=admin, at=AT)
    with pytest.raises(Refused, match="ended already"):
        service_account_end(account.pk, by=admin, at=AT)


def test_the_last_use_is_noted_at_once_and_written_now_and_then(person: PersonOf) -> None:
    cache.clear()
    token = made(person("inspector"))
    assert last_used(token) is None
    token_used(token, AT + timedelta(minutes=1))
    token.refresh_from_db()
    assert token.last_used_at is None
    assert last_used(token) == AT + timedelta(minutes=1)
    write_token_uses()
    cache.clear()
    token.refresh_from_db()
    assert last_used(token) == token.last_used_at == AT + timedelta(minutes=1)


# ---- pages


def test_a_token_is_made_and_shown_once(person: PersonOf, client_of: ClientOf) -> None:
    client = client_of("inspector")
    answer = client.post(reverse("exchange:token_make"), {"name": "Copy", "scopes": READ, "days": "90"})
    token = Token.objects.get()
    found = re.search(r"insp_[\w-]{43}", answer.content.decode())
    assert found is not None
    secret = found[0]
    assert token_of(secret, token.made_at) == token
    assert "no-store" in answer.headers["Cache-Control"]
    listed = client.get(reverse("exchange:tokens")).content.decode()
    assert token.start in listed
    assert secret not in listed
    assert secret not in str(dict(client.session.items()))


def test_a_wrong_form_keeps_what_was_typed(client_of: ClientOf) -> None:
    page = client_of("inspector").post(reverse("exchange:token_make"), {"name": "My copy", "days": "90"})
    body = page.content.decode()
    assert 'value="My copy"' in body
    assert "Select at least one thing that it may read" in body
    assert not Token.objects.exists()


def test_ones_own_token_is_withdrawn_and_no_others(person: PersonOf, client_of: ClientOf) -> None:
    token = made(person("inspector"), days=365)
    tokens = reverse("exchange:tokens")
    refused = client_of("policy_analyst").post(tokens, {"withdraw": token.pk}, follow=True).content.decode()
    assert "somebody else" in refused
    assert str(token.start) not in client_of("policy_analyst").get(tokens).content.decode()
    page = client_of("inspector").post(tokens, {"withdraw": token.pk}, follow=True).content.decode()
    token.refresh_from_db()
    assert token.withdrawn_at is not None
    assert "was withdrawn" in page


def test_an_administrator_sees_and_withdraws_everybodys_tokens(person: PersonOf, client_of: ClientOf) -> None:
    standing, over = made(person("inspector"), days=365), made(person("policy_analyst"), days=365)
    token_withdraw(over.pk, by=person("policy_analyst"), at=AT)
    client, everybodys = client_of("administrator"), reverse("exchange:tokens_of_all")
    page = client.get(everybodys).content.decode()
    assert f"{person('inspector')} (inspector)" in page
    assert str(standing.start) in page
    assert "(policy analyst)" not in page
    page = client.post(everybodys, {"withdraw": standing.pk}, follow=True).content.decode()
    standing.refresh_from_db()
    assert standing.withdrawn_by == person("administrator")
    assert "was withdrawn" in page
    assert "There is no token yet" in page


def test_the_account_of_a_program_is_nobody_of_the_inspectorate(person: PersonOf, client_of: ClientOf) -> None:
    client = client_of("administrator")
    client.post(
        reverse("exchange:service_account_make"), {"name": "Robot", "what_for": "Counts.", "answered_for_by": "Ada"}
    )
    account = ServiceAccount.objects.get()
    person_page = reverse("casework:staff_person", args=[account.user_id])
    assert person_page not in client.get(reverse("casework:staff")).content.decode()
    assert client.get(person_page).status_code == 404


def test_an_administrator_keeps_service_accounts_on_pages(client_of: ClientOf) -> None:
    client = client_of("administrator")
    client.post(
        reverse("exchange:service_account_make"),
        {"name": "Robot", "what_for": "Counts.", "answered_for_by": "Ada"},
    )
    account = ServiceAccount.objects.get()
    page = reverse("exchange:service_account", args=[account.pk])
    make = reverse("exchange:service_account_token", args=[account.pk])
    assert "insp_" in client.post(make, {"name": "x", "scopes": READ, "days": "30"}).content.decode()
    assert "Robot" in client.get(reverse("exchange:service_accounts")).content.decode()
    client.post(page, {"withdraw": Token.objects.get().pk})
    assert Token.objects.get().withdrawn_at is not None
    client.post(page, {"end": "1"})
    account.refresh_from_db()
    assert account.ended_at is not None
    assert "Make a token" not in client.get(page).content.decode()


def test_the_page_of_the_api_names_every_address_and_field(client_of: ClientOf) -> None:
    body = client_of("provider").get(reverse("exchange:developers")).content.decode()
    for word in ("/api/v1/changes", "since", "/api/v1/plans/{urn}", "citation", "statutory_deadline", "day or nothing"):
        assert word in body
    assert "Whoever goes on from the last id misses none." in body
