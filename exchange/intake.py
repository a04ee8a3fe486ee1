"""The rows of a file sorted: what each provider's entry says, which rows are new, and which are kept aside. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exchange.presence import INSPECTIONS, REGISTER
from exchange.reading import Row
from exchange.rows import Clean, Kept, Oddity, Vocabulary, clean
from exchange.words import Words

REPEATS = 0.02  # a register lists a provider once; where more rows than this repeat a URN, each row is an inspection


@dataclass(slots=True)
class Intake:
    """The rows of a file, every one accounted for: read = new + changed + unchanged + kept aside."""

    kind: str
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def read(self) -> int:
        """Rows that held something."""
        return self.new + self.changed + self.unchanged + len(self.kept)


def clean_rows(
    rows: Iterable[Row], *, day: date, series: str, words: Words, vocabulary: Vocabulary
) -> list[Clean | Kept]:
    """Every row of the register of a day made clean, or kept aside."""
    return [clean(row, day=day, series=series, words=words, vocabulary=vocabulary) for row in rows]


def kind_of(rows: Sequence[Clean | Kept]) -> str:
    """Whether each row is a provider or an inspection: the same URN on many rows with other visits tells."""
    told = Counter(row.urn for row in rows if isinstance(row, Clean))
    repeats = sum(times - 1 for times in told.values())
    return INSPECTIONS if repeats > REPEATS * len(rows) and _other_visits(rows, told) else REGISTER


def _other_visits(rows: Iterable[Clean | Kept], told: Mapping[str, int]) -> bool:
    visits: dict[str, set[str]] = {}
    for row in rows:
        if isinstance(row, Clean) and told[row.urn] > 1:
            visits.setdefault(row.urn, set()).add(str(row.said["visits"]))
    return any(len(different) > 1 for different in visits.values())


def take_in(
    rows: Iterable[Clean | Kept], *, kind: str, known: Collection[str], before: Mapping[str, Mapping[str, Any]]
) -> Intake:
    """Sort the rows. `known`: URNs that the register has; `before`: what it already holds of this day, by URN."""
    intake = Intake(kind)
    for row in rows:
        if isinstance(row, Kept):
            intake.kept.append(row)
        else:
            _take(intake, row, known, before)
    for said in intake.entries.values():
        said["visits"].sort(key=lambda visit: (visit["on"], visit["number"], visit["kind"]))
    return intake


def _take(intake: Intake, row: Clean, known: Collection[str], before: Mapping[str, Mapping[str, Any]]) -> None:
    intake.oddities.extend(row.oddities)
    held = intake.entries.get(row.urn)
    if held is None:
        intake.entries[row.urn] = {**row.said, "visits": list(row.said["visits"])}
        intake.lines[row.urn] = row.line
        _count(intake, row, known, before)
    elif intake.kind == REGISTER:
        _repeated(intake, row, held)
    else:
        fresh = [visit for visit in row.said["visits"] if visit not in held["visits"]]
        held["visits"].extend(fresh)
        _count(intake, row, {row.urn}, before)


def _count(intake: Intake, row: Clean, known: Collection[str], before: Mapping[str, Mapping[str, Any]]) -> None:
    if row.urn not in known:
        intake.new += 1
    elif _already_said(row, before.get(row.urn), intake.kind):
        intake.unchanged += 1
    else:
        intake.changed += 1


def _already_said(row: Clean, before: Mapping[str, Any] | None, kind: str) -> bool:
    if before is None:
        return False
    if kind == REGISTER:
        return before == row.said
    same = {name: value for name, value in before.items() if name != "visits"} == {
        name: value for name, value in row.said.items() if name != "visits"
    }
    return same and all(visit in before["visits"] for visit in row.said["visits"])


def _repeated(intake: Intake, row: Clean, held: Mapping[str, Any]) -> None:
    first = intake.lines[row.urn]
    if held == row.said:
        intake.unchanged += 1
        intake.oddities.append(Oddity(row.line, row.urn, "repeated", f"The row repeats line {first}."))
    else:
        reason = f"The URN {row.urn} stands on line {first} already, with other values."
        intake.kept.append(Kept(row.line, row.urn, "urn_twice", reason, row.cells))
