"""What an entry must say, and how it is told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

NOTIFICATION = "notification"
TEXT_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody writes down of a complaint, concern, notification or change. `event`: a code of the catalogue."""

    kind: str
    severity: str
    text: str
    received_on: date
    received_time: time | None = None
    occurred_on: date | None = None
    event: str = ""


def entry_faults(entry: Entry, today: date) -> list[tuple[str, str]]:
    """What is wrong with an entry, as the field and the sentence; nothing when it can be kept."""
    faults = []
    if entry.received_on > today:
        faults.append(("received_on", "The day it was received cannot be in the future"))
    if entry.occurred_on is not None:
        faults += _occurred_faults(entry.occurred_on, entry.received_on, today)
    if entry.kind == NOTIFICATION and not entry.event:
        faults.append(("event", "Select the event that is notified"))
    if not entry.text.strip():
        faults.append(("text", "Enter what happened"))
    return faults


def _occurred_faults(occurred_on: date, received_on: date, today: date) -> list[tuple[str, str]]:
    if occurred_on > today:
        return [("occurred_on", "The day it happened cannot be in the future")]
    if occurred_on > received_on:
        return [("occurred_on", "The day it happened cannot be after the day it was received")]
    return []


@dataclass(frozen=True, slots=True)
class Ask:
    """What a record set off: a visit of a type, or for "" a review of the plan, by a day."""

    visit: str
    by_on: date
    may_ride: bool = False


def is_covered(ask: Ask, by: Ask) -> bool:
    """Whether one ask is the same as another that wants it no later and no less on its own: then one will do."""
    rides = ask.may_ride or not by.may_ride
    return ask.visit == by.visit and by.by_on <= ask.by_on and rides


def is_graver(severity: str, than: str, order: Sequence[str]) -> bool:
    """Whether a severity stands above another in an order that begins with the least."""
    return order.index(severity) > order.index(than)
