"""How far first pages look ahead, and how much they show: data of `casework/data/first_pages.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.utils.timezone import get_current_timezone

from law.dates import ONE_DAY

_READ = tomllib.loads((Path(__file__).parent / "data" / "first_pages.toml").read_text(encoding="utf-8"))
DUE_SOON_DAYS: int = _READ["inspector"]["due_soon_days"]
SHOWN: int = _READ["inspector"]["shown"]
MONTHS_AHEAD: int = _READ["manager"]["months_ahead"]


@dataclass(frozen=True, slots=True)
class Lookout:
    """What "soon" and "since yesterday" mean on a day."""

    today: date

    @property
    def soon_until(self) -> date:
        """The last day that is soon."""
        return self.today + timedelta(days=DUE_SOON_DAYS)

    @property
    def yesterday(self) -> date:
        """The day before."""
        return self.today - ONE_DAY

    @property
    def since(self) -> datetime:
        """The first moment of yesterday in London."""
        return datetime.combine(self.yesterday, time.min, tzinfo=get_current_timezone())
