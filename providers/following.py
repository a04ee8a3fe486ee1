"""What follows when a record of a service is joined into another: of each table that points to `Provider`, it or not.

Each room says it of its own tables in `AppConfig.ready`, and a test holds that none is left out. A row that moves and
would clash with what the kept record has (somebody else in that post on these days) stays with the joined record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Rows = Any


@dataclass(frozen=True, slots=True)
class Follower:
    """One foreign key to `Provider`: of which model, whether its rows move, and why.

    `words`: what the rows are, for the page. `only`: which of the rows may move, given the kept provider.
    """

    label: str
    words: str
    moves: bool
    why: str
    column: str = "provider"
    only: Callable[[Rows, Any], Rows] | None = None

    @property
    def key(self) -> str:
        """By which it is known among the moved rows: "inspections.Inspection.provider"."""
        return f"{self.label}.{self.column}"


Objection = Callable[[Any], bool]
_followers: dict[str, Follower] = {}
_in_register: list[Objection] = []


def register(*followers: Follower) -> None:
    """Decide about tables. Those of a lower room move first, and each room's in the order in which it names them."""
    _followers.update({one.key: one for one in followers})


def register_objection(named: Objection) -> None:
    """Say by what a room that reads published registers knows that one of them names a provider."""
    if named not in _in_register:
        _in_register.append(named)


def followers() -> dict[str, Follower]:
    """Everything decided, by key, in order."""
    return dict(_followers)


def named_by_register(provider: Any) -> bool:
    """Whether a published register names this record, so that it may not be joined away."""
    return any(named(provider) for named in _in_register)


def _moves(label: str, words: str, why: str = "It is about the service.", **more: Any) -> Follower:
    return Follower(label, words, True, why, **more)


def _stays(label: str, words: str, why: str, **more: Any) -> Follower:
    return Follower(label, words, False, why, **more)


OF_PROVIDERS = (
    _moves("providers.PersonInPost", "people in post"),
    _moves("providers.ApprovalInterval", "approval intervals"),
    _moves("providers.Lineage", "links to successors", column="predecessor"),
    _moves("providers.Lineage", "links to predecessors", column="successor"),
    _moves("providers.Correction", "facts said to be wrong"),
    _moves("providers.Membership", "people who sign in for it"),
    _moves("providers.Invitation", "invitations"),
    _moves("providers.Allocation", "allocations to inspectors"),
    _moves("providers.Provider", "records joined into it before", column="joined_into"),
    _stays("providers.PastName", "past names", "A past name is that of its URN, and is found by it."),
    _stays("providers.PastType", "past types", "A past type is that of its URN."),
    _stays("providers.StatusPeriod", "statuses", "A status is that of its URN; the joining adds one."),
    _stays("providers.Outbox", "news", "News is acted on where it arose."),
    _stays("providers.TimelineEvent", "lines of the timeline", "What was written down stays where it was written."),
    _stays("providers.MembershipEvent", "lines about who was let in", "What was written down is never changed."),
    _stays("providers.ProviderJoining", "joinings", "They say what was joined.", column="kept"),
    _stays("providers.ProviderJoining", "joinings", "They say what was joined.", column="joined"),
)
