"""What the broker and beat start for imports. The clock is read here and passed on; every task is safe to repeat."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from exchange.tokens import token_uses_write
from exchange.uploads import upload_work, uploads_left_over

log = logging.getLogger(__name__)


@shared_task(name="exchange.import_upload")
def import_upload(run_id: int) -> None:
    """Import an uploaded file."""
    upload_work(run_id, clock=timezone.now)


@shared_task(name="exchange.sweep_uploads")
def sweep_uploads() -> None:
    """Import what the broker lost or a dead worker left. Beat, each minute."""
    for run_id in uploads_left_over():
        upload_work(run_id, clock=timezone.now)


@shared_task(name="exchange.write_token_uses")
def write_token_uses() -> None:
    """Write down when each token was last used. Beat, every ten minutes."""
    token_uses_write()


def send(run_id: int) -> None:
    """Send an upload to a worker; without a broker it waits for the sweep."""
    try:
        import_upload.delay(run_id)
    except (OperationalError, OSError):
        log.warning("no broker: import %s waits for the sweep", run_id)
