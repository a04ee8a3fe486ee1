"""Which reports of several registers tell of the same visit, and what they say of it together.

Two reports are of one visit when they give the same number of the same series; else when kind and day are the same;
else, under the numbers of two series, when kind is the same and the days lie at most a week apart, the nearest pair
first. Registers of some years give the first day of a visit, others the last: the earliest day told is when it
started, the latest when it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exchange.days import in_words
from exchange.words import Rated, Words
from providers.wording import fold


@dataclass(frozen=True, slots=True)
class Report:
    """What the register of one day says of one visit; `key` sorts reports the same whatever order they came in."""

    register_on: date
    kind: str
    published_kind: str
    on: date
    until: date | None
    published_on: date | None
    series: str
    number: str
    judged: tuple[tuple[str, Rated], ...]
    key: tuple[Any, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two registers say different things of the same; both are told, and what was taken follows from the code."""

    code: str
    first_on: date
    second_on: date
    subject: str
    first_says: str
    second_says: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit, made of all that registers say of it; `source_on` is the day of the first that does."""

    type: str
    started_on: date
    ended_on: date | None
    published_on: date | None
    published_kind: str
    numbers: tuple[tuple[str, str], ...]
    judged: Mapping[str, Rated]
    source_on: date
    reports: tuple[Report, ...] = field(compare=False)

    @property
    def rating(self) -> Rated | None:
        """The rating it awarded: only a key inspection awards one."""
        overall = self.judged.get("overall")
        return overall if overall and overall.ordinal and self.type == "key" else None


def report_of(said: Mapping[str, Any], register_on: date, words: Words) -> Report:
    """A clean visit of a row as a report, its words looked up."""
    on = date.fromisoformat(said["on"])
    kind = words.kinds[fold(said["kind"])]
    rated = {name: words.rated(word, on) for name, word in said["judged"].items()}
    judged = tuple((name, word) for name, word in sorted(rated.items()) if word)
    labels = tuple((name, word.label) for name, word in judged)
    return Report(
        register_on=register_on,
        kind=kind,
        published_kind=said["kind"],
        on=on,
        until=_day(said["until"]),
        published_on=_day(said["published_on"]),
        series=said["series"],
        number=said["number"],
        judged=judged,
        key=(register_on, on, kind, said["series"], said["number"], said["kind"], labels, str(sorted(said.items()))),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def visits_of(reports: Iterable[Report], words: Words) -> list[Visit]:
    """The visits that the reports of one provider tell of, oldest first; the same for any order of the reports."""
    ordered = sorted(reports, key=lambda report: report.key)
    groups = _joined(ordered, lambda report: (report.series, report.number) if report.number else None)
    groups = _joined_groups(groups, lambda group: {(report.kind, report.on) for report in group})
    groups = _nearest(groups, words.nearest_days)
    groups = _joined_groups(groups, lambda group: {(group[-1].kind, min(report.on for report in group))})
    return sorted((_visit(group) for group in groups), key=lambda visit: (visit.started_on, visit.type))


Group = list[Report]


def _joined(reports: Sequence[Report], key: Any) -> list[Group]:
    groups: dict[Any, Group] = {}
    for place, report in enumerate(reports):
        groups.setdefault(key(report) or place, []).append(report)
    return list(groups.values())


def _joined_groups(groups: Sequence[Group], keys: Any) -> list[Group]:
    """Groups that share a key made one, until none do."""
    made: list[Group] = []
    for group in groups:
        held = keys(group)
        sharing = [other for other in made if keys(other) & held]
        made = [other for other in made if other not in sharing]
        made.append(_sorted([*group, *(report for other in sharing for report in other)]))
    return made if len(made) == len(groups) else _joined_groups(made, keys)


def _sorted(group: Group) -> Group:
    return sorted(group, key=lambda report: report.key)


def _nearest(groups: Sequence[Group], days: int) -> list[Group]:
    """Groups under numbers of different series made one where they lie near, the nearest pair first."""
    pairs = sorted(
        (distance, first[0].key, second[0].key, one, two)
        for one, first in enumerate(groups)
        for two, second in enumerate(groups[:one])
        if (distance := _apart(first, second)) is not None and distance <= days
    )
    joined: dict[int, int] = {}
    for _, _, _, one, two in pairs:
        if one not in joined and two not in joined:
            joined[one], joined[two] = two, one
    made = []
    for place, group in enumerate(groups):
        other = joined.get(place)
        if other is None:
            made.append(group)
        elif place < other:
            made.append(_sorted([*group, *groups[other]]))
    return made


def _apart(first: Group, second: Group) -> int | None:
    """The days between two groups of one kind whose numbers are of different series; None when they cannot be one."""
    one, two = ({report.series for report in group if report.number} for group in (first, second))
    if not one or not two or one & two or not {r.kind for r in first} & {r.kind for r in second}:
        return None
    return min(abs((a.on - b.on).days) for a in first for b in second)


def _visit(group: Group) -> Visit:
    newest = group[-1]
    started = min(report.on for report in group)
    ended = max(report.until or report.on for report in group)
    return Visit(
        type=newest.kind,
        started_on=started,
        ended_on=ended if ended > started else None,
        published_on=next((report.published_on for report in reversed(group) if report.published_on), None),
        published_kind=newest.published_kind,
        numbers=tuple(sorted({(report.series, report.number) for report in group if report.number})),
        judged=_judged(group),
        source_on=group[0].register_on,
        reports=tuple(group),
    )


def _judged(group: Group) -> dict[str, Rated]:
    """The newest register's judgement of each area; where only the label changed since, the label first given."""
    told: dict[str, list[Rated]] = {}
    for report in group:
        for name, rated in report.judged:
            told.setdefault(name, []).append(rated)
    return {
        name: next(rated for rated in ratings if rated.ordinal == ratings[-1].ordinal) for name, ratings in told.items()
    }


def contradictions_of(visit: Visit) -> Iterator[Contradiction]:
    """Where one register and the next that tells of the same visit differ."""
    for first, second in zip(visit.reports, visit.reports[1:], strict=False):
        yield from _differences(visit, first, second)


def _differences(visit: Visit, first: Report, second: Report) -> Iterator[Contradiction]:
    def told(code: str, what: str, one: str, two: str) -> Contradiction:
        subject = f"{what} of the inspection of {in_words(visit.started_on)}"
        return Contradiction(code, first.register_on, second.register_on, subject, one, two)

    if first.on != second.on:
        yield told("visit_day", "day", in_words(first.on), in_words(second.on))
    if first.published_on and second.published_on and first.published_on != second.published_on:
        yield told("publication_day", "publication day", in_words(first.published_on), in_words(second.published_on))
    if first.kind != second.kind:
        yield told("visit_kind", "kind", first.published_kind, second.published_kind)
    if first.series == second.series and first.number and second.number and first.number != second.number:
        yield told("visit_number", "number", first.number, second.number)
    before, after = dict(first.judged), dict(second.judged)
    for name in sorted(before.keys() & after.keys()):
        one, two = before[name], after[name]
        if one.ordinal != two.ordinal:
            yield told("judgement_changed", _AREAS[name], one.label, two.label)
        elif one.label != two.label:
            yield told("judgement_relabelled", _AREAS[name], one.label, two.label)


_AREAS = {
    "overall": "overall judgement",
    "outcomes": "outcomes",
    "quality": "quality of care",
    "protection": "protection",
    "leadership": "leadership",
    "education": "education",
    "health": "health services",
}
