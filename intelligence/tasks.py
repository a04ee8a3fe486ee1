"""What beat starts in this room. The clock is read here and passed on."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from intelligence.services import alerts_escalate


@shared_task(name="intelligence.escalate_alerts")
def escalate_alerts() -> None:
    """Send alerts that nobody acknowledged in time to the managers. Beat, each minute."""
    alerts_escalate(at=now())
