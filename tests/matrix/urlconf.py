"""Every address of the URLconf, third parties' included: what the matrix, the browser and the budgets go through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch


@dataclass(frozen=True, slots=True)
class Address:
    """One line of the URLconf. `name` has its namespaces; an unnamed one goes by its route."""

    name: str
    route: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_open(self) -> bool:
        """Whether it is marked `login_not_required`."""
        return not getattr(self.view, "login_required", True)

    def path(self, values: Mapping[str, Any]) -> str:
        """Its path with these values in the places of its arguments; "room:argument" goes before "argument"."""
        room = self.name.partition(":")[0]
        given = {name: values.get(f"{room}:{name}", values[name]) for name in self.arguments}
        try:
            return reverse(self.name, kwargs=given)
        except NoReverseMatch:
            route = self.route
            for name, value in given.items():
                route = route.replace(f"<path:{name}>", str(value))
            return f"/{route}"


@cache
def addresses() -> dict[str, Address]:
    """All addresses by name. Of two with the same name Django answers, and names, by the first of a route."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver(), "", ""):
        found.setdefault(address.name, address)
    return found


def _walk(resolver: URLResolver, before: str, spaces: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route, f"{spaces}{entry.namespace}:" if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            name = f"{spaces}{entry.name}" if entry.name else route
            yield Address(name, route, tuple(entry.pattern.regex.groupindex), entry.callback)
