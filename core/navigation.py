"""What stands in the header for whom, each role's first page, and what the page "Your account" leads to.

Rooms register theirs in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

if TYPE_CHECKING:
    from core.models import User

STAFF = frozenset({"inspector", "team_manager", "senior_manager", "policy_analyst", "administrator"})
EVERYBODY = STAFF | {"provider"}
FALLBACK = "core:welcome"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One link of the header. `url_name` takes no arguments; `order` counts from the left."""

    order: int
    text: str
    url_name: str
    roles: frozenset[str]


_entries: dict[str, Entry] = {}
_under: dict[str, str] = {}
_first_pages: dict[str, str] = {}
_finders: dict[str, str] = {}
_account_pages: dict[str, tuple[str, frozenset[str]]] = {}


def register(text: str, url_name: str, *, roles: Iterable[str] = STAFF, order: int = 100) -> None:
    """Put a link into the header of these roles. Registering a `url_name` again replaces it."""
    _entries[url_name] = Entry(order, text, url_name, _known(roles))


def put_under(entry: str, *pages: str) -> None:
    """Pages, by their names and with what lies below them, that belong to the link `entry` though their addresses do
    not say so: on them that link is the active one. None of the names takes arguments.
    """
    _under.update(dict.fromkeys(pages, entry))


def register_first_page(url_name: str, *, roles: Iterable[str]) -> None:
    """Name the page to which people of these roles come after signing in."""
    for role in _known(roles):
        _first_pages[role] = url_name


def register_finder(url_name: str, *, roles: Iterable[str] = STAFF) -> None:
    """Name the page that answers `?q=`: the box in the header of these roles asks it."""
    for role in _known(roles):
        _finders[role] = url_name


def finder(request: HttpRequest) -> str:
    """The address that the header's box asks, for whoever is signed in; nothing where there is no box."""
    user = getattr(request, "user", None)
    name = _finders.get(user.role) if user is not None and user.is_authenticated else None
    return reverse(name) if name else ""


def register_account_page(text: str, url_name: str, *, roles: Iterable[str] = EVERYBODY) -> None:
    """Put a link to what people of these roles have of their own on the page "Your account"."""
    _account_pages[url_name] = text, _known(roles)


def account_pages(user: User) -> list[tuple[str, str]]:
    """Text and address of each link of "Your account" that a room has put there for this person."""
    return [(text, reverse(url_name)) for url_name, (text, roles) in _account_pages.items() if user.role in roles]


def first_page(user: User) -> str:
    """The name of the page on which this person begins."""
    return _first_pages.get(user.role, FALLBACK)


def _known(roles: Iterable[str]) -> frozenset[str]:
    roles = frozenset(roles)
    if not roles <= EVERYBODY:
        raise ValueError(f"Not roles: {', '.join(sorted(roles - EVERYBODY))}.")
    return roles


def links(request: HttpRequest) -> list[dict[str, Any]]:
    """The header's links for whoever asks, for `govukServiceNavigation`; none before signing in.

    The link that the page belongs to is the active one: by the longest address that the page's own begins with, of the
    links' and of the pages put under them.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    shown = [entry for entry in sorted(_entries.values()) if user.role in entry.roles]
    begins = {reverse(entry.url_name): entry.url_name for entry in shown}
    begins |= {reverse(page): entry for page, entry in _under.items() if entry in begins.values()}
    active = begins.get(max(filter(request.path.startswith, begins), key=len, default=""))
    return [_link(entry, active == entry.url_name, request.path) for entry in shown]


def _link(entry: Entry, active: bool, path: str) -> dict[str, Any]:
    href = reverse(entry.url_name)
    return {"text": entry.text, "href": href, "active": active, "current": href == path}
