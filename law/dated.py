"""Reading dated, cited values from TOML, strictly: what regimes and clocks have in common.

A value is a list of entries, each with `value`, `from`, `reference` and, when another entry follows, `until`
(its last day):

    poor = [
        { value = 2, from = 2004-04-01, until = 2007-06-30, reference = "para 2.3.2" },
        { value = 3, from = 2007-07-01, reference = "para 3.1.11" },
    ]

The entries of one value follow each other without overlap or gap, and the last one has no end. A day before
the first entry takes the first one. In paths entries are counted from 1: `rules.childrens_home.statutory.poor[2]`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from law.dates import ONE_DAY, month_length
from law.model import RATING_NAMES, Cited

T = TypeVar("T")
Parse = Callable[[object], T]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ORDINALS = {name: ordinal for ordinal, name in RATING_NAMES.items()}
_ENTRY_KEYS = ("value", "from", "until", "reference")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_SYNTAX_PLACE = re.compile(r"(?s)(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")
_ORDINARY_YEAR = 2001


class Fault(Exception):
    """One thing wrong at one place of a text: the dotted path, and what to do about it."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path}: {what}")
        self.path = path
        self.what = what


class LawError(ValueError):
    """A text of the law that cannot be taken. A line for each fault: "file: dotted path: what to do"."""

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.name = name
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{name}: {fault.path}: {fault.what}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """One value through time; `entries` in order of their first day, never empty."""

    path: str
    entries: tuple[Cited[T], ...]

    def on(self, day: date) -> Cited[T]:
        """The entry in force on `day`; before the first one begins, the first one."""
        for entry in reversed(self.entries):
            if entry.effective_from <= day:
                return entry
        return self.entries[0]

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which `on` begins to answer otherwise."""
        return tuple(entry.effective_from for entry in self.entries[1:])


class Table:
    """One TOML table being read. Keys it does not know are a fault at once; dated values are noted in `found`."""

    def __init__(self, raw: object, path: str, keys: Collection[str] | None, found: list[Dated[Any]]) -> None:
        if not isinstance(raw, dict):
            raise Fault(path or "the text", f"must be a table, not {_shown(raw)}")
        self._raw: Mapping[str, object] = raw
        self.path = path
        self.found = found
        if keys is not None:
            self._refuse_unknown(keys)

    def _refuse_unknown(self, keys: Collection[str]) -> None:
        for key in self._raw:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known here are {', '.join(keys)}; remove it"
                raise Fault(self.at(key), f"is not a known key: {hint}")

    def at(self, key: str) -> str:
        """The dotted path of a key of this table."""
        return f"{self.path}.{key}" if self.path else key

    def __contains__(self, key: str) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def _get(self, key: str) -> object:
        if key not in self._raw:
            raise Fault(self.at(key), "is missing: add it")
        return self._raw[key]

    def refuse_name(self, key: str) -> None:
        """A fault unless `key`, which names a service type here, is written as a code. Raises `Fault`."""
        try:
            code(key)
        except ValueError as error:
            raise Fault(self.at(key), f"as the name of a service type {error}") from None

    def plain(self, key: str, parse: Parse[T]) -> T:
        """A value that has no dates of its own (id, title, kind). Raises `Fault`."""
        return _parsed(self._get(key), self.at(key), parse)

    def table(self, key: str, keys: Collection[str] | None = None) -> Table:
        """The table under `key`; `keys` are all that it may hold (None: any). Raises `Fault`."""
        return Table(self._get(key), self.at(key), keys, self.found)

    def dated(self, key: str, parse: Parse[T]) -> Dated[T]:
        """The dated, cited value under `key`. Raises `Fault`."""
        value = Dated(self.at(key), _entries(self._get(key), self.at(key), parse))
        self.found.append(value)
        return value


def read_toml(text: str) -> dict[str, object]:
    """The text as TOML. Raises `Fault` naming the line where it stops being TOML."""
    try:
        text.encode()
        return tomllib.loads(text)
    except RecursionError:
        raise Fault("the text", "is nested too deeply to be read: write it as flat as the shipped ones") from None
    except ValueError as error:
        found = _SYNTAX_PLACE.fullmatch(str(error))
        what, line, column = found.groups() if found else (str(error), None, None)
        place = f"line {line}, column {column}" if line else "the end of the text"
        raise Fault(place, f"is not TOML ({what}): mend the syntax here") from None


def _entries(raw: object, path: str, parse: Parse[T]) -> tuple[Cited[T], ...]:
    if not isinstance(raw, list) or not raw:
        raise Fault(path, "must be a list of dated entries: [{ value = …, from = …, reference = … }]")
    cited: list[Cited[T]] = []
    previous_until: date | None = None
    for number, entry in enumerate(raw, start=1):
        here = f"{path}[{number}]"
        table = Table(entry, here, _ENTRY_KEYS, [])
        value = table.plain("value", parse)
        starts, until = table.plain("from", day), table.plain("until", day) if "until" in table else None
        reference = table.plain("reference", words)
        if until is not None and until < starts:
            raise Fault(f"{here}.until", f"{until} is before the entry begins, {starts}: put the dates in order")
        if number > 1:
            _follows(starts, previous_until, f"{path}[{number - 1}]", here)
        cited.append(Cited(value, path, starts, reference))
        previous_until = until
    if previous_until is not None:
        raise Fault(
            f"{path}[{len(raw)}].until",
            f"leaves a gap after {previous_until}: remove it, or add the entry that follows",
        )
    return tuple(cited)


def _follows(starts: date, previous_until: date | None, before: str, here: str) -> None:
    expected = starts - ONE_DAY if starts > date.min else starts
    if previous_until is None:
        raise Fault(
            f"{before}.until", f"is missing, so the entry overlaps the one from {starts}: add until = {expected}"
        )
    if previous_until >= starts:
        raise Fault(f"{here}.from", f"{starts} overlaps the entry before it, which lasts until {previous_until}")
    if previous_until < expected:
        raise Fault(
            f"{here}.from", f"{starts} leaves a gap after {previous_until}: begin on {previous_until + ONE_DAY}"
        )


def _parsed(raw: object, path: str, parse: Parse[T]) -> T:
    try:
        return parse(raw)
    except ValueError as error:
        raise Fault(path, str(error)) from None


def _shown(raw: object) -> str:
    return repr(raw) if len(repr(raw)) <= 60 else f"{repr(raw)[:57]}…"


def words(raw: object) -> str:
    """A text that says something. Raises ValueError, as all the parsers below."""
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(f"must be a text in quotation marks that says something, not {_shown(raw)}")
    return raw.strip()


def words_up_to(length: int) -> Parse[str]:
    """A text that says something in at most so many characters."""

    def parse(raw: object) -> str:
        said = words(raw)
        if len(said) > length:
            raise ValueError(f"has {len(said)} characters: say it in at most {length}")
        return said

    return parse


def day(raw: object) -> date:
    """A calendar day, written 2007-07-01 without quotation marks."""
    if type(raw) is not date:
        raise ValueError(f"must be a date such as 2007-07-01, without quotation marks, not {_shown(raw)}")
    return raw


def flag(raw: object) -> bool:
    """true or false."""
    if raw is True or raw is False:
        return raw
    raise ValueError(f"must be true or false, not {_shown(raw)}")


def whole(low: int, high: int) -> Parse[int]:
    """A whole number from `low` to `high`."""

    def parse(raw: object) -> int:
        if type(raw) is not int or not low <= raw <= high:
            raise ValueError(f"must be a whole number from {low} to {high}, not {_shown(raw)}")
        return raw

    return parse


def half_days(raw: object) -> float:
    """A number of days in halves, from 0 to 20: 0.5, 1.0."""
    if type(raw) is not float or not 0 <= raw <= 20 or raw * 2 != int(raw * 2):
        raise ValueError(f"must be a number of half days from 0.0 to 20.0, such as 1.5, not {_shown(raw)}")
    return raw


def one_of(allowed: Collection[str]) -> Parse[str]:
    """One of a few words."""

    def parse(raw: object) -> str:
        if not isinstance(raw, str) or raw not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {_shown(raw)}")
        return raw

    return parse


def code(raw: object) -> str:
    """A service type as it is coded: small letters, digits and underscores."""
    if not isinstance(raw, str) or not _CODE.fullmatch(raw):
        raise ValueError(f"must be a code of small letters, digits and underscores, not {_shown(raw)}")
    return raw


def several(parse_one: Parse[str]) -> Parse[frozenset[str]]:
    """A list of at least one, none of them twice."""

    def parse(raw: object) -> frozenset[str]:
        if not isinstance(raw, list) or not raw:
            raise ValueError(f"must be a list with something in it, not {_shown(raw)}")
        read = [parse_one(item) for item in raw]
        if len(set(read)) < len(read):
            raise ValueError(f"names one twice: {_shown(raw)}")
        return frozenset(read)

    return parse


def rating(raw: object) -> int:
    """A quality rating by its word, as the ordinal 4 (excellent) to 1 (poor)."""
    return _ORDINALS[one_of(tuple(_ORDINALS))(raw)]


def day_of_year(raw: object) -> tuple[int, int]:
    """A day that comes every year, written "1 October", as (month, day). 29 February is refused."""
    number, _, name = words(raw).partition(" ")
    if name in MONTHS and number.isascii() and number.isdigit():
        month = MONTHS.index(name) + 1
        if number == str(int(number)) and 1 <= int(number) <= month_length(_ORDINARY_YEAR, month):
            return month, int(number)
    raise ValueError(f'must be a day of every year such as "1 October", not {_shown(raw)}')
