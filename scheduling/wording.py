"""How days, months and numbers of inspections are written in sentences."""

from __future__ import annotations

from datetime import date

from law.dated import MONTHS

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def day_name(day: date) -> str:
    """10 May 2026, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def counted(number: int) -> str:
    """ "one inspection", "two inspections"."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} inspection{'' if number == 1 else 's'}"


def months_name(months: int) -> str:
    """ "12 months"."""
    return f"{months} month{'' if months == 1 else 's'}"
