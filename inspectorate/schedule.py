"""What Celery beat starts, and when. Times are UTC; nothing that asks for the day stands between 23:00 and 00:00.

In summer London is an hour ahead, so within that hour "today" differs between the two: a task started there could work
on the wrong date.
"""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

# These reckon in minutes and not in days, and a child at risk does not wait for midnight.
AROUND_THE_CLOCK = frozenset({"alerts to the managers"})
SCHEDULE: dict[str, dict[str, Any]] = {
    # The London date has begun at 00:30 UTC, in summer and in winter.
    "nightly run": {"task": "scheduling.nightly", "schedule": crontab(hour="0", minute="30")},
    # A run whose workers died, or a night that was missed, is taken up within the minute; so is news that nobody took.
    "nightly run, if still missing": {
        "task": "scheduling.nightly",
        "schedule": crontab(hour="0-22", minute="*"),
        "options": {"expires": 55},
    },
    "news left over": {
        "task": "scheduling.sweep_news",
        "schedule": crontab(hour="0-22", minute="*"),
        "options": {"expires": 55},
    },
    # An upload whose message the broker lost, or whose worker died.
    "uploads left over": {
        "task": "exchange.sweep_uploads",
        "schedule": crontab(hour="0-22", minute="*"),
        "options": {"expires": 55},
    },
    # Mail whose message the broker lost, whose worker died, or that is to be tried again.
    "mail left over": {
        "task": "core.sweep_mail",
        "schedule": crontab(hour="0-22", minute="*"),
        "options": {"expires": 55},
    },
    # Before anybody begins in London; whoever has today's digest gets no other, so a morning missed is made up for.
    "daily digests": {"task": "casework.digests", "schedule": crontab(hour="6-12", minute="*/10")},
    # Files that were uploaded with a form that nobody sent again.
    "attachments left over": {"task": "core.sweep_attachments", "schedule": crontab(hour="0-22", minute="17")},
    # Immediate risk to a child that nobody has acknowledged in time: around the clock, see AROUND_THE_CLOCK.
    "alerts to the managers": {
        "task": "intelligence.escalate_alerts",
        "schedule": crontab(minute="*"),
        "options": {"expires": 55},
    },
    # When each token of the API was last used: kept in the cache meanwhile.
    "uses of tokens": {
        "task": "exchange.write_token_uses",
        "schedule": crontab(hour="0-22", minute="*/10"),
        "options": {"expires": 540},
    },
}
