"""What joining two and parting them again has in common, whatever is joined: which rows were moved, and who did it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.models import JoiningOfTwo, SetAside
from providers.permissions import can_join
from providers.services.telling import need_reason

Moved = Mapping[str, Collection[int]]


def rows_keep(joining: Any, moved: Moved) -> None:
    """Write down row by row what a joining moves."""
    made = joining.rows.model
    made.objects.bulk_create(made(joining=joining, table=name, row_id=pk) for name, ids in moved.items() for pk in ids)


def rows_kept(joining: Any) -> dict[str, list[int]]:
    """What a joining moved, by table."""
    found: dict[str, list[int]] = {}
    for table, pk in joining.rows.values_list("table", "row_id"):
        found.setdefault(table, []).append(pk)
    return found


def both_standing(wanted: Iterable[Any], what: str) -> list[Any]:
    """These rows of one table, locked. Raises `Refused` for one that was joined into another `what`."""
    wanted = list(wanted)
    rows = type(wanted[0]).objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in wanted])
    found = {row.pk: row for row in rows.order_by("pk")}
    for row in found.values():
        if row.joined_into_id is not None:
            raise Refused(f"{row} was joined into another {what}. Part them first, or work on that one.")
    return [found[one.pk] for one in wanted]


def joining_to_part(joining: Any) -> Any:
    """The joining, locked, with both sides. Raises `Refused` when the two were parted already."""
    rows = type(joining)._default_manager.select_for_update(of=("self",)).select_related("kept", "joined")
    found = rows.get(pk=joining.pk)
    if found.parted_at is not None:
        raise Refused("They were parted already.")
    return found


def joining_end(joining: JoiningOfTwo, *, why: str, by: User, at: datetime) -> None:
    """Write down that the two are parted."""
    joining.parted_at, joining.parted_by, joining.parted_why = at, by, why
    joining.save(update_fields=["parted_at", "parted_by", "parted_why"])


@authored()
def pair_set_aside(kind: str, one: int, other: int, *, why: str, by: User, at: datetime) -> SetAside:
    """Say that two that look alike are two: these ids are not offered again until somebody brings them back.

    Raises `Refused` without a reason, for one and the same, and for two that are set aside.
    """
    can_join(by).require()
    why = need_reason(why)
    first, second = sorted((one, other))
    if first == second:
        raise Refused("Choose two.")
    try:
        with transaction.atomic():
            return SetAside.objects.create(
                kind=SetAside.Kind(kind), first_id=first, second_id=second, why=why, by=by, at=at
            )
    except IntegrityError:
        raise Refused("Somebody has set these two aside already.") from None


@authored("Offered a pair again that was set aside")
def pair_bring_back(pair: SetAside, *, by: User, at: datetime) -> SetAside:
    """Offer a pair again that was set aside. Raises `Refused` when somebody has brought it back."""
    can_join(by).require()
    pair = SetAside.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if pair.back_at is not None:
        raise Refused("Somebody has brought these two back already.")
    pair.back_at, pair.back_by = at, by
    pair.save(update_fields=["back_at", "back_by"])
    return pair
