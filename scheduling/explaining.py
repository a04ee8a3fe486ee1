"""Why does the plan say so, and why did it say so on 3 May? From what was kept, made again with what was kept."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from law.model import Law
from providers.models import Provider
from scheduling import plans
from scheduling.asking import facts_of
from scheduling.batch import VERSION
from scheduling.facts import Facts
from scheduling.laws import law_of
from scheduling.models import Plan as StoredPlan
from scheduling.planner import plan
from scheduling.plans import Item, Plan
from scheduling.reasons import Sentence, item_sentences, plan_sentences
from scheduling.replay import replay
from scheduling.states import state


@dataclass(frozen=True, slots=True)
class Explanation:
    """A plan with the sentences for it, and whether it follows again from the facts and the law it was made from.

    `day` is the one it was made on, `planner_version` the version that made it. `differences` is empty when the replay
    by today's planner agrees.
    """

    facts: Facts
    plan: Plan
    day: date
    regime_hash: str
    planner_version: str
    general: tuple[Sentence, ...]
    items: tuple[tuple[Item, tuple[Sentence, ...]], ...]
    differences: tuple[str, ...]

    def state(self, on: date) -> str:
        """The provider's state on a day for which the plan is good."""
        return state(self.plan, on)


def explain(facts: Facts, law: Law, day: date) -> Explanation:
    """A plan made now, with its reasons."""
    made = plan(facts, law, day)
    kept = plans.loads(plans.dumps(made), made.valid_until, made.replan_on)
    return _explained(facts, law, day, kept, VERSION)


def explain_stored(stored: StoredPlan) -> Explanation:
    """A plan that is or was in force, from the facts, the law and the day that were kept with it."""
    facts = replace(Facts.from_canonical(json.loads(stored.facts.text)), urn=stored.provider.urn)
    law = law_of(stored.law)
    again = plan(facts, law, stored.as_of)
    kept = plans.loads(stored.body.text, again.valid_until, again.replan_on)
    return _explained(facts, law, stored.as_of, kept, stored.planner_version)


def _explained(facts: Facts, law: Law, day: date, kept: Plan, version: str) -> Explanation:
    return Explanation(
        facts=facts,
        plan=kept,
        day=day,
        regime_hash=law.on(day).hash,
        planner_version=version,
        general=plan_sentences(kept, facts, day),
        items=tuple((item, item_sentences(item, facts, day)) for item in kept.items),
        differences=replay(facts, law, day, kept).differences,
    )


def plan_as_of(provider: Provider, day: date) -> StoredPlan | None:
    """The plan that was in force for a provider at the end of a London day; None before its first one."""
    ended = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(settings.TIME_ZONE))
    found = StoredPlan.objects.select_related("provider", "facts", "body", "law").filter(
        provider=provider, in_force_from__lt=ended
    )
    now = found.filter(in_force_until__isnull=True).first()
    return now or found.filter(in_force_until__gte=ended).order_by("-in_force_from").first()


def facts_now(urn: str, as_of: date) -> Facts:
    """What is known of a provider, as the planner reads it on a day. Raises `LookupError` for an unknown URN."""
    for facts in facts_of([urn], as_of):
        return facts
    raise LookupError(f"No provider has the URN {urn}.")
