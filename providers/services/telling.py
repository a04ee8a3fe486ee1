"""What every service of the register does after a write: the line on the timeline, and the news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from core.decisions import Refused
from core.models import User
from providers.models import Provider, TimelineEvent
from providers.news import tell


def told(
    providers: Iterable[Provider],
    kind: str,
    summary: str,
    *,
    on: date,
    why: str,
    by: User | None,
    at: datetime,
    source: str = "",
) -> None:
    """Write the same line on the timeline of each provider, and let the news out on commit. `source`: where it is from;
    of intelligence the reference of the record.
    """
    providers = list(providers)
    TimelineEvent.objects.bulk_create(
        [
            TimelineEvent(
                provider=provider, kind=kind, on=on, at=at, summary=summary[:300], why=why, source=source, by=by
            )
            for provider in providers
        ]
    )
    tell([provider.pk for provider in providers])


@contextmanager
def sentences(row: models.Model) -> Iterator[None]:
    """Turn what the row's own constraints refuse into a sentence for the person.

    Conditions of the row alone are asked first, because days in the wrong order are no range to look for others with.
    A race that this misses still ends in the database's own refusal.
    """
    try:
        row.full_clean(validate_constraints=False)
        for constraint in sorted(row._meta.constraints, key=lambda one: not isinstance(one, models.CheckConstraint)):
            constraint.validate(type(row), row)
        yield
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    except IntegrityError:
        raise Refused("Somebody else changed this at the same moment. Look at it again.") from None


def need_reason(why: str) -> str:
    """The reason, which must be given."""
    if not why.strip():
        raise Refused("Give the reason.", "why")
    return why.strip()
