"""What an administrator begins with. Rooms put their part here in `AppConfig.ready`: `core` knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Window
from django.urls import reverse

from core.filters import moment, sentence
from core.models import JobRun, Mail

FAILED_FOR = timedelta(days=30)
LINES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """A count in words, and the address of what it counts ("": there is no list of it)."""

    count: int
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: its figures, lines of what went wrong, each with its address or "", and further ways."""

    figures: tuple[Figure, ...]
    wrong: tuple[tuple[str, str], ...] = ()
    ways: tuple[tuple[str, str], ...] = ()


Read = Callable[[datetime], Part]
_parts: dict[str, tuple[int, Read]] = {}


def register(heading: str, read: Read, *, order: int = 100) -> None:
    """Put a part on the page, `read` at each visit with the moment. Registering a heading again replaces it."""
    _parts[heading] = (order, read)


def parts(at: datetime) -> list[tuple[str, Part]]:
    """Every part with its heading, in order."""
    return [
        (heading, read(at)) for heading, (_, read) in sorted(_parts.items(), key=lambda item: (item[1][0], item[0]))
    ]


def jobs(at: datetime) -> Part:
    """Long jobs that failed in the last thirty days, the latest first. One query."""
    failed = JobRun.objects.filter(state=JobRun.State.FAILED, asked_at__gte=at - FAILED_FOR)
    latest = list(failed.annotate(in_all=Window(Count("pk")))[:LINES_SHOWN])
    lines = tuple(
        (f"{sentence(job.kind.replace('_', ' '))} {job.subject} ({moment(job.asked_at)}): {job.message}", "")
        for job in latest
    )
    return Part((Figure(latest[0].in_all if latest else 0, f"failed in the last {FAILED_FOR.days} days"),), lines)


def mail(at: datetime) -> Part:
    """Mail that could not be sent. One query."""
    failed = Mail.objects.given_up().count()
    mails = reverse("core:mails")
    return Part((Figure(failed, "could not be sent", f"{mails}?failed=1"),), ways=(("All mail", mails),))
