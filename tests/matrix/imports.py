"""An import for the matrix: rows kept aside, warnings and contradictions about one provider."""

from __future__ import annotations

from datetime import date

from core.models import User
from exchange.models import Contradiction, ImportRun, KeptRow, Register, RowOddity
from providers.models import Provider
from tests.casework.registers import NOON


def make_import(provider: Provider, by: User) -> ImportRun:
    """An import that kept a row about the provider aside, took one with a warning, and contradicts an earlier file."""
    register = Register.objects.create(on=date(2026, 3, 31), kind=Register.Kind.REGISTER, complete=True)
    imported = ImportRun.objects.create(
        state=ImportRun.State.DONE,
        file_name="register.csv",
        sha256="0" * 64,
        size=1000,
        register=register,
        rows_read=2,
        rows_new=1,
        rows_kept=1,
        columns=[
            {"heading": "URN", "field": "urn", "why_not": ""},
            {"heading": "Colour", "field": "", "why_not": "It is not known what it means."},
        ],
        asked_at=NOON,
        finished_at=NOON,
        seconds=0.5,
        by=by,
    )
    add_import_rows(imported, provider, range(1, 2))
    return imported


def add_import_rows(imported: ImportRun, provider: Provider, lines: range) -> None:
    """For each line a row kept aside, a warning and a contradiction."""
    for line in lines:
        KeptRow.objects.create(
            run=imported,
            line=line,
            urn="SC777777",
            code="unknown_type",
            reason="Nobody knows the type “lighthouse”.",
            cells={"type": "lighthouse", "name": provider.name, "address": provider.address},
        )
        RowOddity.objects.create(
            run=imported, line=line, urn=provider.urn, code="no_places", sentence=f"{provider.name} has no places."
        )
        Contradiction.objects.create(
            provider=provider,
            code="name",
            first_on=date(2025, 3, 31),
            second_on=imported.register.on,
            subject=f"name {line}",
            first_says="Old Home",
            second_says=provider.name,
        )
