"""The address of a page by its name, as Django's `reverse` gives it, for pages that hold a hundred links.

`reverse` walks the URLconf anew at each call. Here the walk is made once for each name; what depends on the arguments
(that they fit the route, and how they are quoted) is asked each time. A test compares every address with Django's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import get_resolver, get_script_prefix, reverse
from django.urls.resolvers import URLResolver
from django.utils.http import RFC3986_SUBDELIMS

_SAFE = RFC3986_SUBDELIMS + "/~:@"


@dataclass(frozen=True, slots=True)
class _Route:
    """A route with one way to write it: its text with %(name)s for each argument, and what those must look like."""

    text: str
    fits: re.Pattern[str]
    names: tuple[str, ...]
    converters: Mapping[str, Any]

    def path(self, args: tuple[object, ...]) -> str | None:
        """The path below the script's prefix; None where the arguments do not fit."""
        try:
            given = {
                name: self.converters[name].to_url(arg) if name in self.converters else str(arg)
                for name, arg in zip(self.names, args, strict=True)
            }
        except ValueError:
            return None
        path = self.text % given
        return path if self.fits.search(path) else None


def address(name: str, *args: object, **kwargs: object) -> str:
    """The address of a page by its name. Raises `NoReverseMatch`."""
    route = None if kwargs else _route(get_resolver(), name, len(args))
    path = route.path(args) if route else None
    if path is None or path.startswith("/"):
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return get_script_prefix() + quote(path, safe=_SAFE)


@cache
def _route(resolver: URLResolver, name: str, number: int) -> _Route | None:
    """The route of that name with so many arguments; None where Django has to choose between several."""
    *spaces, last = name.split(":")
    before = ""
    for space in spaces:
        if space not in resolver.namespace_dict:
            return None
        extra, resolver = resolver.namespace_dict[space]
        before += extra
    ways = resolver.reverse_dict.getlist(last)
    if "%" in before or len(ways) != 1 or len(ways[0][0]) != 1:
        return None
    ((text, names),), pattern, defaults, converters = ways[0]
    if defaults or len(names) != number:
        return None
    return _Route(before + text, re.compile(f"^{re.escape(before)}{pattern}"), tuple(names), converters)
