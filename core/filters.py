"""How days, moments and numbers are written on a page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import is_aware, localtime

from law.dates import year_label


def day(value: date | None) -> str:
    """3 May 2026; nothing for no day. A moment gives its day in London."""
    return _written(value, "%B")


def short_day(value: date | None) -> str:
    """3 Sep 2026, for tables; nothing for no day."""
    return _written(value, "%b")


def _written(value: date | None, month: str) -> str:
    if value is None:
        return ""
    local = _local(value)
    return f"{local.day} {local:{month} %Y}"


def moment(value: datetime | None) -> str:
    """3 May 2026 at 2:05pm, London time; nothing for no moment."""
    if value is None:
        return ""
    local = localtime(value) if is_aware(value) else value
    return f"{day(local)} at {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def month(value: date) -> str:
    """May 2026."""
    return f"{value:%B %Y}"


def number(value: float | None) -> str:
    """12,345; nothing for None."""
    return "" if value is None else f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 provider, 2,340 providers; `many` where an s is not enough."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(value: object) -> str:
    """The text with a capital first letter, the rest as it is."""
    text = str(value)
    return text[:1].upper() + text[1:]


def _local(value: date) -> date:
    return localtime(value) if isinstance(value, datetime) and is_aware(value) else value


def file_size(size: int) -> str:
    """640 KB, 2.4 MB."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))} KB"


FILTERS: dict[str, Any] = {
    "date": day,
    "file_size": file_size,
    "short_date": short_day,
    "moment": moment,
    "month": month,
    "number": number,
    "plural": plural,
    "sentence": sentence,
    "year_label": year_label,
}
