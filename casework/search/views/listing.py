"""The provider list. Thin: it says which day it is, reads, and draws."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate

from casework.ahead import DUE_SOON_DAYS
from casework.search.chosen import chosen
from casework.search.export import providers_csv
from casework.search.filters import ProviderFilterForm
from casework.search.found import Found, Turn, find
from casework.search.reference import reference
from casework.search.rows import page_rows
from casework.search.saved import kept_query, saved_searches, shown_now
from core.access import allowed_to
from core.paging import PER_PAGE
from core.permissions import can_see_inspectorate_pages
from providers.permissions import can_register


@allowed_to(can_see_inspectorate_pages)
def providers(request: HttpRequest) -> HttpResponseBase:
    """The list, filtered by the address; with `format=csv` all of it to take away."""
    today, known = localdate(), reference()
    form = ProviderFilterForm(known, request.GET)
    context = {"form": form, "today": today, "found": None, "lost": False, "due_soon_days": DUE_SOON_DAYS}
    context["may_register"] = bool(can_register(request.user))
    if not form.is_valid():
        return render(request, "casework/search/providers.html", context, status=400)
    filters = form.filters()
    if request.GET.get("format") == "csv":
        return providers_csv(request.user, filters, known, today)
    turn = Turn(request.GET.get("after", ""), request.GET.get("before", ""))
    try:
        found: Found = find(request.user, filters, today, turn, PER_PAGE)
    except LookupError:
        context["lost"] = True
        found = find(request.user, filters, today, Turn(), PER_PAGE)
    rows = page_rows(request.user, found.page.ids, known, today)
    searches = saved_searches(request.user)
    context |= {"found": found, "rows": rows, "filters": filters, "chosen": chosen(form, request)}
    context |= {"searches": searches, "saved": shown_now(searches, request.GET), "query": kept_query(request.GET)}
    return render(request, "casework/search/providers.html", context)
