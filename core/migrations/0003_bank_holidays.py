"""Bank holidays from core/data."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from core.bank_holidays import SHIPPED, read_calendar


def forwards(apps: Any, schema_editor: Any) -> None:
    holiday = apps.get_model("core", "BankHoliday")
    days = read_calendar(SHIPPED.read_text(encoding="utf-8"))
    holiday.objects.bulk_create([holiday(on=on, title=title) for on, title in days.items()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0002_regimetext")]
    operations: ClassVar = [migrations.RunPython(forwards, migrations.RunPython.noop)]
