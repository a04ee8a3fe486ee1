"""What a decision did to the plan: before and after, as it is shown when the page is seen again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.inspector.because import behind_change
from core.numbers import whole_number
from inspections.models import VisitAsked
from scheduling.diff_words import what_sentence, why_sentence
from scheduling.models import Plan, PlanChange

if TYPE_CHECKING:
    from core.models import User


@dataclass(frozen=True, slots=True)
class Changed:
    """The change of plan since the one of `before`; no lines: the plan says the same."""

    what: tuple[str, ...]
    why: tuple[str, ...]


def plan_id(user: User, provider_id: int) -> int | None:
    """The plan in force, by which a later page can tell what changed."""
    return Plan.objects.visible_to(user).in_force().filter(provider=provider_id).values_list("pk", flat=True).first()


def changed_since(provider_id: int, before: str, asked: Iterable[VisitAsked] = ()) -> Changed | None:
    """What changed in the provider's plan since the plan with that number, 0 for none; None for what is no number.

    `asked`: the provider's visits asked for, by which a trigger behind the change is named.
    """
    number = whole_number(before, 18)
    if number is None:
        return None
    change = PlanChange.objects.filter(provider=provider_id, before=number or None).order_by("pk").first()
    if change is None:
        return Changed((), ())
    why = (*map(why_sentence, change.why), *behind_change(change.why, asked))
    return Changed(tuple(map(what_sentence, change.what)), why)
