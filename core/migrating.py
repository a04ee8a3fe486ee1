"""Migrations of many tables at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.migrations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger

ONLY_ADD = (CreateModel, AddIndex, AddConstraint, AddTrigger)


class Together(Operation):
    """Operations of a migration whose models are made ready once for all of them, instead of once for each.

    Django makes every related model anew after each operation that touches one; with a hundred operations on tables
    that all belong together that takes most of a minute of a first start.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        """What the models are after all of them."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Each in its order; a table comes with its constraints and indexes at once."""
        for operation in self._not_of_a_table():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Each in the opposite order; a table goes with its constraints and indexes.

        Every model is there before (`from_state`) and some are not afterwards, so each is looked up where it still is.
        """
        for operation in reversed(self._not_of_a_table()):
            operation.database_backwards(app_label, schema_editor, from_state, from_state)

    def _not_of_a_table(self) -> list[Operation]:
        """Those left to do when each new table brings its own constraints and indexes."""
        made = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        return [
            operation
            for operation in self.operations
            if not (isinstance(operation, AddIndex | AddConstraint) and operation.model_name_lower in made)
        ]

    def describe(self) -> str:
        """What it does, for `migrate --plan`."""
        return "; ".join(operation.describe() for operation in self.operations)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The operations of a migration, those that only add brought together where they follow one another."""
    found: list[Operation] = []
    for only_add, run in groupby(operations, lambda one: isinstance(one, ONLY_ADD)):
        several = list(run)
        found += [Together(several)] if only_add and len(several) > 1 else several
    return found
