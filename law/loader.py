"""Regimes from TOML, strictly.

`read_regime` takes any text, shipped or adopted, and refuses what does not read with a `LawError` that names
the file, the dotted path of each fault and what to do. What a text may hold is shown by `law/regimes/*.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

from law import dated, sections
from law.consistency import faults as contradictions
from law.dated import Dated, Fault, LawError, Table, read_toml
from law.model import Regime
from law.sections import Draft

__all__ = ["DEFAULT_REGIME", "LawError", "RegimeText", "Timeline", "chosen", "read_regime", "shipped", "single"]

DEFAULT_REGIME = "2006-option-1"
REGIMES = Path(__file__).parent / "regimes"
KEYS = (
    "id",
    "title",
    "basis",
    "effective_from",
    "rules",
    "new_provider",
    "first_inspection",
    "window",
    "counting",
    "approval",
    "follow_up",
    "carry_over",
)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_LENGTH = 60
TITLE_LENGTH = 200
_title = dated.words_up_to(TITLE_LENGTH)
_ANY_MONTHS: Dated[int] = Dated("first_inspection.months", ())
_SECTIONS: tuple[Callable[[Table], object], ...] = (
    sections.read_new_provider,
    sections.read_first_inspection,
    sections.read_window,
    sections.read_counting,
    sections.read_approval,
    sections.read_follow_up,
    sections.read_carry_over,
)


@dataclass(frozen=True, slots=True, eq=False)
class RegimeText:
    """A regime as it is written: its text, the SHA-256 of it, and what it says on each day.

    `regimes[i]` holds from `starts[i]` (the first one from the beginning of time) until the next of them.
    """

    id: str
    title: str
    basis: str
    text: str
    hash: str
    starts: tuple[date, ...]
    regimes: tuple[Regime, ...]

    def on(self, day: date) -> Regime:
        """The regime with its values of `day`: always the same object for the same values."""
        return self.regimes[bisect_right(self.starts, day) - 1]


def read_regime(text: str, *, name: str) -> RegimeText:
    """Read a regime; `name` is the file, or the adopted text, for which faults are reported. Raises `LawError`."""
    try:
        return _read(text)
    except LawError as error:
        raise LawError(name, error.faults) from None


def shipped() -> dict[str, RegimeText]:
    """The regimes of `law/regimes`, by id. Raises `LawError`."""
    return dict(_shipped())


@lru_cache(maxsize=1)
def _shipped() -> dict[str, RegimeText]:
    texts = {}
    for file in sorted(REGIMES.glob("*.toml")):
        regime = read_regime(file.read_text(encoding="utf-8"), name=file.name)
        if regime.id != file.stem:
            raise LawError(file.name, [Fault("id", f"is {regime.id}: name it as its file, {file.stem}")])
        texts[regime.id] = regime
    return texts


@lru_cache(maxsize=128)
def _read(text: str) -> RegimeText:
    """Each text is parsed once. The faults it raises know no file name."""
    try:
        root = Table(read_toml(text), "", KEYS, [])
    except Fault as fault:
        raise LawError("", [fault]) from None
    try:
        draft = _draft(root)
    except Fault:
        raise LawError("", _faults(root)) from None
    digest = sha256(text.encode()).hexdigest()
    starts = (date.min, *sorted({change for value in draft.values for change in value.changes}))
    regimes = tuple(draft.on(day, digest) for day in starts)
    found = {(fault.path, fault.what): fault for regime in regimes for fault in contradictions(regime)}
    if found:
        raise LawError("", found.values())
    return RegimeText(draft.id, draft.title, draft.basis, text, digest, starts, regimes)


def _draft(root: Table) -> Draft:
    """The whole text, or the first fault in it. Raises `Fault`."""
    first_months = sections.read_first_inspection(root)
    rules = root.table("rules")
    return Draft(
        id=root.plain("id", _id),
        title=root.plain("title", _title),
        basis=root.plain("basis", dated.words),
        effective_from=root.plain("effective_from", dated.day),
        rules={service_type: sections.read_rule(rules, service_type, first_months) for service_type in rules},
        new_provider=sections.read_new_provider(root),
        window=sections.read_window(root),
        approval=sections.read_approval(root),
        counting=sections.read_counting(root),
        follow_up=sections.read_follow_up(root),
        carry_over=sections.read_carry_over(root),
        values=tuple(root.found),
    )


def _faults(root: Table) -> list[Fault]:
    """The first fault of each part of a text that has any, so that a person can mend them together."""
    found = []
    for read in _parts(root):
        try:
            read()
        except Fault as fault:
            found.append(fault)
    return found


def _parts(root: Table) -> Iterator[Callable[[], object]]:
    yield partial(root.plain, "id", _id)
    yield partial(root.plain, "title", _title)
    yield partial(root.plain, "basis", dated.words)
    yield partial(root.plain, "effective_from", dated.day)
    yield partial(root.table, "rules")
    with suppress(Fault):
        rules = root.table("rules")
        for service_type in rules:
            yield partial(sections.read_rule, rules, service_type, _ANY_MONTHS)
    for read in _SECTIONS:
        yield partial(read, root)


def _id(raw: object) -> str:
    if not isinstance(raw, str) or not _ID.fullmatch(raw) or len(raw) > _ID_LENGTH:
        raise ValueError(f'must be at most {_ID_LENGTH} small letters and digits with hyphens, such as "2006-option-1"')
    return raw


class Timeline:
    """A law: which regime is in force on each day. Made by `single` and `chosen`.

    `choices` are the texts it was made of, each from its day on: `chosen(law.choices)` is the same law.
    """

    __slots__ = ("_only", "_regimes", "_starts", "choices", "fingerprint")

    def __init__(
        self,
        starts: Sequence[date],
        regimes: Sequence[Regime],
        fingerprint: str,
        choices: Sequence[tuple[date, RegimeText]],
    ) -> None:
        self.choices = tuple(choices)
        self._starts = tuple(starts)
        self._regimes = tuple(regimes)
        self._only = self._regimes[0] if len(self._regimes) == 1 else None
        self.fingerprint = fingerprint

    def on(self, day: date) -> Regime:
        """The regime in force on `day`; the same object for every day on which nothing differs."""
        return self._only or self._regimes[bisect_right(self._starts, day) - 1]

    def changes_after(self, day: date) -> tuple[date, ...]:
        """Every day after `day` on which `on` answers otherwise than the day before, in order."""
        return self._starts[bisect_right(self._starts, day, lo=1) :]


def single(text: RegimeText) -> Timeline:
    """That regime on every day."""
    return _timeline([(date.min, text)])


def chosen(choices: Iterable[tuple[date, RegimeText]]) -> Timeline:
    """The regimes chosen, each from its day on; before the first of them `2006-option-1`.

    The choices may come in any order; of two for the same day the one that comes later here prevails.
    """
    by_day = {date.min: _shipped()[DEFAULT_REGIME], **dict(choices)}
    return _timeline(sorted(by_day.items(), key=lambda choice: choice[0]))


def _timeline(choices: Sequence[tuple[date, RegimeText]]) -> Timeline:
    starts: list[date] = []
    regimes: list[Regime] = []
    said: list[str] = []
    ends = [day for day, _ in choices[1:]] + [None]
    for (day, text), end in zip(choices, ends, strict=True):
        for start in (day, *(start for start in text.starts if start > day and (end is None or start < end))):
            if not regimes or regimes[-1] != text.on(start):
                starts.append(start)
                regimes.append(text.on(start))
                said.append(f"{start.isoformat()} {text.hash} {text.regimes.index(text.on(start))}")
    return Timeline(starts, regimes, sha256("\n".join(said).encode()).hexdigest(), choices)
