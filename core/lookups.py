"""Lookups of the database that Django lacks. Imported once, by `core.apps`; any model's query may use them then."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, Lookup


@ForeignKey.register_lookup
class Among(Lookup):
    """`provider__among=ids`: `provider_id = ANY(array)`, which PostgreSQL plans like `IN`.

    Many ids are one parameter here, where `__in` prepares each of them: with the 150 of a caseload in each of a page's
    queries that was a tenth of the page.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        """The ids as a list, which becomes an array."""
        return list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The condition. It holds for none where there are no ids."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, self.rhs]
