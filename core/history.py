"""Field history: what stood in a row before it was changed or removed, by whom that was done, when and why.

Triggers of pghistory write it, so that no way of changing a row can forget it, and they refuse a change without an
author. A service says who and why with `@authored`, a command or an import with `author(…)`. New rows are not written
down a second time: what a change made of a row is read from the change after it, or from the row as it stands.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from uuid import uuid4

import pghistory
from django.conf import settings
from django.db import connection, models, transaction

if TYPE_CHECKING:
    from core.models import User

OPERATOR = "the operator at the command line"
Asked = ParamSpec("Asked")
Given = TypeVar("Given")
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Tracked:
    """A table whose changes are kept in `history`; `of` names the columns by which it belongs to another row."""

    model: type[models.Model]
    history: type[models.Model]
    of: tuple[str, ...]

    @property
    def keeps_changes(self) -> bool:
        """Whether rows may change; those that only tie two others together come and go."""
        return hasattr(self.history, "pgh_obj")


_tracked: dict[type[models.Model], Tracked] = {}


def tracked(
    *, fields: list[str] | None = None, of: tuple[str, ...] = (), link: bool = False
) -> Callable[[type[Row]], type[Row]]:
    """Keep every change and removal of this table's rows, and refuse those without an author.

    `fields`: only these. `of`: foreign keys by whose rows the changes are looked for, too. `link`: rows that only tie
    two others together, whose coming and going is the change.
    """

    def track(model: type[Row]) -> type[Row]:
        name = f"{model.__name__}History"
        stem = f"{model._meta.app_label}_{model.__name__}".lower()
        events = [pghistory.InsertEvent()] if link else [pghistory.UpdateEvent(row=pghistory.Old)]
        history = pghistory.create_event_model(
            model,
            *events,
            pghistory.DeleteEvent(row=pghistory.Old),
            fields=fields or _stored(model),
            model_name=name,
            abstract=False,
            obj_field=None if link else settings.PGHISTORY_OBJ_FIELD,  # type: ignore[arg-type]
            meta={
                "constraints": [
                    models.CheckConstraint(
                        name=f"{stem}_change_has_author", condition=models.Q(pgh_context__has_keys=["who", "why"])
                    )
                ],
                "indexes": [
                    models.Index(fields=[column, "-pgh_id"], name=f"{model.__name__.lower()}_{column}_history"[:30])
                    for column in of
                ],
            },
        )
        _tracked[model] = Tracked(model, history, of)
        return model

    return track


def _stored(model: type[models.Model]) -> list[str]:
    """The names of its fields, without what the database works out from others."""
    fields = (model._meta.concrete_model or model)._meta.local_fields
    return [field.name for field in fields if not isinstance(field, models.GeneratedField)]


def all_tracked() -> dict[type[models.Model], Tracked]:
    """Every table whose changes are kept."""
    return dict(_tracked)


@contextmanager
def author(by: User | None, why: str, *, nobody: str = OPERATOR) -> Iterator[None]:
    """A transaction whose changes were made by somebody (`by`; None: `nobody`, in words) for a reason.

    Inside another one it holds until it ends. Without a reason there is no author, and changes are refused.
    """
    within = connection.in_atomic_block
    told = {"by": by.pk if by else None, "who": str(by) if by else nobody}
    if why.strip():
        told["why"] = why.strip()
    with transaction.atomic():
        before = _say(json.dumps(told), str(uuid4()))
        yield
        if within and not connection.needs_rollback:
            _say(*before)


def _say(told: str, act: str) -> tuple[str, str]:
    """Set what pghistory's triggers read, for the rest of the transaction. Returns what was set before."""
    names = ("pghistory.context_metadata", "pghistory.context_id")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH before AS MATERIALIZED (
                SELECT coalesce(current_setting(%s, true), '') AS told, coalesce(current_setting(%s, true), '') AS act
            )
            SELECT before.told, before.act, set_config(%s, %s, true), set_config(%s, %s, true) FROM before
            """,
            [*names, names[0], told, names[1], act],
        )
        found = cursor.fetchone()
    return found[0], found[1]


def authored(did: str = "", *, nobody: str = OPERATOR) -> Callable[[Callable[Asked, Given]], Callable[Asked, Given]]:
    """A service in a transaction of its own, its changes kept with its `by` and its `why` (or `note`).

    `did`: the reason where the service asks for none, as what was done: "Accepted an invitation". `nobody`: who it was
    when `by` is None.
    """

    def wrap(service: Callable[Asked, Given]) -> Callable[Asked, Given]:
        signature = inspect.signature(service)

        @wraps(service)
        def told(*args: Asked.args, **kwargs: Asked.kwargs) -> Given:
            given = signature.bind(*args, **kwargs).arguments
            why = given.get("why") or given.get("note") or did
            with author(given.get("by"), why, nobody=nobody):
                return service(*args, **kwargs)

        told.authored = True  # type: ignore[attr-defined]
        return told

    return wrap
