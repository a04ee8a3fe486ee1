"""Machines of the world: a service account with a token, and a token of a person's own."""

from __future__ import annotations

from datetime import datetime

from core.models import User
from exchange.models import ServiceAccount
from exchange.tokens import service_account_make, token_make


def make_machines(admin: User, reader: User, at: datetime) -> ServiceAccount:
    """The account, made by the administrator; the reader has a token, too."""
    account = service_account_make("Machine", what_for="To count.", answered_for_by="Zebedee", by=admin, at=at)
    for holder, by in ((account.user, admin), (reader, reader)):
        token_make(holder, name="First", scopes=["read:law"], days=30, by=by, at=at)
    return account
