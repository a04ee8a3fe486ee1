"""The filters in use, each with the address that takes it away."""

from __future__ import annotations

from django.http import HttpRequest

from casework.search.filters import ProviderFilterForm
from core.paging import query

Chosen = tuple[str, str, str]
PAGING = {"after": None, "before": None}
SEVERAL = ("state", "type", "rating", "region", "team")
ONE = ("authority", "inspector", "gap", "previous")


def chosen(form: ProviderFilterForm, request: HttpRequest) -> list[Chosen]:
    """Name, value and address without it, for every filter that is on."""
    said = form.cleaned_data
    found: list[Chosen] = [("Search", said["q"], query(request, q=None, **PAGING))] if said["q"] else []
    for name in SEVERAL:
        words = form.words(name)
        for code in said[name]:
            rest = [each for each in said[name] if each != code]
            found.append((form.label_of(name), words[code], query(request, **{name: rest or None}, **PAGING)))
    found += [
        (form.label_of(name), form.words(name)[said[name]], query(request, **{name: None}, **PAGING))
        for name in ONE
        if said[name]
    ]
    return found + _boxes(form, request)


def _boxes(form: ProviderFilterForm, request: HttpRequest) -> list[Chosen]:
    said = form.cleaned_data
    found: list[Chosen] = [
        ("Only", form.label_of(name), query(request, **{name: None}, **PAGING))
        for name in ("late", "soon", "changed", "never")
        if said[name]
    ]
    if said["register"] not in ("", "now"):
        found.append(("Register", form.words("register")[said["register"]], query(request, register=None, **PAGING)))
    return found
