"""Checks of the settings that `manage.py check --deploy` runs beside Django's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def servers_are_given(**_: Any) -> list[CheckMessage]:
    """Production has a database and a broker of its own."""
    if settings.PRODUCTION and settings.EMBEDDED_REDIS:
        return [Error("DATABASE_URL is set, REDIS_URL is not: give both.", id="inspectorate.E001")]
    return []
