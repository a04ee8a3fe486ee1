"""Published wording made comparable: registers spell the same word in several ways."""

from __future__ import annotations

import re
from functools import lru_cache

_SIGNS = str.maketrans({"'": None, "\u2018": None, "\u2019": None, "\u02bc": None, "`": None, "&": " and "})
_LEGAL_FORMS = {"ltd": "limited", "co": "company"}
_OTHER = re.compile(r"[^0-9a-z>]+")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """A published word for comparison: lower case, `&` as "and", no apostrophes, other signs as single spaces.

    `>` stays, because it carries meaning in "(>295 days/year)".
    """
    return _OTHER.sub(" ", text.translate(_SIGNS).casefold()).strip()


def tidy(text: str) -> str:
    """Published text with its white space in order; the spelling stays."""
    return " ".join(text.split())


@lru_cache(maxsize=1 << 16)
def organisation_key(name: str) -> str:
    """An organisation's name for comparison: folded, "Ltd" as "limited"; "Care" and "Care Limited" stay two."""
    return " ".join(_LEGAL_FORMS.get(word, word) for word in fold(name).split())
