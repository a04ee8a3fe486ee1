"""manage.py restore"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspectorate.backups import BackupError, backup_restore


class Command(BaseCommand):
    """Brings a backup back into an empty place."""

    help = "Bring a backup back into an empty place."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("file", type=Path)

    def handle(self, **options: Any) -> None:
        """Bring it back. Raises `CommandError`; nothing is changed then."""
        try:
            uploads = backup_restore(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the database and {uploads} uploads. `make run` brings it up to this version.")
