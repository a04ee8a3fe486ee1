"""What beat starts in this room. The clock is read here and passed on."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from core.attachments import attachments_sweep


@shared_task(name="core.sweep_attachments")
def sweep_attachments() -> None:
    """Delete files that were uploaded and never taken. Beat, each hour."""
    attachments_sweep(at=now())
