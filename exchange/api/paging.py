"""Pages by keyset: a cursor names the row after which the next page begins, so that depth costs nothing."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from core.numbers import whole_number
from core.paging import BadCursor, KeysetPage, keyset_page, query

PAGE, MOST = 100, 200
PARAMETERS = {
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE},
    "after": {"type": "string", "minLength": 1},
    "before": {"type": "string", "minLength": 1},
}
MEANING = {
    "limit": "How many on a page.",
    "after": "The cursor of the page after this one: take it from `next`.",
    "before": "The cursor of the page before this one: take it from `previous`.",
}


class KeysetPagination(BasePagination):
    """`?limit=`, `?after=`, `?before=`; the answer says where the next and the previous page are."""

    request: Any
    page: KeysetPage

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        """The rows of the page that was asked for. Raises `ValidationError` for a wrong limit or cursor."""
        self.request = request._request
        limit = _limit(request.query_params)
        try:
            self.page = keyset_page(
                queryset, self.request, view.key, descending=view.descending, per_page=limit, strict=True
            )
        except BadCursor:
            raise ValidationError({"after": "No page gave out this cursor. Begin again without it."}) from None
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        """The rows with the addresses of the pages beside."""
        return Response(
            {
                "next": self._address(after=self.page.after, before=None) if self.page.after else None,
                "previous": self._address(before=self.page.before, after=None) if self.page.before else None,
                "results": data,
            }
        )

    def _address(self, **cursor: str | None) -> str:
        return str(self.request.build_absolute_uri(self.request.path + query(self.request, **cursor)))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What such an answer looks like."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters in the document."""
        return [
            {"name": name, "in": "query", "required": False, "description": MEANING[name], "schema": schema}
            for name, schema in PARAMETERS.items()
        ]


def _limit(parameters: Any) -> int:
    number = whole_number(parameters.get("limit", str(PAGE)))
    if number is None or not 1 <= number <= MOST:
        raise ValidationError({"limit": f"Give a whole number from 1 to {MOST}."})
    return number
