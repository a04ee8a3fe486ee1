"""Migrations of many tables at once are taken back and made again, and leave the same database."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMA = """
    SELECT 'column', table_name::text, column_name::text, data_type || is_nullable || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
"""


def schema() -> set[tuple[str, ...]]:
    """Every column, index, constraint and trigger of the database."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return set(cursor.fetchall())


def migrate(*to: str) -> None:
    call_command("migrate", *to, verbosity=0, stdout=StringIO())


def test_a_room_is_taken_back_and_made_again() -> None:
    stood = schema()
    migrate("intelligence", "zero")
    without = schema()
    assert not any(table.startswith("intelligence_") for _, table, *_ in without)
    assert any(table.startswith("inspections_") for _, table, *_ in without)
    migrate()
    assert schema() == stood
