"""The words of the product, from one file: the glossary page, the tags of states and links to a word."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

FILE = Path(__file__).parent / "glossary.toml"
COLOURS = frozenset({"", "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"})


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. `code` is what the code calls it, `word` what people call it; a state has a `colour` for its tag."""

    code: str
    word: str
    means: str
    group: str
    colour: str = ""

    @property
    def anchor(self) -> str:
        """Its place on the glossary page."""
        return self.code.replace(" ", "-")


@lru_cache(maxsize=1)
def terms() -> dict[str, Term]:
    """All entries by code, in the order of the file. Raises `ValueError` for a wrong colour, or a code twice."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    found = {
        code: Term(code, group=group["title"], **entry)
        for group in read.values()
        for code, entry in group["terms"].items()
    }
    if len(found) < sum(len(group["terms"]) for group in read.values()):
        raise ValueError(f"{FILE.name}: a code stands in two groups")
    wrong = [entry.code for entry in found.values() if entry.colour not in COLOURS]
    if wrong:
        raise ValueError(f"{FILE.name}: no tag has the colour of {', '.join(wrong)}")
    return found


@lru_cache(maxsize=512)
def state_tag(code: str, word: str = "") -> SafeString:
    """A state as a tag that links to its meaning; `word` where another one is shown. Raises `KeyError`."""
    entry = terms()[code]
    colour = f"govuk-tag--{entry.colour}" if entry.colour else ""
    return format_html(
        '<a class="kit-state" href="{}#{}"><strong class="govuk-tag {}">{}</strong></a>',
        reverse("core:glossary"),
        entry.anchor,
        colour,
        _sentence(word or entry.word),
    )


@lru_cache(maxsize=512)
def link(code: str, word: str = "") -> SafeString:
    """A word that links to its meaning. Raises `KeyError`."""
    entry = terms()[code]
    return format_html(
        '<a class="govuk-link" href="{}#{}">{}</a>', reverse("core:glossary"), entry.anchor, word or entry.word
    )


@lru_cache(maxsize=1)
def _by_word() -> dict[str, str]:
    return {entry.word: entry.code for entry in terms().values()}


def cited(reference: str) -> str | SafeString:
    """A reference as it is shown beside a sentence: a paragraph as it stands, a rule of the planner as a link."""
    code = _by_word().get(reference)
    return link(code) if code else reference


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
