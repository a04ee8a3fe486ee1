"""What records and news set off: a visit that is asked for, or another look at the plan (paras 3.1.2, 3.1.20)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.timezone import localtime

from core.filters import day as written
from inspections.services import visit_ask_by_trigger
from intelligence.models import Record, ReviewAsked, Trigger
from intelligence.triggers import ALWAYS, CHANGE_OF_OWNER, NEW_MANAGER, triggers
from providers.models import Lineage, Outbox, PersonInPost, Provider
from providers.news import OWNER

# Kinds of news in which a trigger may be found.
NEWS_KINDS = frozenset({"person_in_post", "lineage", OWNER})
Source = Trigger.Source


@dataclass(frozen=True, slots=True)
class Fallen:
    """Something that may set something off: of which provider, what it is, and which row says so."""

    provider_id: int
    kind: str
    severity: str
    source: str
    key: str
    on: date
    told: str


def record_sets_off(record: Record, *, at: datetime) -> Trigger | None:
    """Ask for what the triggers say of a record's kind and severity, in the caller's transaction; None: nothing."""
    told = f"received on {written(record.received_on)}"
    key = str(record.pk)
    fallen = Fallen(record.provider_id, record.kind, record.severity, Source.RECORD, key, record.received_on, told)
    return _set_off(fallen, at)


def _set_off(fallen: Fallen, at: datetime) -> Trigger | None:
    today, known = localtime(at).date(), triggers()
    cited = known.sets_off(fallen.kind, fallen.severity, today)
    response = cited.value
    if response is None or _fell_already(fallen):
        return None
    summary = f"{known.title(fallen.kind, fallen.severity)} {fallen.told}"
    trigger = Trigger(
        provider_id=fallen.provider_id,
        kind=fallen.kind,
        severity=fallen.severity,
        summary=summary,
        citation=cited.reference,
        source_kind=fallen.source,
        source_key=fallen.key,
        fell_on=fallen.on,
        at=at,
    )
    by_on = today + timedelta(days=response.within_days)
    if response.visit:
        trigger.visit = visit_ask_by_trigger(
            fallen.provider_id,
            type=response.visit,
            by_on=by_on,
            may_ride=response.may_ride,
            citation=cited.reference,
            why=f"{summary}.",
            source=(f"intelligence.{fallen.source}", fallen.key),
            at=at,
        )
    trigger.save(force_insert=True)
    if not response.visit:
        ReviewAsked.objects.create(provider_id=fallen.provider_id, trigger=trigger, asked_on=today, by_on=by_on)
    return trigger


def _fell_already(fallen: Fallen) -> bool:
    return Trigger.objects.filter(source_kind=fallen.source, source_key=fallen.key).exists()


@transaction.atomic
def news_set_off(provider_ids: Collection[int] | None, *, at: datetime) -> int:
    """Look for new managers and changes of owner among the news of these providers (None: of all) that nobody has
    acted on yet, and ask for what they set off; how many did. The news itself stays for whoever plans.
    """
    news = Outbox.objects.filter(kind__in=NEWS_KINDS)
    if provider_ids is not None:
        news = news.filter(provider__in=provider_ids)
    today = localtime(at).date()
    since = today - timedelta(days=triggers().look_back_days.on(today).value)
    fallen = [*_new_managers(news, since), *_new_owners(news), *_transfers(news, since)]
    # One after the other for a provider: two who see the same news at once would ask twice.
    ids = sorted({one.provider_id for one in fallen})
    list(Provider.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk").values("pk"))
    return sum(_set_off(one, at) is not None for one in fallen)


def _not_yet(source: str) -> Exists:
    fallen = Trigger.objects.filter(source_kind=source, source_key=Cast(OuterRef("pk"), CharField()))
    return ~Exists(fallen)  # type: ignore[return-value]


def _new_managers(news: QuerySet[Outbox], since: date) -> Iterable[Fallen]:
    """Managers who took the post lately where there had been another: the first of a new service is no news."""
    posts = PersonInPost.objects.filter(post=PersonInPost.Post.MANAGER)
    before = posts.filter(provider=OuterRef("provider"), from_on__lt=OuterRef("from_on"))
    found = posts.filter(
        Exists(before.exclude(person=OuterRef("person"))),
        _not_yet(Source.POST),
        provider__in=news.filter(kind="person_in_post").values("provider"),
        from_on__gte=since,
    )
    for post in found.order_by("pk"):
        told = f"from {written(post.from_on)}"
        yield Fallen(post.provider_id, NEW_MANAGER, ALWAYS, Source.POST, str(post.pk), post.from_on, told)


def _new_owners(news: QuerySet[Outbox]) -> Iterable[Fallen]:
    """The register names another organisation than before; the row of the outbox is that one change."""
    for row in news.filter(_not_yet(Source.OWNER), kind=OWNER).order_by("pk"):
        on = localtime(row.at).date()
        told = f"written down on {written(on)}"
        yield Fallen(row.provider_id, CHANGE_OF_OWNER, ALWAYS, Source.OWNER, str(row.pk), on, told)


def _transfers(news: QuerySet[Outbox], since: date) -> Iterable[Fallen]:
    """A service carried on under another registration by another organisation."""
    links = Lineage.objects.filter(
        _not_yet(Source.LINEAGE),
        kind=Lineage.Kind.TRANSFER,
        successor__in=news.filter(kind="lineage").values("provider"),
        on__gte=since,
    )
    for link in links.exclude(successor__organisation=F("predecessor__organisation")).order_by("pk"):
        told = f"by the transfer of {written(link.on)}"
        yield Fallen(link.successor_id, CHANGE_OF_OWNER, ALWAYS, Source.LINEAGE, str(link.pk), link.on, told)
