"""A run that a person asks for."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from core.law import law_in_force
from core.models import User
from scheduling import tasks
from scheduling.models import PlanRun
from scheduling.permissions import can_recompute
from scheduling.runs import run_start


def run_begin_by_hand(*, by: User, as_of: date, at: datetime) -> PlanRun:
    """Begin to make every plan anew for a day and call all workers. Raises `Refused`: not theirs, or one is open.

    Without a broker the run waits until beat finds it, or `manage.py recompute` does its work.
    """
    can_recompute(by).require()
    run = run_start(as_of, PlanRun.Kind.MANUAL, law=law_in_force(), at=at, by=by, everything=True)
    transaction.on_commit(lambda: tasks.dispatch(run.id))
    return run
