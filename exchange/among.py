"""`among`: a column is one of many values, sent as one array, where `in` would send thousands of parameters."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, Lookup


@ForeignKey.register_lookup
class Among(Lookup):
    """`provider_id__among=[…]`: in SQL `provider_id = ANY(array)`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The condition and its one parameter."""
        lhs, parameters = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", (*parameters, list(self.rhs))
