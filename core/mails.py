"""Sending mail: each is taken by one worker, given to SMTP or GOV.UK Notify, and tried again with growing pauses.

Taking and sending are two transactions, because a mail cannot be unsent. A worker that dies between the two leaves its
mail until the lease has run out; only one that dies after the server took a mail and before that was written down makes
it go twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import HTTPError, TokenError
from requests import RequestException

from core.models import Mail

log = logging.getLogger(__name__)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
BATCH = 10
# Longer than a batch can take when each of its mails waits for the server until the time-out.
LEASE = timedelta(seconds=BATCH * 60 + 300)
Clock = Callable[[], datetime]


def leaves() -> bool:
    """Whether mail leaves this place at all."""
    return bool(settings.MAIL_VIA != Mail.Via.PAGE)


def mails_send(*, only: int | None = None, clock: Clock) -> int:
    """Send what is due, or one mail alone; says how many were sent. Nothing where no mail leaves."""
    sent = 0
    while leaves() and (taken := mails_take(at=clock(), only=only)):
        sent += sum(_send(mail, clock) for mail in taken)
    return sent


def mails_take(*, at: datetime, only: int | None = None, most: int = BATCH) -> list[Mail]:
    """Take mail that is due, for this worker alone, until the lease has run out. One statement, committed at once."""
    one = "AND id = %(only)s" if only is not None else ""
    table = Mail._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} SET due_at = %(until)s, attempts = attempts + 1
            WHERE id IN (
                SELECT id FROM {table} WHERE due_at <= %(at)s {one}
                ORDER BY due_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
            )
            RETURNING id
            """,
            {"until": at + LEASE, "at": at, "only": only, "most": most},
        )
        taken = [row[0] for row in cursor.fetchall()]
    return list(Mail.objects.filter(pk__in=taken).order_by("pk"))


def _send(mail: Mail, clock: Clock) -> bool:
    mine = Mail.objects.filter(pk=mail.pk, attempts=mail.attempts, sent_at__isnull=True)
    try:
        WAYS[settings.MAIL_VIA](mail)
    except (SMTPException, OSError, RequestException, HTTPError, TokenError, ValueError) as error:
        pause = PAUSES[mail.attempts - 1] if mail.attempts <= len(PAUSES) else None
        mine.update(due_at=None if pause is None else clock() + pause, last_error=_words(error))
        log.warning("mail %s was not sent at attempt %s: %s", mail.pk, mail.attempts, type(error).__name__)
        return False
    mine.update(sent_at=clock(), due_at=None, via=settings.MAIL_VIA, last_error="")
    return True


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _by_smtp(mail: Mail) -> None:
    EmailMessage(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to]).send()


def _by_notify(mail: Mail) -> None:
    client = NotificationsAPIClient(settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=30)
    client.send_email_notification(
        email_address=mail.to,
        template_id=settings.NOTIFY_TEMPLATE_ID,
        personalisation={"subject": mail.subject, "text": mail.text},
        reference=f"mail-{mail.pk}",
    )


WAYS: dict[str, Callable[[Mail], None]] = {Mail.Via.SMTP: _by_smtp, Mail.Via.NOTIFY: _by_notify}
