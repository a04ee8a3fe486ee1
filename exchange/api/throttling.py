"""How often one may ask: each person, and each token apart."""

from __future__ import annotations

from typing import Any

from rest_framework.throttling import SimpleRateThrottle


class PersonThrottle(SimpleRateThrottle):
    """So many requests a minute (API_RATE) by a person's session, and by each token."""

    scope = "person"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Whose requests are counted together."""
        holder = f"token-{request.auth.pk}" if request.auth is not None else f"user-{request.user.pk}"
        return f"api-rate:{holder}"
