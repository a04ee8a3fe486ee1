"""The daily digest by e-mail: the counts of an inspector's first page, for those who want it.

Counts and a link alone: no name, no address and no date stands in it, for mail is read on telephones in trains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from casework.ahead import DUE_SOON_DAYS
from casework.inspector.permissions import LOOKING_AFTER, can_have_caseload
from casework.pressing import by_inspector, pressing
from core.filters import plural
from core.models import User
from core.services import mail_write
from intelligence.models import Record
from providers.models import Absence, Correction

KIND = "digest"
SUBJECT = "Your providers this morning"
AT_ONCE = 200


@transaction.atomic
def digest_choose(user: User, wanted: bool, *, by: User) -> User:
    """Say whether one wants the digest. Raises `Refused` for somebody who looks after no provider."""
    can_have_caseload(by).require()
    User.objects.filter(pk=user.pk).update(digest_wanted=wanted)
    user.digest_wanted = wanted
    return user


def digests_write(today: date, *, at: datetime) -> int:
    """Write today's digest to everybody who wants it and has none of today yet; how many.

    Each part is a transaction with the mail and the day in it: safe to repeat, to do twice at once, and to break off.
    """
    written = 0
    while number := _part(today, at):
        written += number
    return written


@transaction.atomic
def _part(today: date, at: datetime) -> int:
    waiting = User.objects.filter(digest_wanted=True, is_active=True, role__in=LOOKING_AFTER)
    waiting = waiting.filter(Q(digest_on__isnull=True) | Q(digest_on__lt=today))
    people = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
    counts = counted([person.pk for person in people], today)
    for person in people:
        mail_write(person.email, subject=SUBJECT, text=text_of(counts[person.pk]), kind=KIND, at=at)
    User.objects.filter(pk__in=[person.pk for person in people]).update(digest_on=today)
    return len(people)


def counted(people: Collection[int], today: date) -> dict[int, Counter[str]]:
    """The counts of each person's own providers and of those for whom they stand in. Four queries, however many."""
    away = Absence.objects.on(today).filter(stand_in__in=people).values_list("stand_in", "user")
    whose = [(person, person) for person in people] + list(away)
    inspectors = {inspector for _, inspector in whose}
    by_whom = pressing(inspectors, today)
    for name, rows in (
        ("records", by_inspector(Record.objects.to_be_triaged(), inspectors, today)),
        ("wrong", by_inspector(Correction.objects.unsettled(), inspectors, today)),
    ):
        for row in rows.annotate(number=Count("pk")):
            by_whom[row["inspector"]][name] = row["number"]
    found: dict[int, Counter[str]] = {person: Counter() for person in people}
    for person, inspector in whose:
        found[person].update(by_whom[inspector])
    return found


def text_of(counts: Counter[str]) -> str:
    """The text of one digest."""
    lines = (
        f"{counts['overdue']} overdue",
        f"{counts['late']} with a target that has passed",
        f"{counts['soon']} due in the next {DUE_SOON_DAYS} days",
        f"{counts['changed']} whose plan changed since yesterday",
        f"{plural(counts['records'], 'new record')} of intelligence that nobody has looked at",
        f"{plural(counts['wrong'], 'fact')} that providers say are wrong",
    )
    listed = "\n".join(f"- {line}" for line in lines)
    first, setting = (f"{settings.PUBLIC_ADDRESS}{reverse(name)}" for name in ("casework:caseload", "casework:digest"))
    return (
        f"You look after {plural(counts['providers'], 'provider')} today. Of these:\n\n{listed}\n\n"
        f"See which, and what to do: {first}\n\nTo get no such message any more: {setting}\n"
    )
