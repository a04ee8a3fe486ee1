"""What Celery beat starts, and when. Times are UTC; nothing stands between 23:00 and 00:00.

In summer London is an hour ahead, so within that hour "today" differs between the two: a task started there could work
on the wrong date.
"""

from __future__ import annotations

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {}
