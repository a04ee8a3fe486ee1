"""Two records of one service: what was written down of one is moved to the other, and can be moved back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localtime

from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.following import Follower, followers, named_by_register
from providers.models import Lineage, Provider, ProviderJoining, StatusPeriod
from providers.permissions import can_change_registration, can_join
from providers.services.joining import both_standing, joining_end, joining_to_part, rows_keep, rows_kept
from providers.services.lineage import lock_lines
from providers.services.telling import need_reason, sentences, told

Status = StatusPeriod.Status
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Joined:
    """A joining that was made, and how many rows of what moved, and stayed because they would have clashed."""

    joining: ProviderJoining
    moved: Counts
    stayed: Counts


@authored()
def providers_join(kept: Provider, joined: Provider, *, why: str, by: User, at: datetime) -> Joined:
    """Say that `joined` is `kept` written down a second time: what hangs on it moves, and its registration ends today.

    Each row that is moved is written down, so that `providers_part` moves exactly these back. A row that clashes with
    what the kept record has stays. Raises `Refused` for a record that a published register names, for two of different
    types or organisations, for two of one line, and for one that is joined already.
    """
    can_join(by).require()
    for provider in (kept, joined):
        can_change_registration(by, provider).require()
    why = need_reason(why)
    if kept == joined:
        raise Refused("Choose another record than this one.", "other")
    lock_lines()
    kept, joined = both_standing((kept, joined), "record")
    _need_one_service(kept, joined)
    on = localtime(at).date()
    joining = ProviderJoining(kept=kept, joined=joined, why=why, by=by, at=at)
    _end(joining, on, why)
    joining.save()
    moved = {one.key: _move(one, joined, kept) for one in followers().values() if one.moves}
    rows_keep(joining, moved)
    Provider.objects.filter(pk=joined.pk).update(joined_into=kept)
    told([kept], "provider_joined", f"{joined.urn} was this service, recorded twice", on=on, why=why, by=by, at=at)
    told([joined], Status.DUPLICATE, f"Recorded twice: see {kept.urn}", on=on, why=why, by=by, at=at)
    counted = {followers()[key].words: len(ids) for key, ids in moved.items() if ids}
    return Joined(joining, counted, _left(joined))


@authored()
def providers_part(joining: ProviderJoining, *, why: str, by: User, at: datetime) -> ProviderJoining:
    """Part two records that were joined: each row goes back that is still where it was moved, and the end is undone.

    Raises `Refused` when they are parted already, and when the one that was kept has been joined since.
    """
    can_join(by).require()
    why = need_reason(why)
    lock_lines()
    joining = joining_to_part(joining)
    kept, joined, on = joining.kept, joining.joined, localtime(at).date()
    can_change_registration(by, joined).require()
    both_standing((kept,), "record")
    for key, ids in reversed(rows_kept(joining).items()):
        if key in followers():
            _move(followers()[key], kept, joined, ids)
    Provider.objects.filter(pk=joined.pk).update(joined_into=None)
    _open_again(joining)
    joining_end(joining, why=why, by=by, at=at)
    told([kept], "provider_parted", f"{joined.urn} is another service again", on=on, why=why, by=by, at=at)
    told([joined], "provider_parted", f"Another service than {kept.urn} again", on=on, why=why, by=by, at=at)
    return joining


def _need_one_service(kept: Provider, joined: Provider) -> None:
    """Refuse what cannot be one service, or is another step."""
    if named_by_register(joined):
        if named_by_register(kept):
            raise Refused(
                "Both are in the published register, so they are two registrations. Where one carries on from the"
                " other, register it again or transfer it instead.",
                "other",
            )
        raise Refused(f"{joined.urn} is in the published register and stays: join {kept.urn} into it.", "other")
    if kept.status_periods.filter(status__in=StatusPeriod.ENDED, until_on=None).exists():
        raise Refused(f"The registration of {kept.urn} has ended: keep the other record.", "other")
    if kept.service_type_id != joined.service_type_id:
        raise Refused("They are of different types. Put the type right on one of them first.", "other")
    if joined.organisation_id not in (None, kept.organisation_id):
        raise Refused(
            "They belong to different organisations, whose people would see what is not theirs. Put the organisation"
            " right on one of them first, or join the organisations.",
            "other",
        )
    if kept.pk in _line(joined.pk):
        raise Refused("One of them carries on from the other, so they are two registrations.", "other")


def _line(pk: int) -> set[int]:
    """Everything that a provider carries on from, and that carries on from it."""
    found: set[int] = set()
    for start, end in (("successor", "predecessor"), ("predecessor", "successor")):
        seen = going = {pk}
        while going:
            going = set(Lineage.objects.filter(**{f"{start}__in": going}).values_list(end, flat=True)) - seen
            seen = seen | going
        found |= seen
    return found - {pk}


def _end(joining: ProviderJoining, on: date, why: str) -> None:
    """End the joined registration, unless it has ended; what pause that cuts short is kept to be put back."""
    joined = joining.joined
    if joined.status_periods.filter(status__in=StatusPeriod.ENDED, until_on=None).exists():
        return
    standing = Q(until_on=None) | Q(until_on__gte=on)
    pause = joined.status_periods.filter(standing, status__in=StatusPeriod.PAUSED, from_on__lt=on).first()
    if pause is not None:
        joining.pause, joining.pause_until_on = pause, pause.until_on
        pause.until_on = on - timedelta(days=1)
        pause.save(update_fields=["until_on"])
    period = StatusPeriod(provider=joined, status=Status.DUPLICATE, from_on=on, why=why[:200])
    with sentences(period):
        period.save()
    joining.ended = period


def _open_again(joining: ProviderJoining) -> None:
    pause, period = joining.pause, joining.ended
    if period is not None:
        joining.ended = None
        joining.save(update_fields=["ended"])
        period.delete()
    if pause is not None:
        pause.until_on = joining.pause_until_on
        with sentences(pause):
            pause.save(update_fields=["until_on"])


def _move(what: Follower, source: Provider, target: Provider, ids: Collection[int] | None = None) -> list[int]:
    """Move a table's rows, or those of these ids that are still the source's; which ones did, for some may clash."""
    rows: Any = apps.get_model(what.label)._default_manager.filter(**{what.column: source})
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    elif what.only is not None:
        rows = what.only(rows, target)
    wanted = list(rows.order_by("pk").values_list("pk", flat=True))
    if not wanted or _moved(what, wanted, target):
        return wanted
    return [pk for pk in wanted if _moved(what, [pk], target)]


def _moved(what: Follower, ids: list[int], target: Provider) -> bool:
    try:
        with transaction.atomic():
            rows = apps.get_model(what.label)._default_manager.filter(pk__in=ids)
            rows.update(**{what.column: target})
    except IntegrityError:
        return False
    return True


def _left(joined: Provider) -> dict[str, int]:
    """What of the tables that move is still with the joined record."""
    found: dict[str, int] = {}
    for one in followers().values():
        if one.moves:
            number = apps.get_model(one.label)._default_manager.filter(**{one.column: joined}).count()
            found |= {one.words: number} if number else {}
    return found
