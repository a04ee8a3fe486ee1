"""Published wording made comparable: registers spell the same word in several ways."""

from __future__ import annotations

import re

_SIGNS = str.maketrans({"'": None, "\u2018": None, "\u2019": None, "\u02bc": None, "`": None, "&": " and "})
_OTHER = re.compile(r"[^0-9a-z>]+")


def fold(text: str) -> str:
    """A published word for comparison: lower case, `&` as "and", no apostrophes, other signs as single spaces.

    `>` stays, because it carries meaning in "(>295 days/year)".
    """
    return _OTHER.sub(" ", text.translate(_SIGNS).casefold()).strip()


def tidy(text: str) -> str:
    """Published text with its white space in order; the spelling stays."""
    return " ".join(text.split())
