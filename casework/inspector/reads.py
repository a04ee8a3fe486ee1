"""What the page of one provider reads: a fixed number of queries, however long its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONArray, NullIf

from casework.inspector.lines import Link
from inspections.models import Inspection, Rating, Scale, VisitAsked
from intelligence.models import ReviewAsked
from law.model import RATING_NAMES
from providers.models import (
    Allocation,
    ApprovalInterval,
    Outbox,
    PersonInPost,
    Provider,
    ProviderJoining,
    StatusPeriod,
)
from scheduling.models import BroughtForward, Plan

if TYPE_CHECKING:
    from core.models import User

INSPECTIONS_SHOWN = 20
REVIEWS_SHOWN = 20
JOININGS_SHOWN = 20


def providers(user: User) -> QuerySet[Provider]:
    """Those that this person may see, with what the headings of their pages name."""
    related = ("service_type", "organisation", "local_authority", "region", "team", "joined_into")
    return Provider.objects.visible_to(user).select_related(*related)


def providers_with_news(user: User, today: date) -> QuerySet[Any]:
    """The same with `waiting`: news about one that no plan has taken in yet, the `reviews` of its plan that were asked
    for (see `reviews_asked`), the name and id of the inspector who looks after it today, what was `joined_here` (see
    `joined_here`), and the `joining_id` by which it was itself joined into another.
    """
    waiting = Exists(Outbox.objects.filter(provider=OuterRef("pk")))
    reviews = ReviewAsked.objects.visible_to(user).standing().filter(provider=OuterRef("pk")).order_by("by_on", "id")
    told = JSONArray("by_on", "trigger__summary", "trigger__citation")
    asked = ArraySubquery(reviews.values_list(told)[:REVIEWS_SHOWN])
    whose = Allocation.objects.on(today).filter(provider=OuterRef("pk"))
    name, number = Subquery(whose.values("inspector__name")[:1]), Subquery(whose.values("inspector")[:1])
    joinings = ProviderJoining.objects.filter(parted_at=None).order_by("-at")
    who = Coalesce(NullIf("by__name", Value("")), "by__email", output_field=CharField())
    of = JSONArray("pk", "joined__urn", Cast("at", DateField()), who, "why")
    into = ArraySubquery(joinings.filter(kept=OuterRef("pk")).values_list(of)[:JOININGS_SHOWN])
    away = Subquery(joinings.filter(joined=OuterRef("pk")).values("pk")[:1])
    return providers(user).annotate(
        waiting=waiting, reviews=asked, inspector=name, inspector_id=number, joined_here=into, joining_id=away
    )


def plan_in_force(user: User, provider_id: int, today: date) -> Any:
    """The plan in force with its content, its facts and its `state` today; None before the first planning."""
    plans = Plan.objects.visible_to(user).in_force().filter(provider=provider_id)
    return plans.select_related("body", "facts", "run").with_state(today).first()


def history(user: User, provider_id: int, links: list[Link]) -> list[Any]:
    """The latest inspections of the provider and, up to the day of each link, of those it carries on from."""
    seen = Q(provider=provider_id)
    until = _handed_over_on(links)
    for predecessor, day in until.items():
        seen |= Q(provider=predecessor, started_on__lte=day)
    found = Inspection.objects.visible_to(user).filter(seen).select_related("rating").prefetch_related("judgements")
    return list(found.order_by("-started_on", "-id")[: INSPECTIONS_SHOWN + 1])


def _handed_over_on(links: list[Link]) -> dict[int, date]:
    return {link.provider_id: link.on for link in links if link.before}


@dataclass(frozen=True, slots=True)
class RatingShown:
    """The rating in force in the words in which it was given. `inherited`: from a predecessor of that URN."""

    ordinal: int
    label: str
    scale: str
    awarded_on: date | None
    in_force_from: date | None
    inherited: str = ""


def _holds(rating: Rating, ordinal: int, today: date) -> bool:
    return rating.ordinal == ordinal and rating.in_force_from is not None and rating.in_force_from <= today


@dataclass(frozen=True, slots=True)
class Period:
    """A post, a status or an approval interval from one day to another, both inclusive; no end: still."""

    kind: str
    who: str
    from_on: date
    until_on: date | None
    why: str
    pk: int

    def days(self, today: date) -> int:
        """How many days of it have passed."""
        return max(0, (min(self.until_on or today, today) - self.from_on).days + 1)

    def holds(self, today: date) -> bool:
        """Whether it holds on that day."""
        return self.from_on <= today and (self.until_on is None or today <= self.until_on)


@dataclass(frozen=True, slots=True)
class Periods:
    """People in post, statuses and approval intervals (their `kind` is the months), the latest first."""

    people: list[Period]
    statuses: list[Period]
    approvals: list[Period]

    def suspended(self) -> list[Period]:
        """When it was suspended or dormant."""
        return [period for period in self.statuses if period.kind in StatusPeriod.PAUSED]


def periods(provider_id: int) -> Periods:
    """Who held which post, which status it had and how often it was to be approved, with dates. One query."""
    people = _dated(PersonInPost.objects.filter(provider=provider_id), "person", "post", "person__name", "")
    statuses = _dated(StatusPeriod.objects.filter(provider=provider_id), "status", "status", "", "why")
    approvals = _dated(ApprovalInterval.objects.filter(provider=provider_id), "approval", "months", "", "")
    found: dict[str, list[Period]] = {"person": [], "status": [], "approval": []}
    for source, *columns in people.union(statuses, approvals, all=True).order_by("-from_on"):
        found[source].append(Period(*columns))
    return Periods(found["person"], found["status"], found["approval"])


def _dated(rows: QuerySet[Any], source: str, kind: str, who: str, why: str) -> QuerySet[Any]:
    """The rows in the columns of `Period`; an empty name of a column stands for an empty text."""
    columns = {"kind_of": kind, "who": who, "reason": why}
    texts = {name: Cast(F(column), CharField()) if column else _NOTHING for name, column in columns.items()}
    rows = rows.order_by().annotate(what=Value(source, CharField()), **texts)
    return rows.values_list("what", "kind_of", "who", "from_on", "until_on", "reason", "pk")


_NOTHING = Value("", CharField())


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a provider, read once for its page."""

    provider: Any
    links: list[Link]
    inspections: list[Any]
    periods: Periods

    def rating(self, ordinal: int | None, today: date) -> RatingShown | None:
        """The rating in force, of that ordinal, as it was published; None when there is none."""
        if ordinal is None:
            return None
        given = [visit.rating for visit in self.inspections if hasattr(visit, "rating")]
        given = [rating for rating in given if _holds(rating, ordinal, today)]
        if not given:
            return RatingShown(ordinal, RATING_NAMES[ordinal], "", None, None)
        latest: Any = max(given, key=lambda rating: (rating.in_force_from, rating.awarded_on))
        scale, since = str(Scale(latest.scale).label), latest.in_force_from
        link = next((link for link in self.links if link.provider_id == latest.provider_id), None)
        if link is None:
            return RatingShown(ordinal, latest.label, scale, latest.awarded_on, since)
        return RatingShown(ordinal, latest.label, scale, latest.awarded_on, max(since, link.on), link.urn)


def visits_asked(user: User, provider_id: int) -> list[Any]:
    """Visits asked for and not taken back, soonest first."""
    asked = VisitAsked.objects.visible_to(user).filter(provider=provider_id, withdrawn_on__isnull=True)
    return list(asked.select_related("asked_by").order_by("by_on", "id"))


def brought_forward(provider_id: int) -> dict[str, Any]:
    """What a person had brought forward and nobody has taken back, by the key of the item."""
    standing = BroughtForward.objects.filter(provider=provider_id, withdrawn_on__isnull=True)
    return {decision.item: decision for decision in standing.select_related("decided_by")}


@dataclass(frozen=True, slots=True)
class JoinedHere:
    """Another record of the same service that was joined into this one: by whom, when and why."""

    pk: int
    urn: str
    on: date
    by: str
    why: str


def joined_here(provider: Any) -> list[JoinedHere]:
    """Those of a provider of `provider()`, the latest first. No query: they came with it."""
    return [JoinedHere(pk, urn, date.fromisoformat(on), by, why) for pk, urn, on, by, why in provider.joined_here]


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the plan that a trigger asked for: by which day, what fell, and the paragraph."""

    by_on: date
    summary: str
    citation: str


def reviews_asked(provider: Any) -> list[Review]:
    """Those asked for at a provider of `provider()`, soonest first. No query: they came with it."""
    return [Review(date.fromisoformat(by_on), summary, citation) for by_on, summary, citation in provider.reviews]
