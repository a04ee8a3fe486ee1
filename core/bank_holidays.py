"""The calendar of bank holidays in England and Wales. Adding one moves running clocks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from core.models import BankHoliday

SHIPPED = Path(__file__).parent / "data" / "bank-holidays.json"
DIVISION = "england-and-wales"


class CalendarError(ValueError):
    """A file that is not a calendar in GOV.UK's shape; the message says what is wrong where."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a calendar did. `missing`: kept days that its span covers and it does not name."""

    read: int
    added: int
    renamed: int
    missing: tuple[date, ...]
    removed: int


def read_calendar(text: str) -> dict[date, str]:
    """The days of England and Wales with their titles, from GOV.UK's JSON. Raises `CalendarError`."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise CalendarError(f"This is not JSON: {error}.") from None
    division = content.get(DIVISION) if isinstance(content, dict) else None
    events = division.get("events") if isinstance(division, dict) else None
    if not isinstance(events, list) or not events:
        raise CalendarError(f"There are no events under {DIVISION}: give a file such as www.gov.uk/bank-holidays.json.")
    return dict(_event(number, event) for number, event in enumerate(events, start=1))


def _event(number: int, event: object) -> tuple[date, str]:
    if not isinstance(event, dict):
        raise CalendarError(f"Event {number} is not an object with a date and a title.")
    try:
        on = date.fromisoformat(str(event.get("date")))
    except ValueError:
        raise CalendarError(f"Event {number} has no date such as 2027-12-27, but {event.get('date')!r}.") from None
    title = event.get("title")
    if not isinstance(title, str) or not title.strip():
        raise CalendarError(f"Event {number}, {on}, has no title.")
    return on, title.strip()


@transaction.atomic
def bank_holidays_load(days: Mapping[date, str], *, remove_missing: bool = False) -> Loaded:
    """Take the days up; nothing changes when they are there already. `days` must not be empty.

    Days that are kept within its span but not named are removed only when asked: somebody may have added them.
    """
    kept = dict(BankHoliday.objects.filter(on__range=(min(days), max(days))).values_list("on", "title"))
    changed = [BankHoliday(on=on, title=title) for on, title in days.items() if kept.get(on) != title]
    BankHoliday.objects.bulk_create(changed, update_conflicts=True, unique_fields=["on"], update_fields=["title"])
    missing = tuple(sorted(kept.keys() - days.keys()))
    removed = BankHoliday.objects.filter(on__in=missing).delete()[0] if remove_missing else 0
    added = sum(holiday.on not in kept for holiday in changed)
    return Loaded(len(days), added, len(changed) - added, () if remove_missing else missing, removed)


def bank_holidays() -> frozenset[date]:
    """Every bank holiday, for `law.dates`."""
    return frozenset(BankHoliday.objects.values_list("on", flat=True))
