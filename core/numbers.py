"""Numbers as people and programs write them."""

from __future__ import annotations


def whole_number(text: str, digits: int = 9) -> int | None:
    """The number that a text of up to so many digits 0 to 9 is; None for every other text.

    `int` alone takes the digits of every script, and fails at a very long text.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
