"""Service types, regions, teams and local authorities, with the published words for them (providers/data)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from providers.reference import load_reference


def forwards(apps: Any, schema_editor: Any) -> None:
    load_reference(apps)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("providers", "0002_sources_and_older_urns")]
    operations: ClassVar = [migrations.RunPython(forwards, migrations.RunPython.noop)]
