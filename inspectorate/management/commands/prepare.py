"""manage.py prepare"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from core.demo import PASSWORD
from core.models import User
from providers.models import Provider


class Command(BaseCommand):
    """Makes the product ready to be served: migrations, and a demonstration register where there is none."""

    help = "Apply the migrations; on the embedded default fill an empty register, and print the demo sign-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        """The size of the demonstration register and its seed."""
        parser.add_argument("--providers", type=int, default=settings.DEMO_PROVIDERS, metavar="N")
        parser.add_argument("--seed", type=int, default=2006, metavar="S")

    def handle(self, **options: Any) -> None:
        """Do what is still to be done. What happens goes to standard error, the sign-ins to standard output."""
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            return
        if not Provider.objects.exists():
            self.stderr.write(f"Filling the register with {options['providers']} invented providers …")
            call_command("demo_accounts", stdout=self.stderr, verbosity=0)
            call_command("demo_register", providers=options["providers"], seed=options["seed"], stdout=self.stderr)
            call_command("recompute", stdout=self.stderr)
        for user in User.objects.filter(is_demo=True, is_active=True).order_by("id"):
            self.stdout.write(f"  {user.get_role_display():<16} {user.email:<30} {PASSWORD}")
