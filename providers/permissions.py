"""Who may change the register and its reference data."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User
from core.permissions import EVERYBODY, STAFF
from providers.models import Membership, Organisation, Provider

_KEEP_REGISTER = (
    User.Role.INSPECTOR,
    User.Role.TEAM_MANAGER,
    User.Role.SENIOR_MANAGER,
    User.Role.ADMINISTRATOR,
)
_DECIDE_REGISTRATION = (User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR)
_OWN_ABSENCE = dict.fromkeys(STAFF - frozenset(_DECIDE_REGISTRATION), "their own absence")


@may({User.Role.ADMINISTRATOR})
def can_change_service_types(user: User) -> Decision:
    """Add a service type, or a published word that means one."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refused("Only an administrator may change service types and the words that mean them. Ask one.")


@may(_KEEP_REGISTER)
def can_record_people(user: User, provider: Provider) -> Decision:
    """Write down who takes or leaves a post at a provider."""
    if user.role in _KEEP_REGISTER:
        return ALLOWED
    return refused("Only the inspectorate may change who is in post. Tell the provider's inspector of the change.")


@may(_DECIDE_REGISTRATION)
def can_register(user: User) -> Decision:
    """Register a service, and write down an organisation."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may register a service. Ask your team's manager.")


@may(_DECIDE_REGISTRATION)
def can_keep_organisations(user: User) -> Decision:
    """Rename an organisation, join two that are one, and part them again."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may rename or join organisations. Ask your team's manager.")


@may(_DECIDE_REGISTRATION)
def can_join(user: User) -> Decision:
    """Join people, services or records that are written down twice, part them again, and set two aside that are two."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may join what is written down twice. Ask your team's manager.")


@may(_KEEP_REGISTER)
def can_change_particulars(user: User, provider: Provider) -> Decision:
    """Change what is known of a provider: its name, its place, its owner."""
    if user.role in _KEEP_REGISTER:
        return ALLOWED
    return refused("Only inspectors, managers and administrators may change a provider. Tell the provider's inspector.")


@may(_DECIDE_REGISTRATION)
def can_change_registration(user: User, provider: Provider) -> Decision:
    """Suspend, resume or end a registration, or link it to a predecessor or successor."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may change a registration. Ask your team's manager.")


@may(_DECIDE_REGISTRATION)
def can_set_approval_interval(user: User, provider: Provider) -> Decision:
    """Write down how often the Secretary of State wants a secure children's home inspected."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may set the approval interval. Ask one of them.")


@may(_DECIDE_REGISTRATION)
def can_allocate(user: User) -> Decision:
    """Say which inspector looks after a provider, and hand a caseload over."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may share providers out. Ask your team's manager.")


@may(_DECIDE_REGISTRATION)
def can_arrange_teams(user: User) -> Decision:
    """Make and change teams, and say who works in which."""
    if user.role in _DECIDE_REGISTRATION:
        return ALLOWED
    return refused("Only a manager or an administrator may change teams. Ask your team's manager.")


@may({User.Role.ADMINISTRATOR})
def can_manage_staff(user: User) -> Decision:
    """Make accounts of the inspectorate's people, change their roles, close them."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refused("Only an administrator may make, change and close accounts. Ask one, and say for whom.")


@may(STAFF, says="Write down that somebody is away and who stands in", narrowed=_OWN_ABSENCE)
def can_record_absence(user: User, absent: User) -> Decision:
    """Write down that somebody is away and who stands in: one's own absence, or as a manager anybody's."""
    if user.role in _DECIDE_REGISTRATION or (user == absent and user.is_inspectorate):
        return ALLOWED
    return refused("Only a manager or an administrator may write down another's absence. Ask your team's manager.")


_HIGHEST_FIRST = (Membership.Level.OWNER, Membership.Level.CONTRIBUTOR, Membership.Level.VIEWER)


def membership_level(user: User, provider: Provider) -> Membership.Level | None:
    """What somebody is at a service: the highest level of what lets them to it; None when nothing does."""
    held = set(Membership.objects.of(user).reaching(provider).values_list("level", flat=True))
    return next((level for level in _HIGHEST_FIRST if level in held), None)


@may(
    {User.Role.PROVIDER},
    says="Invite, change and remove people of an organisation or a service",
    narrowed={User.Role.PROVIDER: "owners, where they own"},
)
def can_manage_people(user: User, organisation: Organisation, provider: Provider | None = None) -> Decision:
    """Invite, change and remove people of an organisation, or of one service: an owner of that."""
    owned = Membership.objects.of(user).filter(organisation=organisation, level=Membership.Level.OWNER)
    if any(scope is None or (provider and scope == provider.pk) for scope in owned.values_list("provider", flat=True)):
        return ALLOWED
    if user.is_inspectorate:
        return refused("Its owners let people in: ask one. An administrator gives back what no owner can enter.")
    what = "this service" if provider else "every service of the organisation"
    return refused(f"Only an owner of {what} may change who belongs to it. {_ask_owners(organisation)}")


@may(EVERYBODY, says="See who belongs to an organisation", narrowed={User.Role.PROVIDER: "owners, of what they own"})
def can_see_people(user: User, organisation: Organisation) -> Decision:
    """See who belongs to an organisation: its owners, a service's owners too, and the inspectorate."""
    owned = Membership.objects.of(user).filter(organisation=organisation, level=Membership.Level.OWNER)
    if user.is_inspectorate or owned.exists():
        return ALLOWED
    return refused(f"Only an owner may see and change who belongs to {organisation}. {_ask_owners(organisation)}")


@may({User.Role.ADMINISTRATOR})
def can_give_entry_back(user: User) -> Decision:
    """Invite an owner to an organisation or service that nobody can enter."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refused("Only an administrator may give back what nobody can enter. Ask one, and say how you know them.")


@may(
    {User.Role.PROVIDER, User.Role.ADMINISTRATOR},
    says="Take back an invitation",
    narrowed={User.Role.PROVIDER: "owners, where they own"},
)
def can_take_back_invitation(user: User) -> Decision:
    """Take back an invitation: owners those of what they own, administrators any."""
    if user.role in (User.Role.PROVIDER, User.Role.ADMINISTRATOR):
        return ALLOWED
    return refused("Only the organisation's owners and an administrator may take an invitation back. Ask one of them.")


def _ask_owners(organisation: Organisation) -> str:
    owners = Membership.objects.owners().filter(organisation=organisation, provider=None).select_related("user")
    names = [str(row.user) for row in owners.order_by("user__name")[:5]]
    return f"Ask {' or '.join(names)}." if names else "It has no owner: ask an administrator of the inspectorate."


@may(
    {User.Role.PROVIDER},
    says="Say that something the inspectorate knows of a service is wrong",
    narrowed={User.Role.PROVIDER: "owners and contributors"},
)
def can_tell_correction(user: User, provider: Provider) -> Decision:
    """Say that something the inspectorate knows of a service is wrong: its owners and contributors."""
    if user.is_inspectorate:
        return refused("The inspectorate's staff put facts right on the provider's page: ask its inspector.")
    if membership_level(user, provider) in (Membership.Level.OWNER, Membership.Level.CONTRIBUTOR):
        return ALLOWED
    return refused("You may read this and not write. Ask an owner of your organisation to tell the inspectorate.")


@may(_KEEP_REGISTER)
def can_settle_correction(user: User) -> Decision:
    """Say what came of a fact that a provider says is wrong."""
    if user.role in _KEEP_REGISTER:
        return ALLOWED
    return refused("Only inspectors, managers and administrators may settle what a provider says. Tell one of them.")
