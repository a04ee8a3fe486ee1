"""The register: providers, organisations, inspections."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from core.permissions import can_see_own_pages
from exchange.api import filters, reads, serializers
from exchange.api.views.base import ApiView, ListView, OneView, told
from exchange.models import Token
from inspections.models import Inspection
from providers.models import Organisation, Provider


class _OfProviders(ApiView):
    """The providers that this person may see."""

    queryset = Provider.objects.all()
    serializer_class = serializers.ProviderSerializer
    check = staticmethod(can_see_own_pages)
    scope = Token.Scope.REGISTER

    def rows(self) -> QuerySet[Any]:
        """The register today."""
        return reads.providers(self.request.user, self.request.as_of)


@told("providers", "Providers", "register")
class Providers(_OfProviders, ListView):
    """The register: every provider for the inspectorate, their own services for people of a provider."""

    filterset_class = filters.ProviderFilters


@told("provider", "One provider", "register")
class OneProvider(_OfProviders, OneView):
    """One provider by its URN."""

    lookup_field = "urn"
    sensitive = "provider"


class _OfOrganisations(ApiView):
    """The organisations that this person may see."""

    queryset = Organisation.objects.all()
    serializer_class = serializers.OrganisationSerializer
    check = staticmethod(can_see_own_pages)
    scope = Token.Scope.REGISTER

    def rows(self) -> QuerySet[Any]:
        """Every organisation, or one's own."""
        return reads.organisations(self.request.user)


@told("organisations", "Organisations", "register")
class Organisations(_OfOrganisations, ListView):
    """The persons and bodies that carry on services. Their services: `providers?organisation=`."""

    filterset_class = filters.OrganisationFilters


@told("organisation", "One organisation", "register")
class OneOrganisation(_OfOrganisations, OneView):
    """One organisation by its id."""

    lookup_field, lookup_url_kwarg = "pk", "organisation_id"


class _OfInspections(ApiView):
    """The inspections that this person may see."""

    queryset = Inspection.objects.all()
    serializer_class = serializers.InspectionSerializer
    check = staticmethod(can_see_own_pages)
    scope = Token.Scope.REGISTER

    def rows(self) -> QuerySet[Any]:
        """What took place; for people of a provider what is published of it."""
        return reads.inspections(self.request.user)


@told("inspections", "Inspections", "register")
class Inspections(_OfInspections, ListView):
    """Inspections that took place, with the rating and the judgements that they gave."""

    filterset_class = filters.InspectionFilters


@told("inspection", "One inspection", "register")
class OneInspection(_OfInspections, OneView):
    """One inspection by its id."""

    lookup_field, lookup_url_kwarg = "pk", "inspection_id"
