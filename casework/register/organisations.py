"""The list of organisations: by name, or found by what was typed, exactly first and else what is spelt alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from casework.search.matching import named, named_alike, normalised
from core.paging import KeysetPage, keyset_page
from providers.models import Organisation, Provider

if TYPE_CHECKING:
    from core.models import User


LIKEST = 20


@dataclass(frozen=True, slots=True)
class FoundOrganisations:
    """A page of organisations, each with how many `services` it has. `alike`: nothing is spelt as it was typed."""

    page: KeysetPage
    alike: bool


def find_organisations(user: User, text: str, request: HttpRequest) -> FoundOrganisations:
    """Those whose name, or a name that means them, has the words; where there are none, the likest."""
    standing = _with_services(Organisation.objects.visible_to(user).standing())
    if not normalised(text):
        return FoundOrganisations(keyset_page(standing, request, "name"), alike=False)
    exact = Organisation.objects.filter(named(text))
    found = keyset_page(standing.filter(pk__in=exact.meant()), request, "name")
    if found.rows or "after" in request.GET or "before" in request.GET:
        return FoundOrganisations(found, alike=False)
    likest = Organisation.objects.filter(pk__in=named_alike(Organisation, text, LIKEST))
    return FoundOrganisations(keyset_page(standing.filter(pk__in=likest.meant()), request, "name"), alike=True)


def _with_services(rows: QuerySet[Any]) -> QuerySet[Any]:
    mine = Provider.objects.filter(organisation=OuterRef("pk")).order_by()
    number = mine.values("organisation").annotate(number=Count("pk")).values("number")
    return rows.annotate(services=Coalesce(Subquery(number), 0))
