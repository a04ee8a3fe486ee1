"""Tokens for machines, and the service accounts that hold some: made, shown once, used, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from django.conf import settings
from django.core.cache import cache

from core.decisions import Refused
from core.history import authored
from core.models import User
from exchange.models import ServiceAccount, Token
from exchange.permissions import can_keep_service_accounts, can_make_token, can_withdraw_token

PREFIX = "insp_"
SHOWN = 9  # characters of the secret by which its owner knows it again
DAYS = (30, 90, 180, 365)
KEPT_SECONDS = 24 * 60 * 60
# RFC 6761: an address that never exists, so that no mail to a machine ever leaves.
NOWHERE = "service-accounts.invalid"


@dataclass(frozen=True, slots=True)
class Made:
    """A new token with its secret, which nobody can read again."""

    token: Token
    secret: str


def scopes_open_to(user: User) -> list[Token.Scope]:
    """What a token of this person can be for: people of a provider read their part of the register alone."""
    return list(Token.Scope) if user.is_inspectorate else [Token.Scope.REGISTER]


@authored("Made a token")
def token_make(holder: User, *, name: str, scopes: Iterable[str], days: int, by: User, at: datetime) -> Made:
    """Make a token that expires after so many days (1 to 365). Its secret is in the answer and nowhere else.

    Raises `Refused` for whoever may not, without a name or a scope, for a scope the holder has nothing of, and for an
    account that has ended.
    """
    can_make_token(by, holder).require()
    wanted = sorted(set(scopes))
    if not name.strip():
        raise Refused("Enter what the token is for.")
    if not wanted:
        raise Refused("Select at least one thing that it may read.")
    if not set(wanted) <= set(scopes_open_to(holder)):
        raise Refused("It cannot read that: its owner may not.")
    if not 1 <= days <= max(DAYS):
        raise Refused(f"A token lasts a day at least and {max(DAYS)} days at most.")
    if not holder.is_active:
        raise Refused("This account has ended: it gets no token any more.")
    secret = PREFIX + token_urlsafe(32)
    token = Token.objects.create(
        user=holder,
        name=name.strip(),
        hash=hash_of(secret),
        start=secret[:SHOWN],
        scopes=wanted,
        made_at=at,
        made_by=by,
        expires_at=at + timedelta(days=days),
    )
    return Made(token, secret)


@authored("Took a token back")
def token_withdraw(token_id: int, *, by: User, at: datetime) -> Token:
    """Make a token useless from now on. Raises `Refused` for whoever may not, and when there is none that stands."""
    token = Token.objects.select_for_update().filter(pk=token_id).first()
    if token is None:
        raise Refused("There is no such token. Look at the list.")
    can_withdraw_token(by, token).require()
    if token.withdrawn_at is None:
        token.withdrawn_at, token.withdrawn_by = at, by
        token.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return token


@authored("Made a service account")
def service_account_make(name: str, *, what_for: str, answered_for_by: str, by: User, at: datetime) -> ServiceAccount:
    """Make an account for a machine of the inspectorate's. It reads what a policy analyst reads and decides nothing.

    Raises `Refused` for whoever may not, and when a name, a purpose or a person to ask is missing.
    """
    can_keep_service_accounts(by).require()
    if not (name.strip() and what_for.strip() and answered_for_by.strip()):
        raise Refused("Enter its name, what it is for and who answers for it.")
    word = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "machine"
    user = User.objects.create_user(
        f"{word}-{token_hex(4)}@{NOWHERE}", name=name.strip(), role=User.Role.POLICY_ANALYST, is_machine=True
    )
    return ServiceAccount.objects.create(
        user=user,
        what_for=what_for.strip(),
        answered_for_by=answered_for_by.strip(),
        made_at=at,
        made_by=by,
    )


@authored("Ended a service account")
def service_account_end(account_id: int, *, by: User, at: datetime) -> ServiceAccount:
    """End a service account for good, and withdraw its tokens. Raises `Refused` for whoever may not."""
    can_keep_service_accounts(by).require()
    account = ServiceAccount.objects.select_for_update().select_related("user").filter(pk=account_id).first()
    if account is None or account.ended_at is not None:
        raise Refused("This account has ended already.")
    account.ended_at, account.ended_by = at, by
    account.save(update_fields=["ended_at", "ended_by"])
    User.objects.filter(pk=account.user_id).update(is_active=False)
    Token.objects.standing(at).filter(user=account.user).update(withdrawn_at=at, withdrawn_by=by)
    return account


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def token_of(secret: str, at: datetime) -> Token | None:
    """The token of a secret with its user; None when it is unknown, withdrawn or expired, or its user is no more."""
    if not secret.startswith(PREFIX):
        return None
    found = Token.objects.standing(at).select_related("user").filter(hash=hash_of(secret), user__is_active=True)
    token = found.first()
    return None if token and token.user.is_demo and not settings.DEMO_ACCOUNTS_ALLOWED else token


def token_used(token: Token, at: datetime) -> None:
    """Note that a token was used: in the cache, so that reading writes nothing to the database."""
    cache.set(_key(token.pk), at, KEPT_SECONDS)


def last_used(token: Token) -> datetime | None:
    """When a token was last used, as far as it was noted."""
    noted = cache.get(_key(token.pk))
    return max((moment for moment in (noted, token.last_used_at) if moment), default=None)


def token_uses_write() -> int:
    """Write down the last uses that the cache holds; how many tokens had one that was not written."""
    written = 0
    for token in Token.objects.filter(withdrawn_at__isnull=True).only("pk", "last_used_at"):
        used = last_used(token)
        if used != token.last_used_at:
            written += Token.objects.filter(pk=token.pk).update(last_used_at=used)
    return written


def _key(token_id: int) -> str:
    return f"token-used:{token_id}"
