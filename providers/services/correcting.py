"""A provider says that something is wrong, and an inspector settles it."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.models import Correction, Provider
from providers.permissions import can_settle_correction, can_tell_correction
from providers.services.telling import need_reason, sentences, told


@authored("Said that something is wrong")
def correction_tell(provider: Provider, fact: str, what_is_right: str, *, by: User, at: datetime) -> Correction:
    """Write down that a fact about a service is wrong and what is right; the fact itself stays until it is settled.

    Raises `Refused` when this person may not, when nothing is said, or when the very same is waiting already.
    """
    can_tell_correction(by, provider).require()
    if not (text := what_is_right.strip()):
        raise Refused("Say what is right.")
    if Correction.objects.unsettled().filter(provider=provider, fact=fact, what_is_right=text).exists():
        raise Refused("You have told us this already. An inspector will look at it.")
    row = Correction(provider=provider, fact=fact, what_is_right=text, told_at=at, told_by=by)
    with sentences(row):
        row.save()
    summary = f"The provider says that this is wrong: {row.get_fact_display()}"
    told([provider], "correction", summary, on=localtime(at).date(), why=text, by=by, at=at)
    return row


@authored()
def correction_settle(correction: Correction, outcome: str, why: str, *, by: User, at: datetime) -> Correction:
    """Say what came of it. Raises `Refused` when it is settled already, or without a reason."""
    can_settle_correction(by).require()
    why = need_reason(why)
    row = Correction.objects.select_for_update(of=("self",)).select_related("provider").get(pk=correction.pk)
    if row.settled_at is not None:
        raise Refused("Somebody has settled this already. Look at it again.")
    row.outcome, row.settled_why, row.settled_at, row.settled_by = outcome, why, at, by
    with sentences(row):
        row.save()
    summary = f"Said to be wrong: {row.get_fact_display()}: {row.get_outcome_display()}"
    told([row.provider], "correction", summary, on=localtime(at).date(), why=why, by=by, at=at)
    return row
