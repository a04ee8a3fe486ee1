"""What sets off what, from `data/triggers.toml`, read as strictly as the law. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from law import dated
from law.clocks import INSPECTION_TYPES
from law.dated import Dated, Fault, LawError, Table, read_toml
from law.model import Cited

FILE = Path(__file__).parent / "data" / "triggers.toml"
SEVERITIES = ("minor", "significant", "serious", "immediate")
ALWAYS = "always"
NEW_MANAGER, CHANGE_OF_OWNER = "new_manager", "change_of_owner"
KINDS: Mapping[str, tuple[str, ...]] = {
    "complaint": SEVERITIES,
    "concern": SEVERITIES,
    "notification": SEVERITIES,
    "change": SEVERITIES,
    NEW_MANAGER: (ALWAYS,),
    CHANGE_OF_OWNER: (ALWAYS,),
}
_DAYS, _MINUTES = dated.whole(1, 366), dated.whole(1, 1_440)


@dataclass(frozen=True, slots=True)
class Response:
    """What is set off: a visit of the type `visit` (empty: a review of the plan) within so many days."""

    visit: str
    within_days: int
    may_ride: bool


def _response(raw: object) -> Response | None:
    if raw == "nothing":
        return None
    try:
        return _read_response(Table(raw, "", ("visit", "within_days", "may_ride", "review_within_days"), []))
    except Fault as fault:
        raise ValueError(f"{fault.path} {fault.what}") from None


def _read_response(table: Table) -> Response:
    if "review_within_days" in table:
        if len(list(table)) > 1:
            raise Fault("review_within_days", "stands alone: remove the keys of a visit")
        return Response("", table.plain("review_within_days", _DAYS), False)
    return Response(
        table.plain("visit", dated.one_of(INSPECTION_TYPES)),
        table.plain("within_days", _DAYS),
        table.plain("may_ride", dated.flag),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Triggers:
    """The whole text. `sets_off` answers for a kind and a severity on a day."""

    titles: Mapping[str, str]
    responses: Mapping[tuple[str, str], Dated[Response | None]]
    acknowledge_within_minutes: Dated[int]
    look_back_days: Dated[int]

    def sets_off(self, kind: str, severity: str, day: date) -> Cited[Response | None]:
        """The response to this kind of that severity (`ALWAYS` for news), with its paragraph; value None: nothing."""
        return self.responses[kind, severity].on(day)

    def title(self, kind: str, severity: str) -> str:
        """ "Serious complaint", "New manager"."""
        words = {"immediate": "{} with immediate risk to a child", ALWAYS: "{}"}.get(severity, f"{severity} {{}}")
        told = words.format(self.titles[kind])
        return told[:1].upper() + told[1:]


def read_triggers(text: str, name: str) -> Triggers:
    """The triggers of a text. Raises `LawError` that names the place and what to do about it."""
    try:
        top = Table(read_toml(text), "", ("alert", "news", *KINDS), [])
        titles: dict[str, str] = {}
        responses: dict[tuple[str, str], Dated[Any]] = {}
        for kind, severities in KINDS.items():
            table = top.table(kind, ("title", *severities))
            titles[kind] = table.plain("title", dated.words)
            for severity in severities:
                responses[kind, severity] = table.dated(severity, _response)
        alert, news = top.table("alert", ("acknowledge_within_minutes",)), top.table("news", ("look_back_days",))
        return Triggers(
            titles,
            responses,
            alert.dated("acknowledge_within_minutes", _MINUTES),
            news.dated("look_back_days", _DAYS),
        )
    except Fault as fault:
        raise LawError(name, [fault]) from None


@lru_cache(maxsize=1)
def triggers() -> Triggers:
    """The shipped triggers."""
    return read_triggers(FILE.read_text(encoding="utf-8"), FILE.name)
