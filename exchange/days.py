"""Days as registers write them, in cells, titles and file names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(?<!\d)(\d{4})[-_./](\d{1,2})[-_./](\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[-_./](\d{1,2})[-_./](\d{4})(?!\d)")
_WORDED = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s_\-]+([A-Za-z]{3,9})[\s_,\-]+(\d{4})(?!\d)")
_PERIOD = re.compile(r"\b(?:between|from)\b", re.IGNORECASE)
_AS_AT = re.compile(r"\bas[\s_\-]+(?:at|of|on)\b[\s_:\-]*", re.IGNORECASE)


def read_day(text: str) -> date | None:
    """The day of a cell: d/m/Y, ISO or "31 March 2015", a time of day after it left out; None when it is none."""
    first = text.strip().split("T")[0]
    for pattern in (_ISO, _SLASHED, _WORDED):
        match = pattern.match(first)
        if match and not first[match.end() :].strip().strip("0:Z. "):
            return _made(pattern, match)
    return None


def _made(pattern: re.Pattern[str], match: re.Match[str]) -> date | None:
    first, second, third = match.groups()
    try:
        if pattern is _ISO:
            return date(int(first), int(second), int(third))
        if pattern is _SLASHED:
            return date(int(third), int(second), int(first))
        return date(int(third), MONTHS.index(second[:3].casefold()) + 1, int(first))
    except ValueError:
        return None


def stated_days(texts: Iterable[str]) -> list[date]:
    """The days named in titles or a file name.

    Where "as at" stands before one of them, that one alone; of "between … and …" the last.
    """
    named: set[date] = set()
    marked: set[date] = set()
    for text in texts:
        found = dict(_days_in(text))
        named |= {max(found.values())} if found and _PERIOD.search(text) else set(found.values())
        marked |= {found[match.end()] for match in _AS_AT.finditer(text) if match.end() in found}
    return sorted(marked or named)


def _days_in(text: str) -> Iterator[tuple[int, date]]:
    for pattern in (_ISO, _SLASHED, _WORDED):
        for match in pattern.finditer(text):
            day = _made(pattern, match)
            if day:
                yield match.start(), day


def in_words(day: date) -> str:
    """A day as people write it: 31 March 2015."""
    return f"{day.day} {day:%B} {day.year}"
