"""Organisations: made, renamed, joined where two are one, and parted again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.entering import proper_name
from providers.models import Invitation, Joining, Membership, Organisation, OrganisationEvent, Provider
from providers.permissions import can_keep_organisations, can_register
from providers.services.joining import (
    Moved,
    both_standing,
    joining_end,
    joining_to_part,
    rows_keep,
    rows_kept,
)
from providers.services.telling import need_reason, told

PROVIDER, MEMBERSHIP, INVITATION, ORGANISATION = "provider", "membership", "invitation", "organisation"


@authored("Wrote an organisation down")
def organisation_add(name: str, *, by: User, at: datetime) -> Organisation:
    """Write down an organisation. Raises `Refused` when one of this name, however spelt, is there already."""
    can_register(by).require()
    name = proper_name(name, "organisation")
    if not name:
        raise Refused("Enter the organisation's name.", "organisation")
    there = Organisation.objects.named(name)
    if there is not None:
        raise Refused(f"There is an organisation named {there} already.", "organisation")
    try:
        with transaction.atomic():
            return Organisation.objects.create(name=name)
    except IntegrityError:
        raise Refused(f"Somebody else has just written down {name}. Look at it again.", "organisation") from None


@authored()
def organisation_rename(organisation: Organisation, name: str, *, why: str, by: User, at: datetime) -> Organisation:
    """Give an organisation another name. The old one goes on meaning it, in searches and in registers that come in.

    Raises `Refused` for a name that means another organisation, and when it is called so already.
    """
    can_keep_organisations(by).require()
    why, name = need_reason(why), proper_name(name)
    (organisation,) = _standing(organisation)
    if not name or name == organisation.name:
        raise Refused("Enter another name than it has.", "name")
    there = Organisation.objects.named(name)
    if there not in (None, organisation):
        raise Refused(f"{there} is called so already. Where the two are one, join them.", "name")
    old = organisation.name
    organisation.other_names.filter(name=name, joined_by=None).delete()
    if Organisation.objects.filter(name=name).exists():
        raise Refused(f"{name} was joined into it. Part them first.", "name")
    organisation.name = name
    organisation.save(update_fields=["name"])
    Organisation.objects.create(name=old, joined_into=organisation)
    _note([organisation], "renamed", f"Renamed from {old} to {name}", why, by, at)
    return organisation


@authored()
def organisations_join(kept: Organisation, joined: Organisation, *, why: str, by: User, at: datetime) -> Joining:
    """Say that two organisations are one: the services and people of `joined` go to `kept`, and so does its name.

    What is moved is kept as rows, by which `organisations_part` moves exactly that back. Somebody who belongs to both
    keeps what they have at `kept`. Raises `Refused` for the same one twice, and for one that is joined already.
    """
    can_keep_organisations(by).require()
    why = need_reason(why)
    if kept == joined:
        raise Refused("Choose another organisation than this one.", "joined")
    kept, joined = _standing(kept, joined)
    joining = Joining.objects.create(kept=kept, joined=joined, why=why, by=by, at=at)
    both = kept.memberships.filter(provider=None).values("user")
    members = Membership.objects.filter(organisation=joined).exclude(provider=None, user__in=both)
    moved = {
        PROVIDER: list(Provider.objects.filter(organisation=joined).values_list("pk", flat=True)),
        MEMBERSHIP: list(members.values_list("pk", flat=True)),
        INVITATION: list(joined.invitations.values_list("pk", flat=True)),
        ORGANISATION: list(joined.other_names.values_list("pk", flat=True)),
    }
    rows_keep(joining, moved)
    _move(moved, joined, kept)
    Organisation.objects.filter(pk=joined.pk).update(joined_into=kept)
    _note([kept, joined], "joined", f"{joined} joined into {kept}", why, by, at)
    services = Provider.objects.filter(pk__in=moved[PROVIDER])
    words = f"Carried on by {kept}, of which {joined} is another name"
    told(services, "organisation_joined", words, on=localtime(at).date(), why=why, by=by, at=at)
    return joining


@authored()
def organisations_part(joining: Joining, *, why: str, by: User, at: datetime) -> Joining:
    """Part two organisations that were joined: what was moved goes back, unless it has gone elsewhere since.

    Raises `Refused` when they are parted already, or when the one that was kept has itself been joined since.
    """
    can_keep_organisations(by).require()
    why = need_reason(why)
    joining = joining_to_part(joining)
    kept, joined = joining.kept, joining.joined
    _standing(kept)
    moved = rows_kept(joining)
    services = list(Provider.objects.filter(pk__in=moved.get(PROVIDER, ()), organisation=kept))
    _move(moved, kept, joined)
    Organisation.objects.filter(pk=joined.pk).update(joined_into=None)
    joining_end(joining, why=why, by=by, at=at)
    _note([kept, joined], "parted", f"{joined} parted from {kept}", why, by, at)
    words = f"Carried on by {joined} again, parted from {kept}"
    told(services, "organisation_parted", words, on=localtime(at).date(), why=why, by=by, at=at)
    return joining


def _standing(*wanted: Organisation) -> list[Organisation]:
    """These organisations, locked. Raises `Refused` for one that was joined into another."""
    return both_standing(wanted, "organisation")


def _move(moved: Moved, source: Organisation, target: Organisation) -> None:
    """Move rows by table, as far as they are still the source's."""
    Provider.objects.filter(pk__in=moved.get(PROVIDER, ()), organisation=source).update(organisation=target)
    Membership.objects.filter(pk__in=moved.get(MEMBERSHIP, ()), organisation=source).update(organisation=target)
    Invitation.objects.filter(pk__in=moved.get(INVITATION, ()), organisation=source).update(organisation=target)
    Organisation.objects.filter(pk__in=moved.get(ORGANISATION, ()), joined_into=source).update(joined_into=target)


def _note(about: list[Organisation], kind: str, summary: str, why: str, by: User, at: datetime) -> None:
    OrganisationEvent.objects.bulk_create(
        OrganisationEvent(
            organisation=one, kind=kind, on=localtime(at).date(), at=at, summary=summary[:300], why=why, by=by
        )
        for one in about
    )
