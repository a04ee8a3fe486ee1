"""manage.py load_bank_holidays"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.bank_holidays import SHIPPED, CalendarError, bank_holidays_load, read_calendar


class Command(BaseCommand):
    """Takes a calendar in GOV.UK's shape up and says what it changed."""

    help = "Load bank holidays of England and Wales from a file in the shape of www.gov.uk/bank-holidays.json."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, and whether to remove what it does not name."""
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED, help="default: the calendar that is shipped")
        parser.add_argument(
            "--remove-missing", action="store_true", help="remove days within the file's span that it does not name"
        )

    def handle(self, **options: Any) -> None:
        """Print one line. Raises `CommandError` for a file that cannot be read."""
        file: Path = options["file"]
        try:
            days = read_calendar(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"{file}: this is not text in UTF-8.") from None
        except CalendarError as error:
            raise CommandError(f"{file}: {error}") from None
        done = bank_holidays_load(days, remove_missing=options["remove_missing"])
        said = f"{done.read} bank holidays read: {done.added} new, {done.renamed} renamed, {done.removed} removed."
        if done.missing:
            said += (
                f" Kept though not in the file: {', '.join(map(str, done.missing))} (--remove-missing removes them)."
            )
        self.stdout.write(said)
