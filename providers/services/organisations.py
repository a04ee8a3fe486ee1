"""Organisations: made and named."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from core.decisions import Refused
from core.models import User
from providers.entering import proper_name
from providers.models import Organisation
from providers.permissions import can_register


@transaction.atomic
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
