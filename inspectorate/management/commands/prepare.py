"""manage.py prepare"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from providers.models import Provider


class Command(BaseCommand):
    """Makes the product ready to be served: migrations, and a demonstration register where there is none."""

    help = "Apply the migrations; on the embedded default fill an empty register with a demonstration one."

    def add_arguments(self, parser: CommandParser) -> None:
        """The size of the demonstration register and its seed."""
        parser.add_argument("--providers", type=int, default=4000, metavar="N")
        parser.add_argument("--seed", type=int, default=2006, metavar="S")

    def handle(self, **options: Any) -> None:
        """Do what is still to be done."""
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO_ACCOUNTS_ALLOWED and not Provider.objects.exists():
            self.stdout.write(f"Filling the register with {options['providers']} invented providers …")
            call_command("demo_accounts", stdout=self.stderr)
            call_command("demo_register", providers=options["providers"], seed=options["seed"])
            call_command("recompute")
