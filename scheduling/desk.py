"""Where plans are made: one law, one day, and a memory of the situations met before.

The planner is pure, so equal situations give equal plans. A plan's content is kept once for all the providers that it
is the same for; what a `PlanBody` row says is read off it here.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import blake2b
from typing import NamedTuple

from law.model import Law
from scheduling import plans
from scheduling.contract import first_item
from scheduling.plans import Plan
from scheduling.situation import Situations
from scheduling.states import standing

ONE_DAY = timedelta(days=1)
ENTRIES = 50_000


class Body(NamedTuple):
    """The content of a plan as a row of `PlanBody`; `hash` in hexadecimal digits."""

    hash: str
    text: str
    regime_id: str
    base_state: str
    closed: bool
    due_from: date | None
    overdue_from: date | None
    late_from: date | None
    required: int | None
    done: int | None
    outstanding: int | None
    next_type: str
    target: date | None
    statutory_deadline: date | None
    previous_year: str


class Made(NamedTuple):
    """A plan that was made: the hash of its content, and the day on which it must be made again (`Plan.replan_on`)."""

    body: str
    valid_until: date | None


def hash_of(text: str) -> str:
    """16 bytes of BLAKE2b in hexadecimal digits."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def body_of(made: Plan) -> Body:
    """The content of a plan, with the columns that lists filter by."""
    text = plans.dumps(made)
    base, due_from, overdue_from = standing(made)
    targets = [item.target for item in made.items if item.target]
    item = first_item(made.items)
    counts = made.counts or (None, None, None)
    return Body(
        hash=hash_of(text),
        text=text,
        regime_id=made.regime,
        base_state=base,
        closed=made.status == plans.CLOSED,
        due_from=due_from,
        overdue_from=overdue_from,
        late_from=min(targets) + ONE_DAY if targets else None,
        required=counts[0],
        done=counts[1],
        outstanding=counts[2],
        next_type=item.type if item else "",
        target=item.target if item else None,
        statutory_deadline=item.statutory_deadline if item else None,
        previous_year=made.previous_year,
    )


class Desk:
    """Makes the plans of one day by one law, each situation once.

    `fresh` holds the contents made since they were last taken: whoever takes them stores them, and says `forget` when
    that fails. Memory is bounded: of a situation only the hash of its plan is remembered.
    """

    def __init__(self, law: Law, as_of: date) -> None:
        self.law, self.as_of = law, as_of
        self.forget()

    def forget(self) -> None:
        """Remember nothing, so that every content is made and stored anew."""
        self.fresh: dict[str, Body] = {}
        self._situations = Situations(self.law, self.as_of, self._keep, ENTRIES)

    def _keep(self, made: Plan) -> Made:
        body = body_of(made)
        self.fresh[body.hash] = body
        return Made(body.hash, made.replan_on)

    def make(self, facts: str) -> Made:
        """The plan for the canonical text of a provider's facts. Raises what the planner raises."""
        return self._situations.of(facts)

    def take(self) -> dict[str, Body]:
        """The contents to be stored, by their hashes."""
        taken, self.fresh = self.fresh, {}
        return taken
