"""The shipped texts of the law taken apart line by line, so that tests can change one thing at a time."""

import re
from dataclasses import dataclass

_TABLE = re.compile(r"\[([a-z0-9_.-]+)\]")
_VALUE = re.compile(
    r"(?P<key>[a-z_.]+) = \[\{ value = (?P<value>.+?), from = (?P<day>[0-9-]+), reference = (?P<reference>\".*\") \}\]"
)


@dataclass(frozen=True)
class Entry:
    """One dated value of a text that has a single entry: where it stands, and its parts as written."""

    line: int
    path: str
    key: str
    value: str
    day: str
    reference: str

    def written(self, value: str | None = None, *, without: str = "", more: str = "") -> str:
        """The entry in braces: with another value, without one of its parts, with more after its dates."""
        parts = {"value": value or self.value, "from": self.day, "reference": self.reference}
        kept = [f"{name} = {part}" for name, part in parts.items() if name != without]
        return f"{{ {', '.join([*kept, more] if more else kept)} }}"


def entries(text: str) -> list[Entry]:
    """Every dated value of a text, with its dotted path."""
    found, table = [], ""
    for number, line in enumerate(text.splitlines()):
        if heading := _TABLE.fullmatch(line):
            table = heading[1]
        if value := _VALUE.fullmatch(line):
            found.append(Entry(number, f"{table}.{value['key']}", *value.group("key", "value", "day", "reference")))
    return found


def with_line(text: str, entry: Entry, line: str) -> str:
    """The text with the line of that entry replaced."""
    lines = text.splitlines()
    lines[entry.line] = line
    return "\n".join(lines) + "\n"


def with_value(text: str, entry: Entry, value: str) -> str:
    """The text with another value at that place, dates and reference unchanged."""
    return with_line(text, entry, f"{entry.key} = [{entry.written(value)}]")
