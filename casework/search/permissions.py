"""Who may keep searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.capabilities import may
from core.decisions import ALLOWED, Decision, refused
from core.permissions import STAFF, can_see_inspectorate_pages

if TYPE_CHECKING:
    from casework.models import SavedSearch
    from core.models import User


@may(STAFF)
def can_save_search(user: User) -> Decision:
    """Keep the filters of the provider list under a name."""
    return can_see_inspectorate_pages(user)


@may(STAFF, narrowed=dict.fromkeys(STAFF, "their own"))
def can_change_search(user: User, search: SavedSearch) -> Decision:
    """Rename a saved search or delete it."""
    if search.owner_id == user.pk:
        return ALLOWED
    return refused("This saved search is somebody else's. Save the same filters under a name of your own.")
