"""The regimes, and the document that describes the API."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.response import Response

from core import law
from core.models import AdoptedRegime
from core.permissions import can_see_inspectorate_pages, can_see_own_pages
from exchange.api import filters, serializers
from exchange.api.document import document
from exchange.api.views.base import ApiView, told
from exchange.models import Token


class _OfRegimes(ApiView):
    """Regimes are texts, not rows: there are a few, so all of them are one page."""

    check = staticmethod(can_see_inspectorate_pages)
    scope = Token.Scope.LAW
    pagination_class = None
    queryset = AdoptedRegime.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        """With the days on which each is in force."""
        return super().get_serializer_context() | serializers.regime_context()

    def refuse_unknown(self) -> None:
        """There are no parameters."""
        filters.StrictFilters().refuse_unknown(self.request, None, paged=False)


@told("regimes", "Regimes", "law", responses=serializers.RegimeSerializer(many=True))
class Regimes(_OfRegimes):
    """The shipped and the adopted regimes, and when each is in force."""

    serializer_class = serializers.RegimeSerializer

    def get(self, request: Any) -> Response:
        """Each regime in short."""
        self.refuse_unknown()
        return Response(self.get_serializer(list(law.regimes().values()), many=True).data)


@told("regime", "One regime", "law")
class OneRegime(_OfRegimes):
    """One regime with all that it says, in words and as text."""

    serializer_class = serializers.WholeRegimeSerializer

    def get(self, request: Any, regime_id: str) -> Response:
        """The regime, or 404."""
        self.refuse_unknown()
        text = law.regimes().get(regime_id)
        if text is None:
            raise Http404
        return Response(self.get_serializer(text).data)


@told(
    "document",
    "The OpenAPI document",
    "document",
    responses={200: {"type": "object", "additionalProperties": True}},
)
class Document(ApiView):
    """This document."""

    check = staticmethod(can_see_own_pages)

    def get(self, request: Any) -> Response:
        """OpenAPI 3.1."""
        filters.StrictFilters().refuse_unknown(request, None, paged=False)
        return Response(document())
