"""News travels up by a row: triggers write `providers.Outbox`, and after the commit this says that there is some.

Whoever acts on news listens to `arrived` and reads the rows; nobody needs the signal to be right in the end, for what
is left in the outbox is swept.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.dispatch import Signal

# The kind of the outbox row that says: the register names another organisation for this provider than before.
OWNER = "owner"

# Sent after the commit with `provider_ids`, a tuple. Receivers' errors are logged, not raised: the fact is written.
arrived = Signal()


def tell(provider_ids: Iterable[int]) -> None:
    """Facts about these providers were written: say so after the commit, or at once outside a transaction."""
    ids = tuple(sorted(set(provider_ids)))
    if ids:
        transaction.on_commit(partial(_send, ids))


def _send(ids: tuple[int, ...]) -> None:
    arrived.send_robust(sender=tell, provider_ids=ids)
