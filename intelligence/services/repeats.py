"""One thing written down twice: a complaint by telephone and by letter."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from core.decisions import Refused
from core.history import authored
from core.models import User
from inspections.services import visit_ask_again, visit_withdraw_repeated
from intelligence.models import Alert, Record, RecordJoining, ReviewAsked, Trigger
from intelligence.rules import Ask, is_covered, is_graver
from providers.permissions import can_join
from providers.services.joining import both_standing, joining_end, joining_to_part
from providers.services.telling import need_reason, told


@authored()
def records_join(kept: Record, joined: Record, *, why: str, by: User, at: datetime) -> RecordJoining:
    """Say that two records are of one thing: from then on `kept` counts alone.

    What `joined` asked for is taken back where `kept` asks for the same, no later. Raises `Refused` for two of
    different providers, for one that is joined or has others joined into it, for a graver one, and while its alert
    waits.
    """
    can_join(by).require()
    why = need_reason(why)
    if kept == joined:
        raise Refused("Choose another record than this one.")
    kept, joined = both_standing((kept, joined), "record")
    _need_one_thing(kept, joined)
    joining = RecordJoining(kept=kept, joined=joined, why=why, by=by, at=at)
    _take_back(joining)
    joining.save()
    Record.objects.filter(pk=joined.pk).update(joined_into=kept)
    _told(joining, f"{_name(joined)} is the same as {_name(kept)}", why, by, at)
    return joining


@authored()
def records_part(joining: RecordJoining, *, why: str, by: User, at: datetime) -> RecordJoining:
    """Part two records that were joined: both count again, and what was taken back is asked for again.

    Raises `Refused` when they are parted already, and when the one that was kept has been joined since.
    """
    can_join(by).require()
    why = need_reason(why)
    joining = joining_to_part(joining)
    both_standing((joining.kept,), "record")
    Record.objects.filter(pk=joining.joined_id).update(joined_into=None)
    if joining.visit is not None and joining.visit.withdrawn_on is not None:
        visit_ask_again(joining.visit)
    if joining.review is not None:
        ReviewAsked.objects.filter(pk=joining.review.pk).update(withdrawn_on=None)
    joining_end(joining, why=why, by=by, at=at)
    _told(joining, f"{_name(joining.joined)} is another than {_name(joining.kept)} again", why, by, at)
    return joining


def _need_one_thing(kept: Record, joined: Record) -> None:
    if kept.provider_id != joined.provider_id:
        raise Refused("They are about two providers. Where the two are one service, join these first.")
    if joined.repeats.exists():
        raise Refused(f"Others were joined into {_name(joined)}: join the other way round, or part them first.")
    if is_graver(joined.severity, kept.severity, Record.Severity.values):
        raise Refused(f"{_name(joined)} is the graver one: join the other way round.")
    if Alert.objects.open().filter(record=joined).exists():
        raise Refused(f"The alert of {_name(joined)} waits for somebody to act on it. Acknowledge it first.")


def _take_back(joining: RecordJoining) -> None:
    """Take back what the joined record asked for and the kept one asks for as well."""
    stays, goes = (Trigger.objects.of_record(one) for one in (joining.kept, joining.joined))
    standing, repeated = _ask(stays), _ask(goes)
    if standing is None or repeated is None or not is_covered(repeated, standing):
        return
    if goes.visit is None:
        joining.review = goes.review
        ReviewAsked.objects.filter(pk=goes.review.pk).update(withdrawn_on=localtime(joining.at).date())
    elif not goes.visit.made.exists():
        joining.visit = goes.visit
        why = f"{_name(joining.kept)} asks for the same. {joining.why}"
        visit_withdraw_repeated(goes.visit, why=why, by=joining.by, at=joining.at)


def _ask(trigger: Trigger | None) -> Ask | None:
    """What a trigger asks for and nobody has taken back."""
    if trigger is None:
        return None
    if trigger.visit is not None:
        visit = trigger.visit
        return None if visit.withdrawn_on else Ask(visit.type, visit.by_on, visit.may_ride)
    review = getattr(trigger, "review", None)
    return Ask("", review.by_on) if review is not None and review.withdrawn_on is None else None


def _name(record: Record) -> str:
    return f"{record.get_kind_display()} {record.reference}"


def _told(joining: RecordJoining, summary: str, why: str, by: User, at: datetime) -> None:
    summary = f"{summary[:1].upper()}{summary[1:]}"
    kept, on = joining.kept, localtime(at).date()
    told([kept.provider], "intelligence", summary, on=on, why=why, by=by, at=at, source=kept.reference)
