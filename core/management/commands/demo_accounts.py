"""manage.py demo_accounts"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import demo
from core.decisions import Refused


class Command(BaseCommand):
    """Makes one demonstration account for each role and prints how to sign in."""

    help = "Make one demonstration account for each role (embedded default only), or close them all."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--remove` closes them."""
        parser.add_argument("--remove", action="store_true", help="close every demonstration account")

    def handle(self, **options: Any) -> None:
        """Print one sign-in a line. Raises `CommandError` in production."""
        if options["remove"]:
            self.stdout.write(f"{demo.demo_accounts_close()} demonstration accounts closed.")
            return
        try:
            users = demo.demo_accounts_make()
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        for user in users:
            self.stdout.write(f"{user.get_role_display():<16} {user.email:<30} {demo.PASSWORD}")
