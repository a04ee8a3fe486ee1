"""What the API answers in: JSON, whatever is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation


class AlwaysJson(BaseContentNegotiation):
    """There is one form of an answer, so a browser that would rather have a page gets it, too."""

    def select_parser(self, request: Any, parsers: Sequence[Any]) -> Any:
        """None: nothing is sent in."""
        return None

    def select_renderer(self, request: Any, renderers: Sequence[Any], format_suffix: str | None = None) -> Any:
        """The only one."""
        return renderers[0], renderers[0].media_type
