"""The filters in use, each with the link that takes it away."""

from __future__ import annotations

from django.http import HttpRequest

from core.forms import FilterForm
from core.paging import query


def selected(form: FilterForm, request: HttpRequest) -> list[tuple[str, str, str]]:
    """Title, words and link of each filter in use."""
    return [(title, text, query(request, **{name: None, "page": None})) for name, title, text in form.selected()]
