"""Brings the reference data of `providers/data` into the database, once; what people added or changed stays."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps as current_apps

from providers.wording import fold

FOLDER = Path(__file__).with_name("data")


def load_reference(apps: Any = current_apps) -> None:
    """Add the service types, regions, teams, local authorities and their published words that are not there yet.

    `apps` is the registry of a migration, or the current one (tests that empty the tables).
    """
    _load_types(apps)
    _load_regions(apps)
    _load_authorities(apps)


def regions_of_two() -> dict[str, tuple[str, ...]]:
    """The regions that are made of several government regions, with those."""
    regions = _toml("regions.toml")["regions"]
    return {code: tuple(row["made_of"]) for code, row in regions.items() if "made_of" in row}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _add(model: Any, rows: list[Any]) -> None:
    model.objects.bulk_create(rows, ignore_conflicts=True)


def _load_types(apps: Any) -> None:
    types = _toml("service_types.toml")
    service_type, word = apps.get_model("providers", "ServiceType"), apps.get_model("providers", "ServiceTypeWord")
    _add(
        service_type,
        [
            service_type(
                code=code,
                name=row["name"],
                plural=row["plural"],
                nms_set=row.get("nms_set", ""),
                is_home=row.get("home", False),
                order=row["order"],
                source=row["source"],
            )
            for code, row in types.items()
        ],
    )
    words = {fold(text): code for code, row in types.items() for text in (*row["words"], row["name"], row["plural"])}
    _add(word, [word(word=text, service_type_id=code) for text, code in words.items()])


def _load_regions(apps: Any) -> None:
    data = _toml("regions.toml")
    region, word = apps.get_model("providers", "Region"), apps.get_model("providers", "RegionWord")
    _add(region, [region(code=code, name=row["name"]) for code, row in data["regions"].items()])
    words = {fold(text): code for code, row in data["regions"].items() for text in (row["name"], *row.get("words", ()))}
    _add(word, [word(word=text, region_id=code) for text, code in words.items()])
    team = apps.get_model("providers", "Team")
    if team.objects.exists():
        return
    for name, codes in data["teams"].items():
        team.objects.create(name=name).regions.set(codes)


def _load_authorities(apps: Any) -> None:
    authority, word = apps.get_model("providers", "LocalAuthority"), apps.get_model("providers", "AuthorityWord")
    with (FOLDER / "local_authorities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    _add(
        authority,
        [
            authority(
                gss_code=row["gss_code"],
                name=row["name"],
                official_name=row["official_name"],
                region_id=row["region"],
                kind=row["kind"],
                started_on=_day(row["started_on"]),
                ended_on=_day(row["ended_on"]),
                replaced_by_id=row["replaced_by"] or None,
            )
            for row in sorted(rows, key=lambda row: bool(row["replaced_by"]))
        ],
    )
    _add(word, [word(word=text, authority_id=code) for text, code in _authority_words(rows).items()])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _authority_words(rows: list[dict[str, str]]) -> dict[str, str]:
    """Folded names with the code they mean; of two authorities of one name, the one that still stands."""
    words: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: not row["ended_on"]):
        for text in (*row["other_words"].split("|"), row["official_name"], row["name"]):
            if text:
                words[fold(text)] = row["gss_code"]
    return words
