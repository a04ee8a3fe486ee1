"""Makes the register anew from all that registers said, for the providers that one import or one new word concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from exchange.days import in_words
from exchange.history import Reference, attributes, history_of
from exchange.models import ImportRun, KeptRow, Register, RegisterEntry
from exchange.presence import Entry
from exchange.rows import Oddity
from exchange.store import BATCH, Change, Effects, write_histories, write_providers
from exchange.words import Words
from providers.models import Provider
from providers.wording import organisation_key


@dataclass(slots=True)
class Told:
    """What a run adds to a register: entries by URN, what stood there before, and the URNs it no longer lists.

    `everybody`: it may concern providers that it does not name, because it shows that they are absent.
    """

    register: Register
    run: ImportRun
    entries: Mapping[str, Mapping[str, Any]]
    lines: Mapping[str, int]
    before: Mapping[str, Mapping[str, Any]]
    everybody: bool
    dropped: set[str] = field(default_factory=set)
    kept_urns: set[str] = field(default_factory=set)


def remake(
    told: Told, reference: Reference, words: Words, *, at: datetime, step: Callable[[], None] = lambda: None
) -> tuple[Effects, list[Oddity]]:
    """Bring the register to what all registers say, this run's included. Returns what was written, and oddities that
    show only beside other registers. Must run inside a transaction that holds the register's lock."""
    others = _other_entries(told, None if told.everybody else {*told.entries, *told.dropped})
    days = list(Register.objects.filter(complete=True).order_by("on").values_list("on", flat=True))
    changes = {
        urn: Change(
            history_of([*others.get(urn, ()), *_of_this(told, told.entries, urn)], days, reference, words),
            attributes([*others.get(urn, ()), *_of_this(told, told.before, urn)], reference),
        )
        for urn in {*others, *told.entries, *told.dropped}
    }
    step()
    effects = Effects()
    ids = write_providers(changes, _owners(told, others), effects)
    _write_entries(told, ids)
    write_histories({ids[urn]: change.history for urn, change in changes.items() if urn in ids}, effects, at=at)
    return effects, [*_late_oddities(told, changes), *_joined_away(told)]


def _of_this(told: Told, said: Mapping[str, Mapping[str, Any]], urn: str) -> Iterable[Entry]:
    if urn in said:
        yield Entry(told.register.on, told.register.kind, said[urn])
    elif urn in told.kept_urns:
        yield Entry(told.register.on, told.register.kind, {}, is_read=False)


def _other_entries(told: Told, urns: set[str] | None) -> dict[str, list[Entry]]:
    """What all other registers say, by URN; rows kept aside still show that a provider was listed."""
    said = RegisterEntry.objects.exclude(register=told.register)
    kept = KeptRow.objects.open().exclude(run__register=told.register).exclude(urn="").exclude(run__register=None)
    if urns is not None:
        said, kept = said.filter(provider__urn__in=urns), kept.filter(urn__in=urns)
    entries: dict[str, list[Entry]] = {}
    for urn, on, kind, text in said.values_list("provider__urn", "register__on", "register__kind", "said").iterator(
        chunk_size=BATCH
    ):
        entries.setdefault(urn, []).append(Entry(on, kind, text))
    for urn, on, kind in kept.values_list("urn", "run__register__on", "run__register__kind"):
        if urn in entries or urn in told.entries:
            entries.setdefault(urn, []).append(Entry(on, kind, {}, is_read=False))
    return entries


def _owners(told: Told, others: Mapping[str, Iterable[Entry]]) -> dict[str, str]:
    """The newest spelling of every owner told of, by key."""
    owners: dict[str, tuple[date, str]] = {}
    entries = [entry for many in others.values() for entry in many]
    entries += [Entry(told.register.on, told.register.kind, said) for said in told.entries.values()]
    for entry in entries:
        name = entry.said.get("owner")
        if name:
            key = organisation_key(name)
            owners[key] = max(owners.get(key, (date.min, "")), (entry.on, name))
    return {key: name for key, (_, name) in owners.items()}


def _write_entries(told: Told, ids: Mapping[str, int]) -> None:
    RegisterEntry.objects.filter(register=told.register, provider__urn__in=told.dropped).delete()
    fresh = [
        RegisterEntry(register=told.register, provider_id=ids[urn], said=said, line=told.lines[urn], run=told.run)
        for urn, said in told.entries.items()
        if told.before.get(urn) != said
    ]
    RegisterEntry.objects.bulk_create(
        fresh,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["register", "provider"],
        update_fields=["said", "line", "run"],
    )


def _late_oddities(told: Told, changes: Mapping[str, Change]) -> list[Oddity]:
    """Visits before the registration where one row does not tell of both: it shows beside other registers only."""
    odd = []
    for urn, said in told.entries.items():
        registered_on = changes[urn].history.now.get("registered_on")
        if registered_on is None or told.before.get(urn) == said:
            continue
        in_the_row = {visit["on"] for visit in said["visits"]} if said.get("registered_on") else set()
        for visit in changes[urn].history.visits:
            if visit.started_on < registered_on and not in_the_row & {
                report.on.isoformat() for report in visit.reports
            }:
                sentence = (
                    f"The inspection of {in_words(visit.started_on)} was before the registration on "
                    f"{in_words(registered_on)}; another register tells of one of them."
                )
                odd.append(Oddity(told.lines[urn], urn, "visit_before_registration", sentence))
    return odd


def _joined_away(told: Told) -> list[Oddity]:
    """Records that somebody joined into another, and that this register names: a person's decision stays until a
    person takes it back, so the row says that it is wrong.
    """
    fresh = [urn for urn, said in told.entries.items() if told.before.get(urn) != said]
    joined = Provider.objects.filter(urn__in=fresh).exclude(joined_into=None).order_by("urn")
    return [
        Oddity(
            told.lines[urn],
            urn,
            "joined_away",
            f"It was joined into {kept} as recorded twice, and is planned as ended. The register names it, so they are"
            " two: part them again.",
        )
        for urn, kept in joined.values_list("urn", "joined_into__urn")
    ]


def urns_known(urns: Iterable[str]) -> set[str]:
    """Which of these URNs the register has."""
    return set(Provider.objects.filter(urn__in=list(urns)).values_list("urn", flat=True))
