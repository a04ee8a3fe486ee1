"""Who may bring registers in, and who may have tokens for machines."""

from __future__ import annotations

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.models import User
from core.permissions import EVERYBODY, STAFF
from exchange.models import Token
from providers.models import Membership

_MAY_IMPORT = (User.Role.TEAM_MANAGER, User.Role.SENIOR_MANAGER, User.Role.ADMINISTRATOR)


@may(_MAY_IMPORT)
def can_import_register(user: User) -> Decision:
    """Give a file to the register, or try again the rows kept aside."""
    if user.role in _MAY_IMPORT:
        return ALLOWED
    return refused("Only a manager or an administrator may import a register. Ask one of them to do it.")


@may(STAFF)
def can_see_imports(user: User) -> Decision:
    """See what was imported and which rows were kept aside."""
    if user.is_inspectorate:
        return ALLOWED
    return refused("Imports are for the inspectorate's staff. Ask them what was imported about your services.")


@may(EVERYBODY, says="Make tokens of their own for the API", narrowed={User.Role.PROVIDER: "owners"})
def can_have_tokens(user: User) -> Decision:
    """Make tokens of one's own: the inspectorate's staff, and owners of an organisation."""
    if user.is_inspectorate or Membership.objects.of(user).owners().exists():
        return ALLOWED
    return refused("Only an owner of your organisation may make tokens. Ask one of them.")


@may({User.Role.ADMINISTRATOR})
def can_keep_service_accounts(user: User) -> Decision:
    """Make and end service accounts, and make their tokens."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refused("Only an administrator may keep service accounts. Ask one of them, and say what for.")


@may(
    EVERYBODY,
    says="Make a token of the API: each for themselves, an administrator for a service account",
    narrowed={User.Role.PROVIDER: "owners"},
)
def can_make_token(user: User, holder: User) -> Decision:
    """Make a token for oneself, or as an administrator for a service account."""
    if hasattr(holder, "service_account"):
        return can_keep_service_accounts(user)
    if user == holder:
        return can_have_tokens(user)
    return refused("Everybody makes their own tokens: ask that person to make it.")


@may(EVERYBODY, says="Withdraw a token of the API: one's own, an administrator any")
def can_withdraw_token(user: User, token: Token) -> Decision:
    """Withdraw one's own token, whatever one's role is by now; an administrator any."""
    if user.pk in (token.user_id, token.made_by_id) or user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refused("This token is somebody else's. Ask an administrator if it has to be withdrawn.")
