"""Who belongs to an organisation or a service: invited, let in, changed, removed; and given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction

from core import services as core_services
from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.models import Invitation, Membership, MembershipEvent, Organisation, Provider
from providers.permissions import can_give_entry_back, can_manage_people, can_take_back_invitation
from providers.rules import is_owned
from providers.services.telling import need_reason, sentences

INVITATION_LASTS = timedelta(days=7)
SALT = "providers.invitation"
MAIL_KIND = "invitation"
Link = Callable[[str], str]
Kind = MembershipEvent.Kind
Scope = Provider | None


def scope_name(organisation: Organisation, provider: Scope) -> str:
    """What a scope is called inside the organisation: the service, or the organisation with all its services."""
    return str(provider) if provider else f"{organisation} (every service)"


def token_of(invitation: Invitation) -> str:
    """The signed part of the invitation's link."""
    return signing.Signer(salt=SALT).sign(str(invitation.pk))


def invitation_by(token: str, at: datetime) -> Invitation | None:
    """The invitation that a link leads to, while it stands; None for a link that does not work (any more)."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.standing(at).select_related("organisation", "provider").filter(pk=pk).first()


@authored("Invited somebody")
def invitation_send(
    organisation: Organisation,
    provider: Scope,
    *,
    email: str,
    level: str,
    by: User,
    at: datetime,
    link: Link,
) -> Invitation:
    """Invite an address to belong; `link` makes the whole address for the mail of its token.

    Raises `Refused` for whoever owns neither, for another organisation's service, and when the person belongs already
    or has an invitation that stands.
    """
    can_manage_people(by, organisation, provider).require()
    return _invite(organisation, provider, email, level, why="", kind=Kind.INVITED, by=by, at=at, link=link)


@authored()
def entry_give_back(
    organisation: Organisation, provider: Scope, *, email: str, why: str, by: User, at: datetime, link: Link
) -> Invitation:
    """Invite an owner to an organisation or service that nobody can enter, as an administrator, with a reason.

    Raises `Refused` for others, without a reason, and while an owner can let people in.
    """
    can_give_entry_back(by).require()
    why = need_reason(why)
    _lock(organisation)
    if is_owned(provider.pk if provider else None, _owners(organisation)):
        raise Refused("An owner can let people in here: ask the owner. Only what nobody can enter is given back.")
    owner = Membership.Level.OWNER
    return _invite(organisation, provider, email, owner, why=why, kind=Kind.GIVEN_BACK, by=by, at=at, link=link)


def _invite(
    organisation: Organisation,
    provider: Scope,
    email: str,
    level: str,
    *,
    why: str,
    kind: str,
    by: User,
    at: datetime,
    link: Link,
) -> Invitation:
    _lock(organisation)
    _of_organisation(organisation, provider)
    email = email.strip().lower()
    scope = {"organisation": organisation, "provider": provider}
    if Membership.objects.filter(user__email__iexact=email, **scope).exists():
        raise Refused(f"{email} belongs to {scope_name(organisation, provider)} already: change the level instead.")
    if Invitation.objects.standing(at).filter(email=email, **scope).exists():
        raise Refused(f"{email} is invited already. Take that invitation back first to send another.")
    made = Invitation(
        **scope, email=email, level=level, why=why, invited_by=by, invited_at=at, expires_at=at + INVITATION_LASTS
    )
    with sentences(made):
        made.save()
    _note(organisation, provider, kind, email, level, why=why, by=by, at=at)
    text = MAIL.format(level=made.get_level_display(), organisation=organisation, link=link(token_of(made)))
    core_services.mail_write(email, subject="You are invited to Inspectorate", text=text, kind=MAIL_KIND, at=at)
    return made


MAIL = """You are invited to be {level} at {organisation} in Inspectorate.

Open this link to accept. It works once, for seven days:

{link}

If you did not expect this, do nothing: without the link nobody is let in.
"""


@authored("Took an invitation back")
def invitation_withdraw(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Take an invitation back: its link works no more. Raises `Refused` when it does not stand."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    can_take_back_invitation(by).require()
    if not by.is_inspectorate:
        can_manage_people(by, invitation.organisation, invitation.provider).require()
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused("This invitation was accepted or taken back already.")
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    scope = (invitation.organisation, invitation.provider)
    _note(*scope, Kind.WITHDRAWN, invitation.email, invitation.level, by=by, at=at)


@authored("Accepted an invitation", nobody="whoever was invited")
def invitation_accept(
    token: str, *, name: str = "", password: str = "", by: User | None = None, at: datetime
) -> Membership:
    """Let the invited person in, once. Without an account of that address one is made with `name` and `password`;
    whoever has one must be signed in as `by`.

    Raises `Refused` for a link that does not work, for somebody else's invitation, and for the inspectorate's staff.
    """
    found = invitation_by(token, at)
    invitation = found and Invitation.objects.select_for_update(of=("self",)).standing(at).filter(pk=found.pk).first()
    if not invitation:
        raise Refused("This link does not work any more. Ask whoever invited you for a new one.")
    user = by or _new_account(invitation.email, name, password)
    if user.email.lower() != invitation.email:
        raise Refused("This invitation is for another address. Sign out, and sign in with that one.")
    if user.is_inspectorate:
        raise Refused("The inspectorate's staff cannot belong to a provider. Be invited by another address.")
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    organisation, provider = invitation.organisation, invitation.provider
    made = Membership(user=user, organisation=organisation, provider=provider, level=invitation.level)
    with sentences(made):
        made.save()
    _note(organisation, provider, Kind.JOINED, str(user), made.level, by=user, at=at)
    return made


def _new_account(email: str, name: str, password: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, role=User.Role.PROVIDER, name=name.strip())
    except IntegrityError:
        raise Refused("There is an account with this address: sign in with it, then open the link again.") from None


@authored("Changed what somebody may do")
def membership_change(membership: Membership, *, level: str, provider: Scope, by: User, at: datetime) -> Membership:
    """Give somebody another level or another scope (None: every service). Raises `Refused` when it would leave the
    scope without an owner, or when the person has a membership of the new scope already.
    """
    _lock(membership.organisation)
    row = _held(membership, by)
    can_manage_people(by, row.organisation, provider).require()
    _of_organisation(row.organisation, provider)
    stays = level == Membership.Level.OWNER
    _need_owner(row, instead=[provider.pk if provider else None] if stays else [])
    row.level, row.provider = level, provider
    with sentences(row):
        row.save()
    _note(row.organisation, provider, Kind.CHANGED, str(row.user), level, by=by, at=at)
    return row


@authored("Took somebody out")
def membership_remove(membership: Membership, *, by: User, at: datetime) -> None:
    """End that somebody belongs. Raises `Refused` for the last owner, with who can help."""
    _lock(membership.organisation)
    row = _held(membership, by)
    _need_owner(row, instead=[])
    _note(row.organisation, row.provider, Kind.REMOVED, str(row.user), row.level, by=by, at=at)
    row.delete()


def _held(membership: Membership, by: User) -> Membership:
    row = Membership.objects.select_related("user", "organisation", "provider").filter(pk=membership.pk).first()
    if row is None:
        raise Refused("This person was removed by somebody else a moment ago.")
    can_manage_people(by, row.organisation, row.provider).require()
    return row


def _need_owner(row: Membership, instead: list[int | None]) -> None:
    """Refuse what would leave the row's scope without an owner; `instead`: what the same person owns afterwards."""
    if row.level != Membership.Level.OWNER or not row.user.is_active:
        return
    if not is_owned(row.provider_id, [*_owners(row.organisation, but=row), *instead]):
        scope = scope_name(row.organisation, row.provider)
        raise Refused(
            f"{row.user} is the last owner of {scope}, and without one nobody could let people in. Make somebody else "
            "an owner first. If nobody else can be, ask an administrator of the inspectorate."
        )


def _owners(organisation: Organisation, but: Membership | None = None) -> list[int | None]:
    owners = Membership.objects.owners().filter(organisation=organisation)
    return list(owners.exclude(pk=but.pk if but else None).values_list("provider", flat=True))


def _lock(organisation: Organisation) -> None:
    """Two changes at once must not each leave the other's owner as the last one."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _of_organisation(organisation: Organisation, provider: Scope) -> None:
    if provider is not None and provider.organisation_id != organisation.pk:
        raise Refused(f"This service is not carried on by {organisation}. Choose one of its services.")


def _note(
    organisation: Organisation,
    provider: Scope,
    kind: str,
    whom: str,
    level: str,
    *,
    why: str = "",
    by: User,
    at: datetime,
) -> None:
    MembershipEvent.objects.create(
        organisation=organisation, provider=provider, kind=kind, whom=whom, level=level, why=why, by=by, at=at
    )
