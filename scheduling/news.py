"""Plans brought up to date when something about a provider changes.

Up to 50 providers are planned there and then, in one transaction right after the commit of the fact; more by Celery;
what neither took is swept every minute. The outbox row is deleted in the transaction that stores the plan, so nothing
is lost on the way, whoever dies.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction

from intelligence.services import NEWS_KINDS, news_set_off
from law.loader import Timeline
from scheduling import locks, totals
from scheduling.batch import Task, plan_batch
from scheduling.desk import Desk
from scheduling.laws import keep
from scheduling.loader import Providers, with_successors
from scheduling.publishing import Staged, Stamp, keep_texts, publish
from scheduling.runs import FAILED

log = logging.getLogger(__name__)
AT_ONCE = 50
CHUNK = 500


def news_plan(provider_ids: Iterable[int], *, law: Timeline, as_of: date, at: datetime) -> bool:
    """Plan these providers and their successors, in force at the end of this transaction, and clear their news.

    False when a run is just being published: the sweep will take it. Raises what the database raises.
    """
    with transaction.atomic():
        if not locks.try_beside_publication():
            return False
        family = with_successors(sorted(set(provider_ids)))
        locks.providers_alone(family)
        news = _news_of(family)
        if any(kind in NEWS_KINDS for _, _, kind in news):
            news_set_off(family, at=at)
            news = _news_of(family)
        if news:
            _plan(family, news, law, Stamp(as_of, at, keep(law).id))
    return True


def _plan(family: Sequence[int], news: Sequence[tuple[int, int, str]], law: Timeline, stamp: Stamp) -> None:
    kinds: dict[int, set[str]] = {}
    for _, provider, kind in news:
        kinds.setdefault(provider, set()).add(kind)
    batch = plan_batch(Providers.of(family), Task(Desk(law, stamp.as_of), stamp.law_id, kinds=kinds))
    if batch.rows:
        touched = [row.provider_id for row in batch.rows]
        keep_texts(batch)
        totals.correct(touched, -1)
        publish(Staged.few(batch), stamp)
        totals.correct(touched, 1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM providers_outbox WHERE id = ANY(%s)", [[row_id for row_id, _, _ in news]])
        cursor.execute(
            "INSERT INTO providers_outbox (kind, provider_id, at) SELECT %s, unnest(%s::bigint[]), %s",
            [FAILED, list(batch.failures), stamp.at],
        )


def _news_of(family: Sequence[int]) -> list[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, provider_id, kind FROM providers_outbox WHERE provider_id = ANY(%s)", [list(family)])
        return [(row_id, provider, kind) for row_id, provider, kind in cursor.fetchall()]


def news_sweep(*, law: Timeline, as_of: date, at: datetime) -> int:
    """Plan everything that is left in the outbox, the oldest first; how many providers had news.

    Stops when a run is being published. A provider that the database cannot plan is left to the next run.
    """
    swept = 0
    while chunk := _oldest():
        try:
            done = news_plan(chunk, law=law, as_of=as_of, at=at)
        except DatabaseError:
            log.exception("news of %s providers could not be planned together", len(chunk))
            done = min(_alone(provider, law, as_of, at) for provider in chunk)
        if not done:
            break
        swept += len(chunk)
    return swept


def _alone(provider: int, law: Timeline, as_of: date, at: datetime) -> bool:
    try:
        return news_plan([provider], law=law, as_of=as_of, at=at)
    except DatabaseError:
        log.exception("news of provider %s could not be planned", provider)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE providers_outbox SET kind = %s WHERE provider_id = %s", [FAILED, provider])
        return True


def _oldest() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT provider_id FROM providers_outbox WHERE kind <> %s GROUP BY provider_id ORDER BY min(id) LIMIT %s",
            [FAILED, CHUNK],
        )
        return [provider for (provider,) in cursor.fetchall()]
