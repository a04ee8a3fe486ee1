"""Writes the visits that registers tell of: inspections with their numbers, judgements and ratings, by difference.

A visit keeps its row when a further register gives it an earlier first day: it is known again by its number. A visit
that a person entered under the same number, or for the same provider, day and type, is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from exchange.visits import Visit
from inspections.models import EventNumber, Inspection, Judgement, Rating
from providers.models.provider import REGISTER_SOURCE

BATCH = 2_000
_COLUMNS = ("type", "started_on", "ended_on", "published_on", "result", "published_kind", "source")


class Notes(Protocol):
    """Where it is noted what was written."""

    def note(self, what: str, provider_ids: Sequence[int]) -> None:
        """Count rows of a kind and remember whose they are."""


@dataclass(slots=True)
class _Pair:
    row: Inspection
    visit: Visit


def write_visits(wanted: Mapping[int, Iterable[Visit]], notes: Notes, source_of: Callable[[date], str]) -> None:
    """Bring the inspections of these providers (by id) to what registers tell of them."""
    pairs, made, changed, gone = _matched(wanted, source_of)
    Inspection.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Inspection.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=list(_COLUMNS)
    )
    Inspection.objects.bulk_create(made, batch_size=BATCH)
    for what, rows in (("removed", gone), ("changed", changed), ("made", made)):
        notes.note(f"inspections {what}", [row.provider_id for row in rows])
    _write_numbers(pairs)
    _write_judgements(pairs)
    _write_ratings(pairs, notes)


def _matched(
    wanted: Mapping[int, Iterable[Visit]], source_of: Callable[[date], str]
) -> tuple[list[_Pair], list[Inspection], list[Inspection], list[Inspection]]:
    rows = {row.pk: row for row in Inspection.objects.filter(provider_id__among=list(wanted))}
    by_key = {(row.provider_id, row.type, row.started_on): row for row in rows.values()}
    by_number: dict[tuple[int, str, str], Inspection] = {}
    numbers = EventNumber.objects.filter(inspection__provider_id__among=list(wanted))
    for series, number, pk in numbers.values_list("series", "number", "inspection_id"):
        by_number[rows[pk].provider_id, series, number] = rows[pk]
    left = {pk for pk, row in rows.items() if row.source.startswith(REGISTER_SOURCE)}
    pairs: list[_Pair] = []
    made: list[Inspection] = []
    changed: list[Inspection] = []
    for provider_id, visits in wanted.items():
        for visit in visits:
            numbered = (by_number.get((provider_id, *number)) for number in visit.numbers)
            known = [row for row in (*numbered, by_key.get((provider_id, visit.type, visit.started_on))) if row]
            if any(not row.source.startswith(REGISTER_SOURCE) for row in known):
                continue
            row = next((row for row in known if row.pk in left), None)
            columns = _columns(visit, source_of)
            if row is None:
                row = Inspection(provider_id=provider_id, **columns)
                made.append(row)
            else:
                left.remove(row.pk)
                if _set(row, columns):
                    changed.append(row)
            pairs.append(_Pair(row, visit))
    return pairs, made, changed, [rows[pk] for pk in left]


def _columns(visit: Visit, source_of: Callable[[date], str]) -> dict[str, Any]:
    overall = visit.judged.get("overall")
    judged = visit.type == "key" and overall is not None and overall.ordinal is not None
    return {
        "type": visit.type,
        "started_on": visit.started_on,
        "ended_on": visit.ended_on,
        "published_on": visit.published_on,
        "result": Inspection.Result.JUDGED if judged else Inspection.Result.NO_JUDGEMENT,
        "published_kind": visit.published_kind[:60],
        "source": source_of(visit.source_on),
    }


def _set(row: Any, columns: Mapping[str, Any]) -> bool:
    changed = False
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def _write_numbers(pairs: Sequence[_Pair]) -> None:
    numbers = EventNumber.objects.filter(inspection_id__among=_ids(pairs))
    held = {tuple(row[1:]): row[0] for row in numbers.values_list("id", "inspection_id", "series", "number")}
    wanted = {(pair.row.pk, *number) for pair in pairs for number in pair.visit.numbers}
    EventNumber.objects.filter(pk__in=[held[row] for row in held.keys() - wanted]).delete()
    EventNumber.objects.bulk_create(
        [EventNumber(inspection_id=pk, series=s, number=n) for pk, s, n in sorted(wanted - held.keys())],
        batch_size=BATCH,
    )


def _write_judgements(pairs: Sequence[_Pair]) -> None:
    judgements = Judgement.objects.filter(inspection_id__among=_ids(pairs))
    held = {
        tuple(row[:2]): row[2:] for row in judgements.values_list("inspection_id", "area", "id", "label", "ordinal")
    }
    wanted = {
        (pair.row.pk, area): rated
        for pair in pairs
        if pair.visit.type == "key"
        for area, rated in pair.visit.judged.items()
        if area != "overall"
    }
    Judgement.objects.filter(pk__in=[held[key][0] for key in held.keys() - wanted.keys()]).delete()
    made, changed = [], []
    for (pk, area), rated in wanted.items():
        row = held.get((pk, area))
        judgement = (rated.label, rated.ordinal)
        if row is None:
            made.append(Judgement(inspection_id=pk, area=area, label=rated.label, ordinal=rated.ordinal))
        elif row[1:] != judgement:
            changed.append(Judgement(pk=row[0], label=rated.label, ordinal=rated.ordinal))
    Judgement.objects.bulk_create(made, batch_size=BATCH)
    Judgement.objects.bulk_update(changed, ["label", "ordinal"], batch_size=BATCH)


_RATED = ("scale", "label", "ordinal", "awarded_on", "in_force_from")


def _write_ratings(pairs: Sequence[_Pair], notes: Notes) -> None:
    ratings = Rating.objects.filter(inspection_id__among=_ids(pairs))
    held = {row[0]: row[1:] for row in ratings.values_list("inspection_id", "id", "provider_id", *_RATED)}
    made: list[Rating] = []
    changed: list[Rating] = []
    for pair in pairs:
        rating, on = pair.visit.rating, pair.visit.started_on
        if rating is None:
            continue
        columns = (rating.scale, rating.label, rating.ordinal, on, on)
        row = held.pop(pair.row.pk, None)
        if row is None or row[2:] != columns:
            new = Rating(
                pk=row[0] if row else None,
                provider_id=pair.row.provider_id,
                inspection_id=pair.row.pk,
                **dict(zip(_RATED, columns, strict=True)),
            )
            (changed if row else made).append(new)
    Rating.objects.filter(pk__in=[row[0] for row in held.values()]).delete()
    Rating.objects.bulk_create(made, batch_size=BATCH)
    Rating.objects.bulk_update(changed, list(_RATED), batch_size=BATCH)
    notes.note("ratings removed", [row[1] for row in held.values()])
    notes.note("ratings changed", [row.provider_id for row in changed])
    notes.note("ratings made", [row.provider_id for row in made])


def _ids(pairs: Iterable[_Pair]) -> list[int]:
    return [pair.row.pk for pair in pairs]
