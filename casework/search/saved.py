"""A search as it is kept: the filters of the provider list in one fixed order, and how one is recognised again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from casework.models import NAME_LENGTH, SavedSearch
from casework.search.filters import ProviderFilterForm
from core.forms import PageForm

if TYPE_CHECKING:
    from core.models import User

USUAL = {"register": "now", "sort": "name"}


class NameForm(PageForm):
    """The name of a saved search."""

    name = forms.CharField(
        label="Name", max_length=NAME_LENGTH, error_messages={"required": "Enter a name for this search"}
    )


def kept_query(sent: QueryDict) -> str:
    """The filters and the order in an address, without its page and without what is usual."""
    kept = QueryDict(mutable=True)
    for name in ProviderFilterForm.base_fields:
        values = [value.strip() for value in sent.getlist(name) if value.strip() not in ("", USUAL.get(name))]
        if values:
            kept.setlist(name, sorted(values))
    return kept.urlencode()


def saved_searches(user: User) -> list[SavedSearch]:
    """One's own, by name. One query."""
    return list(SavedSearch.objects.visible_to(user))


def shown_now(searches: Iterable[Any], sent: QueryDict) -> Any:
    """The saved search whose list is shown; None for any other."""
    query = kept_query(sent)
    return next((search for search in searches if query and search.query == query), None)
