"""Where people begin, and the glossary."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import glossary, navigation
from core.access import allowed_to
from core.permissions import can_see_own_pages


@allowed_to(can_see_own_pages)
def begin(request: HttpRequest) -> HttpResponse:
    """Send each role to its first page."""
    return redirect(navigation.first_page(request.user))  # type: ignore[arg-type]


@allowed_to(can_see_own_pages)
def welcome(request: HttpRequest) -> HttpResponse:
    """The first page of a role that has no other yet: where it can go."""
    return render(request, "core/welcome.html", {"links": navigation.links(request)})


@allowed_to(can_see_own_pages)
def account(request: HttpRequest) -> HttpResponse:
    """What people can change about their own account."""
    return render(request, "core/account.html", {"pages": navigation.account_pages(request.user)})  # type: ignore[arg-type]


@allowed_to(can_see_own_pages)
def glossary_page(request: HttpRequest) -> HttpResponse:
    """Every word and every state, in the order of the file."""
    groups = [(title, list(terms)) for title, terms in groupby(glossary.terms().values(), key=lambda term: term.group)]
    return render(request, "core/glossary.html", {"groups": groups})
