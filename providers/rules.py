"""Pure rules of the register: who must stay able to enter."""

from __future__ import annotations

from collections.abc import Collection

ALL_SERVICES = None
ADVISED_OWNERS = 2


def is_owned(scope: int | None, owners: Collection[int | None]) -> bool:
    """Whether somebody owns a scope: a service (its id) or, for None, every service of an organisation.

    `owners` are the scopes of the owners whose account is open. Who owns the whole organisation owns each service.
    """
    return ALL_SERVICES in owners or scope in owners


def owners_advice(owners: int) -> str:
    """What to advise an organisation with so many owners; empty when there are enough."""
    if owners >= ADVISED_OWNERS:
        return ""
    count = "only one owner" if owners == 1 else "no owner"
    return (
        f"This organisation has {count}. We advise at least two, so that somebody can let people in "
        "when one is ill or leaves."
    )
