"""The register's tables, by noun."""

from providers.models.correction import Correction
from providers.models.joining import (
    JoinedRow,
    Joining,
    JoiningOfTwo,
    MovedRow,
    OrganisationEvent,
    PersonJoinedRow,
    PersonJoining,
    SetAside,
)
from providers.models.member import Invitation, Membership, MembershipEvent
from providers.models.place import AuthorityWord, LocalAuthority, Region, RegionWord, Team, TeamMember
from providers.models.provider import (
    ApprovalInterval,
    Lineage,
    Organisation,
    Outbox,
    PastName,
    PastType,
    Person,
    PersonInPost,
    Provider,
    ServiceType,
    ServiceTypeWord,
    StatusPeriod,
    TimelineEvent,
)
from providers.models.staff import Absence, Allocation, StaffEvent

__all__ = [
    "Absence",
    "Allocation",
    "ApprovalInterval",
    "AuthorityWord",
    "Correction",
    "Invitation",
    "JoinedRow",
    "Joining",
    "JoiningOfTwo",
    "Lineage",
    "LocalAuthority",
    "Membership",
    "MembershipEvent",
    "MovedRow",
    "Organisation",
    "OrganisationEvent",
    "Outbox",
    "PastName",
    "PastType",
    "Person",
    "PersonInPost",
    "PersonJoinedRow",
    "PersonJoining",
    "Provider",
    "Region",
    "RegionWord",
    "ServiceType",
    "ServiceTypeWord",
    "SetAside",
    "StaffEvent",
    "StatusPeriod",
    "Team",
    "TeamMember",
    "TimelineEvent",
]
