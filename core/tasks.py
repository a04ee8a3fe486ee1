"""What the broker and beat start in this room. The clock is read here and passed on."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from core import mails
from core.attachments import attachments_sweep

log = logging.getLogger(__name__)


@shared_task(name="core.send_mail")
def send_mail(mail_id: int) -> None:
    """Send an e-mail that has just been written."""
    mails.mails_send(only=mail_id, clock=now)


@shared_task(name="core.sweep_mail")
def sweep_mail() -> None:
    """Send what the broker lost, a dead worker left, or is to be tried again. Beat, each minute."""
    mails.mails_send(clock=now)


def send(mail_id: int) -> None:
    """Give an e-mail to a worker; without a broker it waits for the sweep."""
    try:
        send_mail.delay(mail_id)
    except (OperationalError, OSError):
        log.warning("no broker: e-mail %s waits for the sweep", mail_id)


@shared_task(name="core.sweep_attachments")
def sweep_attachments() -> None:
    """Delete files that were uploaded and never taken. Beat, each hour."""
    attachments_sweep(at=now())
