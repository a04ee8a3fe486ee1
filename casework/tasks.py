"""What beat starts in this room. The clock is read here and passed on."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import localdate, now

from casework.inspector.digest import digests_write


@shared_task(name="casework.digests")
def digests() -> None:
    """Write the daily digests that are not written yet. Beat, through the London morning."""
    digests_write(localdate(), at=now())
