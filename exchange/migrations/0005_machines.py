"""Accounts of programs that were made before this was written on them."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def mark(apps: Any, schema_editor: Any) -> None:
    """Say of each service account's user that it is a program's."""
    accounts = apps.get_model("exchange", "ServiceAccount").objects.values("user")
    apps.get_model("core", "User").objects.filter(pk__in=accounts).update(is_machine=True)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_tokens"), ("core", "0008_field_history")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
