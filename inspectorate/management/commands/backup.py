"""manage.py backup"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from inspectorate.backups import BackupError, backup_write, place_for


class Command(BaseCommand):
    """Writes one file with the database and the uploads."""

    help = "Write one file with the database and the uploads, and say where."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--to", type=Path, metavar="FILE", help="default: backups/ in the data directory")

    def handle(self, **options: Any) -> None:
        """Write it. Raises `CommandError`."""
        now = timezone.now()
        try:
            written = backup_write((options["to"] or place_for(now)).absolute(), at=now)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{written} ({written.stat().st_size / 1_000_000:.1f} MB)")
