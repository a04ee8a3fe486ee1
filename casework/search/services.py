"""Keeping searches: what is written about them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from casework.models import SavedSearch
from casework.search.permissions import can_change_search, can_save_search
from core.decisions import Refused

if TYPE_CHECKING:
    from core.models import User


@transaction.atomic
def search_save(name: str, query: str, *, by: User, at: datetime) -> SavedSearch:
    """Keep the filters of a query string under a name.

    Raises `Refused` when the name is taken, or there is no name or no filter.
    """
    can_save_search(by).require()
    return _kept(SavedSearch(owner=by, name=_tidy(name), query=query, saved_at=at))


@transaction.atomic
def search_rename(search: SavedSearch, name: str, *, by: User) -> SavedSearch:
    """Give a saved search another name. Raises `Refused` when it is taken or empty."""
    can_change_search(by, search).require()
    search.name = _tidy(name)
    return _kept(search)


@transaction.atomic
def search_delete(search: SavedSearch, *, by: User) -> None:
    """Forget a saved search."""
    can_change_search(by, search).require()
    search.delete()


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _kept(search: SavedSearch) -> SavedSearch:
    try:
        search.clean_fields(exclude=["owner"])
        search.validate_constraints()
        search.save()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    except IntegrityError:
        raise Refused("You have a saved search with this name already. Choose another name.") from None
    return search
